using InferenceModel.Costs.Kernels;
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
    public void A_product_whose_input_is_quantised_before_starts_earlier_and_one_of_CUTLASS_in_four_bits_later()
    {
        var joined = (GemmCall)new GemmCall(4, 4096, 4096, WeightFormat.Fp8).ChosenBy("trtllm", "blackwell");
        var four = (GemmCall)new GemmCall(4, 4096, 4096, WeightFormat.Nvfp4).ChosenBy("trtllm", "blackwell");
        Assert.Equal(ProductStart.QuantisedBefore, joined.Start);
        Assert.Equal(ProductStart.Cutlass, four.Start);
        Assert.Equal(ProductStart.Cutlass, ((GemmCall)(four with { Start = ProductStart.AsMeasured, TimedAs = null }).StartedAs("vllm_whole_graph")).Start);
        Assert.Equal(ProductStart.AsMeasured, ((GemmCall)(joined with { Start = ProductStart.AsMeasured, TimedAs = null }).ChosenBy("vllm", "blackwell")).Start);

        // The learned factor is that of the kernel measured; floors differ by 2 us, and nothing is read twice.
        var family = new GemmFamily();
        var machine = new KernelMachine(Repository.Catalog.Accelerators.Find("b200_sxm")!);
        double[] constants = [.. family.Constants.Select(constant => constant.Name == "floor_us" ? 6 : constant.Start)];
        double Floor(GemmCall call) => family.Time(call, machine, constants).Floor * 1e6;
        Assert.Equal(6 + (constants[9] * 4 * 4096 * 2 / 7.7e12 * 1e6), Floor(joined with { Start = ProductStart.AsMeasured }), 0.01);
        Assert.Equal(4, Floor(joined), 1e-6);
        Assert.Equal(Floor(four with { Start = ProductStart.AsMeasured }) + 2, Floor(four), 1e-6);
        float[] Features(GemmCall call)
        {
            var features = new float[family.FeatureNames.Length];
            family.Features(call, machine, constants, features);
            return features;
        }

        Assert.Equal(Features(joined with { Start = ProductStart.AsMeasured }), Features(joined));
    }

    [Fact]
    public void Shared_experts_hide_beside_routed_ones_up_to_the_tokens_an_engine_says()
    {
        Seconds Step(double tokens, int upTo, double hidden) => Repository.Prepare(
            "deepseek-v3", "hgx_h200", new ShardingPlan(8), engine => engine with { SharedExpertsBesideUpTo = upTo, SharedExpertsHidden = engine.SharedExpertsHidden with { Value = hidden } })
            .Plan!.Latency(StepShape.Decode(tokens, 1000));
        var (apart, half, whole) = (Step(64, 0, 1), Step(64, 256, 0.5), Step(64, 256, 1));
        Assert.True(whole < apart);
        Assert.Equal((apart - whole).TotalMilliseconds / 2, (apart - half).TotalMilliseconds, 1e-3);
        Assert.Equal(Step(512, 0, 1), Step(512, 256, 1));
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
    public void Models_with_sparse_attention_wait_for_the_host_where_it_prepares_every_step()
    {
        Seconds Step(string model, double milliseconds) => Repository.Prepare(
            model, "hgx_b200", new ShardingPlan(8), engine => engine with { HostGap = engine.HostGap with { Value = Seconds.Zero }, SparseHostGap = engine.HostGap with { Value = Seconds.OfMilliseconds(milliseconds) } })
            .Plan!.Latency(StepShape.Decode(8, 1000));
        Assert.Equal(2, (Step("glm-5-fp8", 3) - Step("glm-5-fp8", 1)).TotalMilliseconds, 1e-6);
        Assert.Equal(Step("deepseek-v3", 1), Step("deepseek-v3", 3));
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
