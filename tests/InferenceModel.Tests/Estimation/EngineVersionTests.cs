using InferenceModel.Engines;
using InferenceModel.Operators;
using InferenceModel.Sharding;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Estimation;

/// <summary>What earlier versions of engines, lesser chips and chips under a power limit do otherwise.</summary>
public sealed class EngineVersionTests
{
    [Fact]
    public void VLlm_starts_with_lower_limits_on_A100_and_on_small_chips()
    {
        (int Tokens, int Sequences) On(string chip)
        {
            var engine = Repository.Catalog.Engines.Find("vllm")!.On(Repository.Catalog.Accelerators.Find(chip)!);
            return (engine.MaximumBatchedTokens, engine.MaximumSequences);
        }

        Assert.Equal((8192, 1024), On("h100_sxm"));
        Assert.Equal((2048, 256), On("a100_sxm"));
        Assert.Equal((2048, 256), On("l40s"));
    }

    [Fact]
    public void A_share_of_free_memory_leaves_the_weights_out()
    {
        // Of what is beside the cache, a tenth of the free memory stays empty, and no tenth of the whole.
        var prepared = Repository.Prepare("llama-3.1-70b", "hgx_a100", new ShardingPlan(2), "trtllm_engine");
        var memory = prepared.Memory;
        var free = prepared.Deployment.System.Accelerator.Memory.Value - memory.Fixed;
        Assert.Equal(0.9, memory.KvBudget / free, 9);
        Assert.True(memory.KvBudget > Bytes.OfGibi(9));
    }

    [Fact]
    public void Compiled_engines_look_at_whole_sequences_where_a_model_bounds_its_windows()
    {
        Seconds Step(string engine, double context) => Repository.Prepare("mistral-7b", "hgx_h200", new ShardingPlan(1), engine).Plan!.Latency(StepShape.Decode(16, context));
        Assert.True(Step("trtllm_engine", 20000) > Step("trtllm_engine", 5000) * 1.5);
        Assert.True(Step("trtllm", 20000) < Step("trtllm", 5000) * 1.1);
    }

    [Fact]
    public void Graphs_of_every_batch_pad_none_and_launch_none()
    {
        var engine = Repository.Catalog.Engines.Find("trtllm_session")!;
        Assert.Equal(61, engine.Padded(61));
        Assert.False(engine.IsEager(0, 61));
        Assert.True((engine with { CapturesEveryBatch = false }).IsEager(0, 61));
        Assert.True(engine.IsEager(128, 0));
    }

    [Fact]
    public void A_power_limit_slows_arithmetic_and_leaves_memory_alone()
    {
        Seconds Latency(string system, StepShape step) => Repository.Prepare("llama-3.1-8b", system, new ShardingPlan(1)).Plan!.Latency(step);
        var prompt = StepShape.Prefill(4, 2048);
        var token = StepShape.Decode(1, 1000);
        Assert.InRange(Latency("hgx_h100_capped", prompt) / Latency("hgx_h100", prompt), 1.5, 1.85);
        Assert.InRange(Latency("hgx_h100_capped", token) / Latency("hgx_h100", token), 1, 1.05);
    }

    [Fact]
    public void Machines_that_recipes_name_exist() =>
        Assert.All(Repository.Catalog.Recipes.Entries.Values.SelectMany(recipe => recipe.Machines.Values), name => Assert.NotNull(Repository.Catalog.Systems.Find(name)));

    [Fact]
    public void A_recipe_sets_graphs_only_where_the_engine_captures_any()
    {
        var settings = Repository.Catalog.Recipes.Find("trtllm_bench")!.Find("trtllm", "m", "s", 128, 128, 1, int.MaxValue)!;
        ServingEngine Started(string engine) => settings.Apply(Repository.Catalog.Engines.Find(engine)!, 128, 128, int.MaxValue, Repository.Catalog.Engines.Find);
        Assert.Equal(384, Started("trtllm").Padded(300));
        Assert.Equal(300, Started("trtllm_engine").Padded(300));
        Assert.Equal(0.95, Started("trtllm").MemoryShare.Value);
    }
}
