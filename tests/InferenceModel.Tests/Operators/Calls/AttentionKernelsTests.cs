using InferenceModel.Models;
using InferenceModel.Operators;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Operators.Calls;

/// <summary>Which kernel an engine runs for an operator.</summary>
public sealed class AttentionKernelsTests
{
    [Theory]
    [InlineData("vllm", "hopper", 128, 16, AttentionKernel.Flash)]
    [InlineData("vllm", "ada", 128, 8, AttentionKernel.FlashInfer)]
    [InlineData("vllm", "blackwell", 128, 8, AttentionKernel.Generated)]
    [InlineData("vllm", "blackwell", 192, 16, AttentionKernel.Triton)]
    [InlineData("sglang", "blackwell", 128, 16, AttentionKernel.Generated)]
    [InlineData("sglang", "ada", 64, 16, AttentionKernel.Triton)]
    [InlineData("trtllm", "hopper", 256, 16, AttentionKernel.TensorRt)]
    public void An_engine_chooses_by_generation_width_and_cache(string engine, string generation, double width, double bits, AttentionKernel kernel)
    {
        var call = new DecodeAttentionCall(1, 100, 8, 1, width, double.PositiveInfinity, bits, AttentionKernel.EngineChoice);
        Assert.Equal(kernel, Assert.IsType<DecodeAttentionCall>(call.ChosenBy(engine, generation)).Kernel);
    }

    [Fact]
    public void A_kernel_named_by_a_measurement_stays()
    {
        var call = new DecodeAttentionCall(1, 100, 8, 1, 128, double.PositiveInfinity, 16, AttentionKernel.Triton);
        Assert.Same(call, call.ChosenBy("vllm", "hopper"));
    }

    [Fact]
    public void Coefficients_of_another_kernel_make_it_that_kernel()
    {
        var call = new LatentPrefillCall(1, 100, 0, 16, LatentWidths.DeepSeek, 16, IsAbsorbed: false, AttentionKernel.Flash);
        Assert.Equal("bf16_flash", call.Precision);
        var resolved = Assert.IsType<LatentPrefillCall>(call.ResolvedTo("bf16_triton_absorbed"));
        Assert.Equal(AttentionKernel.Triton, resolved.Kernel);
        Assert.True(resolved.IsAbsorbed);
        Assert.Equal("bf16_triton_absorbed", resolved.Precision);
    }

    [Fact]
    public void Sglang_multiplies_prompts_in_eight_bits_where_the_cache_has_eight()
    {
        var call = new PrefillAttentionCall(1, 100, 0, 8, 1, 128, double.PositiveInfinity, 16, 8, AttentionKernel.EngineChoice);
        Assert.Equal("fp8_flash", call.ChosenBy("sglang", "hopper").Precision);
        Assert.Equal("bf16_kv_fp8_flash", call.ChosenBy("vllm", "hopper").Precision);
    }

    [Fact]
    public void Ranks_that_share_a_sequence_do_equal_shares_of_its_pairs()
    {
        var shape = new AttentionShape(8, 128, 128, Bytes.Of(512), double.PositiveInfinity) { KeyHeads = 1 };
        var step = StepShape.Prefill(2, 4096, 1000);
        var whole = Assert.IsType<PrefillAttentionCall>(new PrefillAttention("whole", shape).Call(step));
        var half = Assert.IsType<PrefillAttentionCall>(new PrefillAttention("half", shape, 0.5).Call(step));
        Assert.Equal(2048, half.Tokens);
        Assert.Equal(whole.Pairs / 2, half.Pairs, whole.Pairs * 1e-3);
    }

    [Fact]
    public void Sparse_latent_decoding_looks_at_what_it_selects()
    {
        var shape = new AttentionShape(16, 576, 512, Bytes.Of(1152), 2048) { Latent = LatentWidths.DeepSeek };
        var call = Assert.IsType<LatentDecodeCall>(new DecodeAttention("sparse", shape).Call(StepShape.Decode(3, 30000)));
        Assert.Equal(2048, call.Context);
        Assert.Null(new PrefillAttention("sparse", shape).Call(StepShape.Prefill(1, 100)));
    }

    [Fact]
    public void Products_of_many_heads_are_absorptions()
    {
        var call = Assert.IsType<AbsorptionCall>(new Gemm("query absorption", TokenChoice.Decode, 128, 512, WeightFormat.Bf16, 16).Call(7));
        Assert.Equal(2.0 * 7 * 16 * 128 * 512, call.Operations);
    }
}
