using InferenceModel.Costs.Kernels;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using Xunit;

namespace InferenceModel.Tests.Costs.Kernels;

/// <summary>Kernels of engines of 2023 and 2024: tiles that are never split, heads one by one, weights read in passes.</summary>
public sealed class EarlyKernelTests
{
    private static readonly KernelMachine Hopper = Machine("h100_sxm");
    private static readonly KernelMachine Ampere = Machine("a100_sxm");

    [Fact]
    public void A_product_with_fewer_tiles_than_cores_takes_the_time_of_one_tile_however_many_idle()
    {
        // 128 rows of 4,096 and of 8,192 outputs are 32 and 64 tiles on 132 cores: the same one wave; 17,024 outputs are 133, two waves.
        var family = new EarlyGemmFamily();
        double Compute(double outputs) => family.Time(new EarlyGemmCall(128, outputs, 4096, WeightFormat.Fp8), Hopper, Start(family)).Compute;
        Assert.Equal(Compute(4096), Compute(8192), 12);
        Assert.Equal(2 * Compute(4096), Compute(17024), 12);
    }

    [Fact]
    public void Kernels_of_few_rows_read_weights_anew_for_every_eight_up_to_their_limit()
    {
        var family = new EarlyGemmFamily();
        double[] constants = Start(family);
        (constants[7], constants[8]) = (8, 512);
        double Memory(double rows) => family.Time(new EarlyGemmCall(rows, 8192, 8192, WeightFormat.Bf16), Hopper, constants).Memory;

        // 8 rows are one pass of 134 MB, 64 are eight; beyond 512 rows another kernel reads them once.
        Assert.InRange(Memory(64) / Memory(8), 7.8, 8.1);
        Assert.True(Memory(1024) < Memory(512) / 40);
    }

    [Theory]
    [InlineData(8, 4, true)]
    [InlineData(4, 4, false)]
    public void Eight_heads_go_together_where_blocks_are_a_quarter_of_the_cores(double sequences, double keyHeads, bool together)
    {
        // kEnableMinBlockFactor 4: 32 blocks on 108 cores do, 16 do not.
        var call = new EarlyDecodeCall(sequences, 2048, 8 * keyHeads, keyHeads, 128, 16);
        Assert.Equal(together, call.SharesKeys(Ampere.Cores));
        Assert.False((call with { HasGroupKernel = false }).SharesKeys(Ampere.Cores));
        Assert.False((call with { QueryHeads = 4 * keyHeads }).SharesKeys(Ampere.Cores));
    }

    [Fact]
    public void Heads_one_by_one_cost_arithmetic_by_query_heads_and_bytes_by_key_heads()
    {
        var family = new EarlyDecodeFamily();
        KernelParts Time(double keyHeads) => family.Time(new EarlyDecodeCall(64, 2048, 32, keyHeads, 128, 8), Hopper, Start(family));
        Assert.Equal(Time(32).Compute, Time(8).Compute, 12);
        Assert.InRange(Time(32).Memory / Time(8).Memory, 3.8, 4.01);

        // 64 x 2,048 x 32 heads x 512 operations are 2.1 billion; at twice the rate of exponentials, 7.7 TFLOP/s, 277 us.
        Assert.InRange(Time(8).Compute, 270e-6, 285e-6);
    }

    [Fact]
    public void Versions_of_TensorRtLlm_run_the_kernels_of_their_time()
    {
        var product = new GemmCall(64, 4096, 4096, WeightFormat.Fp8);
        Assert.IsType<EarlyGemmCall>(product.StartedAs("trtllm_session"));
        Assert.IsType<EarlyGemmCall>(product.StartedAs("trtllm_engine"));
        Assert.Same(product, product.StartedAs("trtllm"));
        var decode = new DecodeAttentionCall(8, 1024, 32, 8, 128, double.PositiveInfinity, 16, AttentionKernel.EngineChoice);
        Assert.IsType<EarlyDecodeCall>(decode.StartedAs("trtllm_session"));
        Assert.Same(decode, decode.StartedAs("trtllm_engine"));
    }

    [Fact]
    public void Experts_written_for_Ampere_reach_a_share_of_half_the_rate_on_Hopper()
    {
        // 65,536 tokens with two of two experts, fp16: at the cap arithmetic decides, and it takes 0.35 of half of the rate.
        var call = new RoutedExpertsCall(65536, 4096, 14336, 2, 2, 2, 1, 0, WeightFormat.Bf16, IsGated: true);
        var family = KernelFamilies.Find("moe")!;
        var capped = family.Time(call.StartedAs("trtllm_session"), Hopper, Start(family)).Compute;
        var operations = 2.0 * 65536 * 2 * 4096 * 7168 * 3;
        Assert.Equal(operations / (Hopper.HalfRate / 2 * 0.35), capped, 6);
        Assert.True(family.Time(call, Hopper, Start(family)).Compute < capped);
    }

    private static double[] Start(IKernelFamily family) => [.. family.Constants.Select(constant => constant.Start)];

    private static KernelMachine Machine(string id) => new(Repository.Catalog.Accelerators.Find(id)!);
}
