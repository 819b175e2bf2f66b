using InferenceModel.Costs.Kernels;
using InferenceModel.Operators;
using InferenceModel.Operators.Calls;
using InferenceModel.Sharding;
using InferenceModel.Workloads;
using Xunit;

namespace InferenceModel.Tests.Costs.Kernels;

/// <summary>What sets a kernel in the middle of a step apart from one that a table repeats: cold caches, and sequences that are not alike.</summary>
public sealed class InStepTests
{
    [Fact]
    public void Keys_and_values_smaller_than_the_last_cache_come_from_memory_in_a_step()
    {
        // 16 caches of 2,048 tokens are 67 MB, half the last cache of an RTX PRO 6000.
        var few = Decoding(16, 2048);
        var kernels = Predictor("rtx_pro_6000_pcie", 0);
        var bytes = few.CacheBytes / kernels.Machine.Bandwidth;
        Assert.True(kernels.Physics(few).Total > 1.3 * Predictor("rtx_pro_6000_pcie", 0, startsCold: false).Physics(few).Total);
        Assert.InRange(kernels.Physics(few).Memory / bytes, 1, 1.6);
    }

    [Fact]
    public void Caches_far_larger_than_the_last_cache_take_as_long_in_a_step_as_in_a_table()
    {
        var many = Decoding(128, 8192);
        Assert.Equal(1, Predictor("rtx_pro_6000_pcie", 0).Physics(many).Total / Predictor("rtx_pro_6000_pcie", 0, startsCold: false).Physics(many).Total, 2);
    }

    [Fact]
    public void Uneven_contexts_lengthen_kernels_that_deal_pieces_out_beforehand_and_no_others()
    {
        var call = Decoding(50, 1400);
        Assert.True(Predictor("rtx_pro_6000_pcie", 0.5).Physics(call).Total > 1.1 * Predictor("rtx_pro_6000_pcie", 0).Physics(call).Total);
        Assert.Equal(Predictor("hgx_h100", 0).Physics(call).Total, Predictor("hgx_h100", 0.5).Physics(call).Total);
    }

    [Theory]
    [InlineData(1.0, 0)]
    [InlineData(0.5, 0.5)]
    public void One_sequence_waits_for_none(double sequences, double spread) =>
        Assert.Equal(Predictor("rtx_pro_6000_pcie", 0).Physics(Decoding(sequences, 1400)).Total, Predictor("rtx_pro_6000_pcie", spread).Physics(Decoding(sequences, 1400)).Total);

    [Fact]
    public void The_longest_of_many_exceeds_the_mean_of_the_last_as_a_sample_says()
    {
        var random = new Random(7);
        var sigma = Math.Sqrt(Math.Log(1.25));
        double Draw() => Math.Exp((sigma * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())) - (sigma * sigma / 2));
        var sum = 0.0;
        const int Rounds = 4000;
        for (var i = 0; i < Rounds; i++)
        {
            double[] drawn = [.. Enumerable.Range(0, 60).Select(_ => Draw()).OrderDescending()];
            sum += drawn[0] - drawn.Take(12).Average();
        }

        Assert.InRange(UnevenContexts.Excess(60, 12, 0.5) / (sum / Rounds), 0.85, 1.15);
        Assert.Equal(0, UnevenContexts.Excess(60, 0.5, 0.5));
    }

    [Theory]
    [InlineData(400, 188, 1)]
    [InlineData(244, 188, 3)]
    [InlineData(106, 188, 7)]
    public void Caches_are_cut_until_the_places_are_full(double units, double cores, double splits) => Assert.Equal(splits, UnevenContexts.Splits(units, cores));

    [Fact]
    public void Contexts_of_a_trace_count_for_as_long_as_they_decode()
    {
        RequestTrace Of(params (int Prompt, int Answer)[] lengths) => new("made", [.. lengths.Select(pair => new RequestSpec(default, pair.Prompt, pair.Answer))], 1);

        // A context that grows from 0 to n is uniform: its deviation over its mean is 1/sqrt(3).
        Assert.Equal(1 / Math.Sqrt(3), Of((0, 100)).ContextSpread, 9);
        Assert.InRange(Of((100_000, 1), (100_000, 1)).ContextSpread, 0, 1e-4);

        // Half the time at 1,000 tokens, half at 3,000.
        Assert.Equal(0.5, Of((1000, 1), (3000, 1)).ContextSpread, 3);
        Assert.Equal(0, Of((10, 0)).ContextSpread);
    }

    private static DecodeAttentionCall Decoding(double sequences, double context)
    {
        var plan = Repository.Prepare("llama-3.1-8b", "rtx_pro_6000_pcie", new ShardingPlan(1)).Plan!;
        var attention = plan.Model.Stages[0].Blocks.SelectMany(block => block.Operators).OfType<ContextOperator>().First(part => !part.IsPrefill);
        return (DecodeAttentionCall)attention.Call(StepShape.Decode(sequences, context))!.ChosenBy("vllm", "blackwell_geforce");
    }

    private static KernelPredictor Predictor(string system, double spread, bool startsCold = true)
    {
        var machine = Repository.Catalog.Systems.Find(system)!.Accelerator;
        return new KernelPredictor(Repository.Catalog.Kernels, new KernelMachine(machine) { StartsCold = startsCold, ContextSpread = spread }, "vllm", new KernelMachine(machine));
    }
}
