using CsCheck;
using InferenceModel.Costs.Kernels;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using Xunit;

namespace InferenceModel.Tests.Costs.Kernels;

public sealed class KernelPhysicsTests
{
    private static readonly KernelMachine Hopper = new(Repository.Catalog.Accelerators.Find("h100_sxm")!);
    private static readonly KernelMachine HopperWithMoreBandwidth = new(Repository.Catalog.Accelerators.Find("h200_sxm")!);

    [Fact]
    public void A_multiplication_counts_operations_and_bytes()
    {
        var call = new GemmCall(16, 100, 200, WeightFormat.Fp8);
        Assert.Equal(2.0 * 16 * 100 * 200, call.Operations);
        Assert.Equal(100.0 * 200, call.WeightBytes);
        Assert.Equal(16.0 * 200, call.InputBytes);
        Assert.Equal(16.0 * 100 * 2, call.OutputBytes);
    }

    [Theory]
    [InlineData(132, 132, 0, 1)]
    [InlineData(133, 132, 0, 2)]
    [InlineData(198, 132, 1, 1.5)]
    [InlineData(198, 132, 0.5, 1.75)]
    [InlineData(1, 132, 1, 1)]
    public void Waves_are_whole_but_for_what_is_hidden(double pieces, double cores, double hidden, double waves) =>
        Assert.Equal(waves, TileMath.Waves(pieces, cores, hidden), 12);

    [Fact]
    public void Physics_never_beats_the_floor_and_never_falls_with_depth() =>
        Gen.Select(Gen.Int[1, 8192], Gen.Int[32, 16384], Gen.Int[64, 16384]).Sample((m, n, k) =>
        {
            var family = KernelFamilies.Find("gemm")!;
            var constants = Start(family);
            var time = family.Time(new GemmCall(m, n, k, WeightFormat.Bf16), Hopper, constants);
            var deeper = family.Time(new GemmCall(m, n, 2 * k, WeightFormat.Bf16), Hopper, constants);
            return time.Total >= time.Floor && deeper.Total >= time.Total * 0.999;
        });

    [Fact]
    public void Few_rows_of_a_large_weight_take_as_long_as_its_bytes()
    {
        // 8192 x 8192 bf16 at 85 % of 3.35 TB/s is 47.1 us; one row adds next to nothing but the floor of 2.5 us.
        var family = KernelFamilies.Find("gemm")!;
        var time = family.Time(new GemmCall(1, 8192, 8192, WeightFormat.Bf16), Hopper, Start(family));
        Assert.InRange(time.Total, 47e-6, 52e-6);
        Assert.True(family.Time(new GemmCall(1, 8192, 8192, WeightFormat.Bf16), HopperWithMoreBandwidth, Start(family)).Total < time.Total);
    }

    [Fact]
    public void All_copies_are_dealt_to_experts_whatever_the_skew() =>
        Gen.Select(Gen.Int[16, 8192], Gen.Int[1, 8], Gen.Int[0, 2]).Sample((tokens, perToken, which) =>
        {
            var skew = new[] { 0, 1.01, 1.2 }[which];
            var room = new double[ExpertLoad.MostBins];
            var load = new ExpertLoad(tokens, perToken, 128, 1, skew, room);
            // A skewed expert cannot have more tokens than there are; what is cut off there stays below a tenth.
            return load.Copies <= tokens * perToken * 1.0001 && load.Copies >= tokens * perToken * (skew == 0 ? 0.9999 : 0.5) && load.Touched <= 128.0001;
        });

    [Fact]
    public void An_even_load_touches_every_expert_once_each_has_a_token()
    {
        var room = new double[ExpertLoad.MostBins];
        var load = new ExpertLoad(64, 8, 256, 8, 0, room);
        Assert.Equal(64.0 * 8 / 8, load.Copies, 9);
        Assert.Equal(32, load.Touched, 9);
        Assert.Equal(2, load.Largest, 9);
        Assert.Equal(32, load.Tiles(16), 9);
    }

    [Fact]
    public void Constants_that_were_not_fitted_come_from_the_nearest_that_were()
    {
        var family = KernelFamilies.Find("gemm")!;
        CoefficientSet Set(string engine, string precision, string generation, int rows) => new(new CoefficientKey(engine, precision, generation), [.. Start(family)], rows, 1, 1, "test");
        var all = new KernelCoefficients(family, [Set("vllm", "bf16", "hopper", 10), Set("vllm", "bf16", "ampere", 10), Set("sglang", "fp8", "hopper", 10), Set("vllm", "nvfp4/Cutlass", "hopper", 5), Set("vllm", "nvfp4/Marlin", "hopper", 9)]);
        Assert.True(all.Choose("vllm", "bf16", "hopper").IsExact);
        Assert.Equal("sglang", all.Choose("vllm", "fp8", "hopper").Set.Key.Engine);
        Assert.False(all.Choose("vllm", "fp8", "hopper").IsExact);
        Assert.Equal("hopper", all.Choose("vllm", "bf16", "blackwell").Set.Key.Generation);
        Assert.Equal("nvfp4/Marlin", all.Choose("vllm", "nvfp4", "hopper").Set.Key.Precision);
    }

    [Fact]
    public void A_row_outside_the_hull_is_told()
    {
        var hull = FeatureHull.Of([1, 10, 3, 20], 2);
        Assert.Equal(-1, hull.FirstOutside([2, 15]));
        Assert.Equal(1, hull.FirstOutside([2, 21]));
        Assert.Equal(0, hull.FirstOutside([float.NaN, 15]));
    }

    [Fact]
    public void Every_family_writes_finite_inputs_for_calls_it_shows()
    {
        KernelCall[] calls = [new GemmCall(7, 512, 512, WeightFormat.Fp8Block), new RoutedExpertsCall(3, 2048, 768, 8, 128, 2, 4, 1.01, WeightFormat.Bf16, true)];
        foreach (var call in calls)
        {
            var family = KernelFamilies.Find(call.Family)!;
            var inputs = new float[KernelInputs.Count(family)];
            KernelInputs.Write(family, call, Hopper, "vllm", Start(family), inputs);
            Assert.Equal(KernelInputs.Names(family).Length, inputs.Length);
            Assert.All(inputs, value => Assert.True(float.IsFinite(value)));
        }
    }

    private static double[] Start(IKernelFamily family) => [.. family.Constants.Select(constant => constant.Start)];
}
