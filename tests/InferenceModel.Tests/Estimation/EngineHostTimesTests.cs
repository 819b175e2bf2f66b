using InferenceModel.Models;
using InferenceModel.Operators;
using InferenceModel.Operators.Calls;
using InferenceModel.Sharding;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Estimation;

public sealed class EngineHostTimesTests
{
    [Fact]
    public void Recipes_start_engines_that_exist() =>
        Assert.All(
            Repository.Catalog.Recipes.Entries.Values.SelectMany(recipe => recipe.Rules).SelectMany(rule => new[] { rule.Settings.StartedAs, rule.Settings.CollectivesOf }).OfType<string>(),
            name => Assert.NotNull(Repository.Catalog.Engines.Find(name)));

    [Fact]
    public void A_prompt_costs_the_host_by_the_token()
    {
        // 12 ms and 1,000 tokens of 5 us each.
        var engine = Repository.Catalog.Engines.Find("vllm")!;
        engine = engine with
        {
            RequestOverhead = engine.RequestOverhead with { Value = Seconds.OfMilliseconds(12) },
            HandlingPerPromptToken = engine.HandlingPerPromptToken with { Value = Seconds.OfMicroseconds(5) },
        };
        Assert.Equal(17, engine.OverheadOf(1000).TotalMilliseconds, 9);
    }

    [Fact]
    public void Versions_and_switches_choose_kernels_before_their_engine_does()
    {
        var product = new GemmCall(64, 4096, 4096, WeightFormat.Fp8);
        Assert.Equal("sglang", product.ChosenBy("trtllm", "hopper").TimedAs);
        Assert.Equal("trtllm_dynamic", product.StartedAs("trtllm_1_0").ChosenBy("trtllm", "hopper").TimedAs);
        var experts = new RoutedExpertsCall(64, 2880, 2880, 4, 128, 1, 1, 1.01, WeightFormat.Mxfp4, IsGated: true);
        Assert.Equal(ExpertKernel.Triton, ((RoutedExpertsCall)experts.StartedAs("vllm").ChosenBy("vllm", "hopper")).Kernel);
        var widened = (RoutedExpertsCall)experts.StartedAs("vllm_marlin").ChosenBy("vllm", "hopper");
        Assert.Equal((ExpertKernel.Marlin, WeightFormat.Int4), (widened.Kernel, widened.Format));
    }

    [Fact]
    public void Routed_experts_that_take_long_to_launch_delay_an_uncaptured_prompt_by_their_layers()
    {
        // gpt-oss-120b has 36 layers, each with experts; where launching binds, 12 ms in place of 10 ms a layer are 72 ms.
        Seconds Prompt(double milliseconds) => Repository.Prepare(
            "gpt-oss-120b", "hgx_h100", new ShardingPlan(8), engine => engine with { CapturedPromptTokens = 0, ExpertLaunch = engine.EagerLaunch with { Value = Seconds.OfMilliseconds(milliseconds) } })
            .Plan!.Latency(StepShape.Prefill(1, 16));
        Assert.Equal(72, (Prompt(12) - Prompt(10)).TotalMilliseconds, 1e-6);
    }

    [Fact]
    public void Models_with_recurrent_layers_wait_for_the_host_where_the_engine_does_not_look_ahead_for_them()
    {
        Seconds Step(string model, double milliseconds) => Repository.Prepare(
            model, "hgx_h100", new ShardingPlan(4), engine => engine with { HostGap = engine.HostGap with { Value = Seconds.Zero }, RecurrentHostGap = engine.HostGap with { Value = Seconds.OfMilliseconds(milliseconds) } })
            .Plan!.Latency(StepShape.Decode(8, 1000));
        Assert.Equal(2, (Step("qwen3-next-80b-a3b", 3) - Step("qwen3-next-80b-a3b", 1)).TotalMilliseconds, 1e-6);
        Assert.Equal(Step("llama-3.1-8b", 1), Step("llama-3.1-8b", 3));
    }
}
