using System.Collections.Immutable;
using InferenceModel.Costs.Kernels;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Training;
using Xunit;

namespace InferenceModel.Tests.Costs.Kernels;

/// <summary>Accelerators never measured: whose measurements stand in, and what of them is carried over.</summary>
public sealed class TransferTests
{
    private static readonly IKernelFamily Gemm = KernelFamilies.Find("gemm")!;

    private static KernelMachine Machine(string id) => new(Repository.Catalog.Accelerators.Find(id)!);

    [Fact]
    public void The_nearest_sheet_of_the_machines_measured_stands_in_and_a_measured_machine_for_itself()
    {
        var model = Model(Set("blackwell", "b200_sxm, gb200"));
        var set = model.Coefficients.Sets[0];
        Assert.Null(model.Donor(set, Machine("gb200")));
        Assert.Equal("b200_sxm", model.Donor(set, Machine("b300_sxm"))!.Accelerator.Id);
        Assert.Equal("gb200", model.Donor(set, Machine("gb300"))!.Accelerator.Id);
        Assert.Null(Model(Set("blackwell", "nobody")).Donor(Set("blackwell", "nobody"), Machine("gb300")));
    }

    [Theory]
    [InlineData("ampere", "hopper")]
    [InlineData("ada", "blackwell_geforce")]
    [InlineData("blackwell_geforce", "ada")]
    [InlineData("rubin", "blackwell")]
    [InlineData("cdna3", "hopper")]
    public void A_generation_without_constants_takes_those_of_the_nearest_with_its_kind_of_memory(string generation, string neighbour)
    {
        string[] others = [.. new[] { "ampere", "ada", "blackwell_geforce", "hopper", "blackwell" }.Where(other => other != generation)];
        var all = new KernelCoefficients(Gemm, others.Select(other => Set(other, "test")));
        Assert.Equal(neighbour, all.Choose("vllm", "bf16", generation).Set.Key.Generation);
    }

    [Fact]
    public void Times_of_another_generation_stretch_as_the_clock_slows_and_shares_hold()
    {
        var (hopper, ampere) = (Machine("h100_sxm"), Machine("a100_sxm"));
        var carried = Carried("hopper", "h100_sxm", ampere);
        Assert.Equal(67e12 / (256 * 132), hopper.Clock!.Value, 1);
        Assert.Equal(19.5e12 / (128 * 108), ampere.Clock!.Value, 1);
        for (var i = 0; i < Gemm.Constants.Length; i++)
        {
            var (constant, start) = (Gemm.Constants[i], Gemm.Constants[i].Start);
            if (!constant.IsSag)
            {
                Assert.Equal(constant.Name == "floor_us" ? start * hopper.Clock!.Value / ampere.Clock!.Value : start, carried[i], 1e-9);
            }
        }
    }

    [Fact]
    public void Within_a_generation_constants_hold_as_they_are() =>
        Assert.Equal(Gemm.Constants.Select(constant => constant.Start), Carried("blackwell", "b200_sxm", Machine("gb200")));

    [Fact]
    public void Dense_arithmetic_sags_more_where_there_is_less_power_for_an_operation()
    {
        var sag = Gemm.Constants.ToList().FindIndex(constant => constant.IsSag);
        Assert.InRange(Machine("l40s").SustainedShare, 0.6, 0.8);
        Assert.True(Carried("blackwell_geforce", "rtx_pro_6000_server", Machine("l40s"))[sag] > Gemm.Constants[sag].Start);
        Assert.Equal(0, Carried("ada", "l40s", Machine("rtx_pro_6000_server"))[sag]);
    }

    [Fact]
    public void The_last_cache_grows_with_cores_and_clock_and_not_with_memory()
    {
        Assert.Equal(Machine("h100_sxm").CacheBandwidth, Machine("h200_sxm").CacheBandwidth);
        Assert.Equal(64 * 132 * Machine("h100_sxm").Clock!.Value, Machine("h100_sxm").CacheBandwidth, 1);
        Assert.True(Machine("gb200").CacheBandwidth > Machine("b200_sxm").CacheBandwidth);
    }

    [Fact]
    public void More_bandwidth_of_memory_leaves_what_stays_in_the_cache_as_it_was()
    {
        double Gain(KernelCall call)
        {
            var family = KernelFamilies.Find(call.Family)!;
            double[] constants = [.. family.Constants.Select(constant => constant.Start)];
            return family.Time(call, Machine("h200_sxm"), constants).Total / family.Time(call, Machine("h100_sxm"), constants).Total;
        }

        // 4.8 over 3.35 TB/s: caches of 2 GB gain nearly all of it, those of 2 MB and the passes over a prompt nothing.
        Assert.InRange(Gain(new DecodeAttentionCall(64, 8192, 32, 8, 128, double.PositiveInfinity, 16, AttentionKernel.Flash)), 0.69, 0.75);
        Assert.InRange(Gain(new DecodeAttentionCall(1, 512, 32, 8, 128, double.PositiveInfinity, 16, AttentionKernel.Flash)), 0.99, 1);
        Assert.InRange(Gain(new PrefillAttentionCall(1, 4096, 0, 32, 8, 128, double.PositiveInfinity, 16, 16, AttentionKernel.Flash)), 0.99, 1);
    }

    [Fact]
    public void A_machine_never_measured_takes_the_factor_learned_on_its_donor_and_physics_of_its_own()
    {
        var h100 = Machine("h100_sxm");
        var calls = Measured(h100);
        var calibrated = new KernelCalibrator(Repository.Catalog, new CalibrationOptions(1000, 1, 20, 15, "made up", "2026-11") { MostSteps = 500 }).Calibrate(Gemm, calls, calls);
        var models = new Dictionary<string, KernelModel>(StringComparer.Ordinal) { ["gemm"] = calibrated.Model };
        var (there, here) = (new KernelPredictor(models, h100, "vllm"), new KernelPredictor(models, Machine("h200_sxm"), "vllm"));
        var call = new GemmCall(8, 4096, 4096, WeightFormat.Bf16);
        var (donor, own) = (there.Predict(call), here.Predict(call));
        Assert.Equal(donor.Factor, own.Factor);
        Assert.False(donor.IsExtrapolated);
        Assert.True(own.IsExtrapolated);
        Assert.Equal(Gemm.Time(call, Machine("h200_sxm"), calibrated.Coefficients.Sets[0].Values.AsSpan()).Total, own.Physics.Total, 1e-15);
        Assert.True(own.Seconds < donor.Seconds);
        Assert.Contains("extrapolated from h100_sxm", here.Basis(call, own), StringComparison.Ordinal);
    }

    private static CoefficientSet Set(string generation, string systems) =>
        new(new CoefficientKey("vllm", "bf16", generation), [.. Gemm.Constants.Select(constant => constant.Start)], 100, 1, 1, systems);

    private static KernelModel Model(CoefficientSet set) =>
        new(new KernelCoefficients(Gemm, [set]), ImmutableSortedDictionary<string, LearnedPart>.Empty, "test")
        {
            MachineOf = id => Repository.Catalog.Accelerators.Find(id) is { } chip ? new KernelMachine(chip) : null,
        };

    private static ImmutableArray<double> Carried(string generation, string systems, KernelMachine machine)
    {
        var model = Model(Set(generation, systems));
        return Transfer.Of(model, model.Coefficients.Choose("vllm", "bf16", generation), machine).Values;
    }

    /// <summary>A made-up machine: 3 us, then bytes at 2.8 TB/s or operations at 700 TFLOP/s.</summary>
    private static List<InferenceModel.Calibration.Kernels.MeasuredCall> Measured(KernelMachine machine) =>
    [
        .. from m in new double[] { 1, 8, 64, 512 } from n in new double[] { 1024, 4096, 8192 } from k in new double[] { 512, 1024, 2048, 4096, 8192, 16384 }
           let call = new GemmCall(m, n, k, WeightFormat.Bf16)
           select new InferenceModel.Calibration.Kernels.MeasuredCall(call, machine, "vllm", 3e-6 + Math.Max(call.Operations / 700e12, (call.WeightBytes + call.InputBytes + call.OutputBytes) / 2.8e12)),
    ];
}
