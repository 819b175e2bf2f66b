using InferenceModel.Models;
using InferenceModel.Operators;
using InferenceModel.Sharding;
using Xunit;

namespace InferenceModel.Tests.Published;

/// <summary>
/// Low-load mean inter-token latency of vLLM, H100, A100 and L40S (inference-sim/sim-to-real-accuracy-validation dcec3fd and
/// residency-vllm 2641b57). Batch is small, not one: four sequences of 1024 tokens stand for it. Nothing is fitted.
/// </summary>
public sealed class AnchorTests
{
    private const double LargestFactor = 1.5;

    [Theory]
    [InlineData("llama-3.1-8b", "hgx_h100", 1, 7.59)]
    [InlineData("llama-3.1-8b", "hgx_h100", 2, 5.12)]
    [InlineData("qwen3-14b", "hgx_h100", 1, 12.20)]
    [InlineData("mistral-nemo-12b", "hgx_h100", 1, 9.86)]
    [InlineData("mistral-nemo-12b", "hgx_h100", 2, 6.00)]
    [InlineData("codellama-34b", "hgx_h100", 2, 13.85)]
    [InlineData("llama-2-70b", "hgx_h100", 4, 16.44)]
    [InlineData("llama-3.1-70b", "hgx_h100", 4, 17.08)]
    [InlineData("llama-3.1-8b", "hgx_a100", 1, 12.80)]
    [InlineData("llama-3.1-8b", "l40s_pcie", 1, 26.46)]
    [InlineData("qwen3-14b", "hgx_a100", 1, 22.77)]
    [InlineData("qwen3-14b", "l40s_pcie", 1, 49.83)]
    [InlineData("codellama-34b", "hgx_a100", 2, 26.14)]
    [InlineData("llama-2-70b", "hgx_a100", 4, 32.36)]
    public void A_decode_step_at_low_load_is_within_the_band(string model, string system, int tensorParallel, double milliseconds) =>
        Within(milliseconds, Decode(Repository.Prepare(model, system, new ShardingPlan(tensorParallel))));

    /// <summary>Concurrency 4, 1024 tokens in, Llama-3.1-70B FP8, vLLM (InferenceX as collected in aiconfigurator 095f58a).</summary>
    [Theory]
    [InlineData("hgx_h200", 1, 21.5)]
    [InlineData("hgx_h200", 2, 13.9)]
    [InlineData("hgx_h200", 4, 9.85)]
    [InlineData("hgx_h200", 8, 7.93)]
    [InlineData("hgx_h100", 2, 17.4)]
    [InlineData("hgx_h100", 4, 11.8)]
    [InlineData("hgx_h100", 8, 9.11)]
    public void Tensor_parallel_decode_scales_as_measured(string system, int tensorParallel, double milliseconds) =>
        Within(milliseconds, Decode(Repository.Prepare("llama-3.1-70b", system, new ShardingPlan(tensorParallel), precision: WeightFormat.Fp8)));

    private static double Decode(InferenceModel.Estimation.PreparedDeployment prepared) =>
        prepared.Plan!.Latency(StepShape.Decode(4, 1024)).TotalMilliseconds;

    private static void Within(double measured, double predicted) =>
        Assert.InRange(predicted, measured / LargestFactor, measured * LargestFactor);
}
