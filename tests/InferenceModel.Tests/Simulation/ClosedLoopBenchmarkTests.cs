using InferenceModel.Sharding;
using InferenceModel.Simulation;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Simulation;

public sealed class ClosedLoopBenchmarkTests
{
    [Fact]
    public void The_opening_burst_makes_first_tokens_wait_for_each_other()
    {
        var prepared = Repository.Prepare("llama-3.1-8b", "hgx_h100", new ShardingPlan());
        var few = ClosedLoopBenchmark.Run(prepared, 1024, 256, 1);
        var many = ClosedLoopBenchmark.Run(prepared, 1024, 256, 64);
        Assert.Equal(640, many.Completed);
        Assert.True(many.MeanTimeToFirstToken > few.MeanTimeToFirstToken * 2, $"{many.MeanTimeToFirstToken} against {few.MeanTimeToFirstToken}");
        Assert.True(many.MeanTimePerOutputToken > few.MeanTimePerOutputToken);
        Assert.True(many.OutputTokensPerSecond > 10 * few.OutputTokensPerSecond);
        Assert.Equal(0, many.Rejected);
    }

    [Fact]
    public void Replicas_and_attention_ranks_share_the_requests()
    {
        var one = ClosedLoopBenchmark.Run(Repository.Prepare("llama-3.1-8b", "hgx_h100", new ShardingPlan()), 1000, 200, 16);
        var four = ClosedLoopBenchmark.Run(Repository.Prepare("llama-3.1-8b", "hgx_h100", new ShardingPlan(Replicas: 4)), 1000, 200, 64);
        Assert.Equal(4, four.OutputTokensPerSecond / one.OutputTokensPerSecond, 0.2);
        var ranks = ClosedLoopBenchmark.Run(Repository.Prepare("deepseek-r1", "hgx_h200", new ShardingPlan(1, 1, 8, 8)), 1000, 200, 64);
        Assert.Equal(640, ranks.Completed);
    }

    [Fact]
    public void Separate_prefill_machines_keep_prompts_out_of_decoding()
    {
        var worker = Repository.Prepare("llama-3.1-8b", "hgx_h100", new ShardingPlan());
        var whole = ClosedLoopBenchmark.Run(Repository.Prepare("llama-3.1-8b", "hgx_h100", new ShardingPlan(Replicas: 2)), 4000, 200, 32);
        var split = ClosedLoopBenchmark.RunDisaggregated(worker, 1, worker, 1, 4000, 200, 32);
        Assert.Equal(320, split.Completed);
        Assert.True(split.MeanTimePerOutputToken < whole.MeanTimePerOutputToken, $"{split.MeanTimePerOutputToken} against {whole.MeanTimePerOutputToken}");
        Assert.True(split.MeanTimeToFirstToken > Seconds.Zero);
    }

    [Fact]
    public void Drafts_that_are_always_taken_shorten_the_time_of_a_token()
    {
        var prepared = Repository.Prepare("llama-3.1-8b", "hgx_h100", new ShardingPlan());
        var plain = ClosedLoopBenchmark.Run(prepared, 500, 300, 4);
        var drafted = ClosedLoopBenchmark.Run(prepared, 500, 300, 4, speculation: new SpeculativeDecoding(3, 1, 0));
        Assert.InRange(plain.MeanTimePerOutputToken / drafted.MeanTimePerOutputToken, 3, 4.05);
    }
}
