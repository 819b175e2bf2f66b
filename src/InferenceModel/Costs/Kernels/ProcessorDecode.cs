using System.Collections.Immutable;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// Decoding attention of a processor: T = floor + sequences x heads x head + caches over bandwidth + operations / rate. Each query head reads the
/// keys of its group by itself, the first from memory and the others from the cache, so both terms add up.
/// </summary>
internal sealed class ProcessorDecode : IKernelFamily
{
    /// <inheritdoc />
    public string Id => "generation_attention";

    /// <inheritdoc />
    public ImmutableArray<KernelConstant> Constants { get; } =
    [
        new("floor_us", 20, 0.5, 500, "microseconds of an operator with next to nothing to do"),
        new("head_us", 1, 0.01, 100, "microseconds of one query head of one sequence"),
        new("memory_share", 0.5, 0.02, 3, "share of the best bandwidth seen that caches are read with"),
        new("compute_share", 0.1, 0.005, 1.2, "share of the best rate seen that one query reaches on cached keys"),
    ];

    /// <inheritdoc />
    public ImmutableArray<string> FeatureNames => [];

    /// <inheritdoc />
    public KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants)
    {
        var attention = (DecodeAttentionCall)call;
        var floor = Seconds.OfMicroseconds(constants[0] + (constants[1] * attention.Sequences * attention.QueryHeads)).Total;
        var memory = attention.Traffic / (machine.Bandwidth * constants[2]);
        var compute = attention.Operations / (machine.Rate(NumberFormat.Fp32) * constants[3]);
        return new KernelParts(floor, compute, memory, floor + compute + memory);
    }

    /// <inheritdoc />
    public KernelParts Roofline(KernelCall call, KernelMachine machine)
    {
        var attention = (DecodeAttentionCall)call;
        var compute = attention.Operations / machine.Rate(NumberFormat.Fp32);
        var memory = attention.Traffic / machine.Bandwidth;
        return new KernelParts(0, compute, memory, Math.Max(compute, memory));
    }

    /// <inheritdoc />
    public void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features)
    {
        // Nothing is learned on top of a processor's own fit.
    }
}
