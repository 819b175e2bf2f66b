using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using Xunit;

namespace InferenceModel.Tests.Operators.Calls;

public sealed class RoutedExpertsCallTests
{
    private static readonly RoutedExpertsCall Call = new(64, 7168, 2048, 8, 256, 4, 1, 1.01, WeightFormat.Nvfp4, IsGated: true);

    [Theory]
    [InlineData("trtllm", "blackwell", 1, ExpertKernel.Generated)]
    [InlineData("trtllm", "blackwell", 8, ExpertKernel.Cutlass)]
    [InlineData("trtllm", "blackwell_geforce", 1, ExpertKernel.Any)]
    [InlineData("vllm", "blackwell", 1, ExpertKernel.Any)]
    public void TensorRt_runs_generated_kernels_unless_attention_is_replicated(string engine, string generation, int groups, ExpertKernel kernel) =>
        Assert.Equal(kernel, ((RoutedExpertsCall)(Call with { AttentionGroups = groups }).ChosenBy(engine, generation)).Kernel);

    [Fact]
    public void A_kernel_that_is_named_stays() =>
        Assert.Equal(ExpertKernel.Cutlass, ((RoutedExpertsCall)(Call with { Kernel = ExpertKernel.Cutlass }).ChosenBy("trtllm", "blackwell")).Kernel);

    [Fact]
    public void Integers_in_small_groups_run_the_kernels_of_large_groups() =>
        Assert.Equal("int4", (Call with { Format = WeightFormat.Int4Group32 }).Precision);
}
