using System.Globalization;
using InferenceModel.Hardware;
using InferenceModel.Models;
using InferenceModel.Operators;
using InferenceModel.Units;

namespace InferenceModel.Costs;

/// <summary>
/// The plain roofline: a floor, then the longer of arithmetic over rate and bytes over bandwidth, each derated by a stated
/// efficiency (Williams et al., CACM 52(4), 2009, with a floor for the launch).
/// </summary>
public sealed class Roofline
{
    private readonly Accelerator accelerator;
    private readonly RooflineEfficiencies efficiencies;
    private readonly FlopsPerSecond[] gemmRates;
    private readonly FlopsPerSecond attentionRate;
    private readonly BytesPerSecond gemmBandwidth;
    private readonly BytesPerSecond groupedBandwidth;
    private readonly BytesPerSecond decodeBandwidth;
    private readonly BytesPerSecond streamBandwidth;

    /// <summary>Prepares the rates of an accelerator.</summary>
    /// <param name="accelerator">The chip.</param>
    /// <param name="efficiencies">The shares of peak its generation reaches.</param>
    public Roofline(Accelerator accelerator, RooflineEfficiencies efficiencies)
    {
        this.accelerator = accelerator;
        this.efficiencies = efficiencies;
        var bandwidth = accelerator.MemoryBandwidth.Value;
        gemmRates = [.. Enum.GetValues<NumberFormat>().Select(format => accelerator.Rate(format) * GemmShare(format))];
        attentionRate = accelerator.Rate(NumberFormat.Bf16) * efficiencies.PrefillCompute.Value;
        gemmBandwidth = bandwidth * efficiencies.GemmMemory.Value;
        groupedBandwidth = gemmBandwidth * efficiencies.GroupedShare.Value;
        decodeBandwidth = bandwidth * efficiencies.DecodeMemory.Value;
        streamBandwidth = bandwidth * efficiencies.StreamMemory.Value;
    }

    /// <summary>The time of one operator; nothing for no work.</summary>
    /// <param name="kind">The family.</param>
    /// <param name="work">The work.</param>
    public KernelTime Time(OperatorKind kind, in OperatorWork work)
    {
        if (work.Launches == 0)
        {
            return default;
        }

        var floor = Floor(kind) * work.Launches;
        return kind switch
        {
            OperatorKind.Gemm => new(floor, work.Arithmetic / gemmRates[(int)work.Format], work.Traffic / gemmBandwidth),
            OperatorKind.GroupedGemm => new(
                floor, work.Arithmetic / (gemmRates[(int)work.Format] * efficiencies.GroupedShare.Value), work.Traffic / groupedBandwidth),
            OperatorKind.PrefillAttention => new(floor, work.Arithmetic / attentionRate, work.Traffic / streamBandwidth),
            OperatorKind.DecodeAttention => new(floor, work.Arithmetic / attentionRate, work.Traffic / decodeBandwidth),
            _ => new(floor, work.Arithmetic / attentionRate, work.Traffic / streamBandwidth),
        };
    }

    /// <summary>The formula and the figures behind a time, for a reader.</summary>
    /// <param name="kind">The family.</param>
    /// <param name="work">The work.</param>
    public string Basis(OperatorKind kind, in OperatorWork work)
    {
        var (compute, memory) = kind switch
        {
            OperatorKind.Gemm => (GemmShare(work.Format), efficiencies.GemmMemory),
            OperatorKind.GroupedGemm => (GemmShare(work.Format) * efficiencies.GroupedShare.Value, efficiencies.GroupedShare),
            OperatorKind.DecodeAttention => (efficiencies.PrefillCompute.Value, efficiencies.DecodeMemory),
            _ => (efficiencies.PrefillCompute.Value, efficiencies.StreamMemory),
        };
        var share = kind == OperatorKind.GroupedGemm ? efficiencies.GemmMemory.Value * memory.Value : memory.Value;
        var ran = accelerator.Supported(work.Format);
        var rate = work.Arithmetic == Flops.Zero ? string.Empty : $"{work.Arithmetic} at {compute:P0} of {accelerator.Rate(work.Format)} {Lower(ran)}; ";
        return string.Create(CultureInfo.InvariantCulture, $"{rate}{work.Traffic} at {share:P0} of {accelerator.MemoryBandwidth.Value}; floor {Floor(kind) * work.Launches}");
    }

    /// <summary>The document the efficiencies of a family come from.</summary>
    /// <param name="kind">The family.</param>
    public string Source(OperatorKind kind) => kind switch
    {
        OperatorKind.Gemm => efficiencies.GemmMemory.Source,
        OperatorKind.GroupedGemm => efficiencies.GroupedShare.Source,
        OperatorKind.PrefillAttention => efficiencies.PrefillCompute.Source,
        OperatorKind.DecodeAttention => efficiencies.DecodeMemory.Source,
        _ => efficiencies.StreamMemory.Source,
    };

    private static string Lower(NumberFormat format) => format switch
    {
        NumberFormat.Bf16 => "bf16",
        NumberFormat.Fp16 => "fp16",
        NumberFormat.Fp32 => "fp32",
        NumberFormat.Fp8 => "fp8",
        NumberFormat.Fp4 => "fp4",
        _ => "int8",
    };

    private Seconds Floor(OperatorKind kind) => kind switch
    {
        OperatorKind.Gemm or OperatorKind.GroupedGemm => efficiencies.KernelFloor.Value,
        OperatorKind.PrefillAttention or OperatorKind.DecodeAttention => efficiencies.AttentionFloor.Value,
        _ => efficiencies.ElementwiseFloor.Value,
    };

    private double GemmShare(NumberFormat format)
    {
        var shares = efficiencies.GemmCompute;
        return shares.TryGetValue(accelerator.Supported(format), out var share) ? share.Value : shares[NumberFormat.Bf16].Value;
    }
}
