using InferenceModel.Profiling.Measuring;
using InferenceModel.Profiling.Running;
using Xunit;

namespace InferenceModel.Tests.Profiling;

public sealed class RankGroupTests
{
    [Fact]
    public void Sums_and_gathers_are_those_of_both_ranks_turn_after_turn()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "ranks");
        var results = Both(rank =>
        {
            using var ranks = new RankGroup(path, rank, 64, TimeSpan.FromSeconds(30));
            var last = new float[4];
            for (var turn = 1; turn <= 50; turn++)
            {
                last = [turn, 2 * turn, rank, 10 * rank];
                ranks.AllReduce(last);
            }

            var all = new float[8];
            ranks.AllGather([1 + (10 * rank), 2 + (10 * rank), 3 + (10 * rank), 4 + (10 * rank)], all, rows: 2);
            return (Sum: last, All: all);
        });

        // Turn 50: 50 + 50, 100 + 100, 0 + 1, 0 + 10; rows of two ranks side by side.
        Assert.All(results, result => Assert.Equal([100, 200, 1, 10], result.Sum));
        Assert.All(results, result => Assert.Equal([1, 2, 11, 12, 3, 4, 13, 14], result.All));
    }

    [Fact]
    public void A_rank_that_never_comes_is_given_up()
    {
        using var folder = new TemporaryFolder();
        using var ranks = new RankGroup(Path.Combine(folder.Path, "ranks"), 0, 4, TimeSpan.FromMilliseconds(50));
        Assert.Contains("did not come", Assert.Throws<RankLostException>(ranks.Barrier).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rank_that_stops_is_noticed_by_its_pulse_and_one_whose_process_ended_at_once()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "ranks");
        using var ranks = new RankGroup(path, 0, 4, TimeSpan.FromMilliseconds(400));
        using (var other = new RankGroup(path, 1, 4, TimeSpan.FromSeconds(5)))
        {
            // It lives and is only slow: longer than the patience.
            var slow = new Thread(() =>
            {
                Thread.Sleep(900);
                other.Barrier();
            });
            slow.Start();
            ranks.Barrier();
            slow.Join();
        }

        Assert.Contains("no sign of life", Assert.Throws<RankLostException>(ranks.Barrier).Message, StringComparison.Ordinal);
        using var waiting = new RankGroup(Path.Combine(folder.Path, "more"), 0, 4, TimeSpan.FromMinutes(10), () => "it ended with exit code 137");
        var start = Environment.TickCount64;
        Assert.Equal("it ended with exit code 137", Assert.Throws<RankLostException>(waiting.Barrier).Message);
        Assert.InRange(Environment.TickCount64 - start, 0, 20_000);
    }

    [Fact]
    public void A_message_larger_than_a_slot_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var ranks = new RankGroup(Path.Combine(folder.Path, "ranks"), 0, 4, TimeSpan.FromSeconds(1));
        Assert.Throws<ArgumentException>(() => ranks.AllReduce(new float[5]));
    }

    [Fact]
    public void Ranks_that_share_a_model_choose_the_same_tokens_every_time()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "ranks");
        var model = TinyModels.Llama();
        var tokens = Both(rank =>
        {
            using var ranks = new RankGroup(path, rank, ShardedVerification.LargestMessage(model), TimeSpan.FromSeconds(30));
            using var sharded = RunnableModel.Sharded(model, ranks, new RuntimeOptions(1));
            Assert.Equal(2 + (2 * 2), sharded.Pieces);
            var first = sharded.Measure(new GridPoint(3, 5, 0), steps: 4, promptRepetitions: 2);
            var second = sharded.Measure(new GridPoint(3, 5, 0), steps: 4, promptRepetitions: 1);
            Assert.Equal(first.LastTokens, second.LastTokens);
            Assert.Equal((1, 4), (first.Prompts.Length, first.Steps.Length));
            return first.LastTokens;
        });
        Assert.Equal(tokens[0], tokens[1]);
    }

    private static T[] Both<T>(Func<int, T> rank)
    {
        var second = Task.Factory.StartNew(() => rank(1), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var first = rank(0);
        return [first, second.GetAwaiter().GetResult()];
    }
}
