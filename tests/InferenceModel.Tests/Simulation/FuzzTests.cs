using InferenceModel.Simulation;
using Xunit;

namespace InferenceModel.Tests.Simulation;

/// <summary>Ten thousand scenarios, odd ones among them: all end, and every request and cache block is accounted for.</summary>
public sealed class FuzzTests
{
    private const int Scenarios = 10_000;

    [Fact]
    public void Every_scenario_ends_with_all_requests_and_blocks_accounted_for()
    {
        var fates = new long[3];
        long preemptions = 0, retries = 0, cached = 0;
        for (var number = 100_000UL; number < 100_000 + Scenarios; number++)
        {
            var scenario = new RandomScenario(number);
            var (log, work) = (new OutcomeLog(), new WorkLog());
            var simulation = new ServingSimulation(scenario.Settings, scenario.Source(), log, work);
            simulation.Run(TestContext.Current.CancellationToken);
            Check(scenario, simulation, log);
            Assert.True(work.Faults.Count == 0 || scenario.Settings.Faults is not null, $"{scenario}: {work.Faults.FirstOrDefault()}");
            foreach (var outcome in log.Outcomes)
            {
                fates[(int)outcome.Fate]++;
                preemptions += outcome.Preemptions;
                retries += outcome.Retries;
                cached += outcome.CachedTokens;
            }
        }

        // The range is worth something only if all of these really happen.
        Assert.All(fates, count => Assert.True(count > 100, $"fates {string.Join(", ", fates)}"));
        Assert.True(preemptions > 1000 && retries > 100 && cached > 10_000, $"{preemptions} preemptions, {retries} retries, {cached} cached tokens");
    }

    private static void Check(RandomScenario scenario, ServingSimulation simulation, OutcomeLog log)
    {
        var name = scenario.ToString();
        Assert.True(log.Sent.Count == scenario.Requests && log.Outcomes.Count == scenario.Requests, $"{name}: {log.Sent.Count} sent, {log.Outcomes.Count} ended");
        Assert.True(log.Outcomes.Select(outcome => outcome.Id).Distinct().Count() == scenario.Requests, $"{name}: a request ended twice");
        foreach (var outcome in log.Outcomes)
        {
            Assert.True(outcome.Spec == log.Sent[outcome.Id], name);
            Assert.True(outcome.EndedAt >= outcome.Spec.SentAt, $"{name}: ended before it was sent: {outcome}");
            if (outcome.Fate == RequestFate.Completed)
            {
                Assert.True(outcome.AdmittedAt >= outcome.Spec.SentAt && outcome.FirstTokenAt >= outcome.AdmittedAt && outcome.EndedAt >= outcome.FirstTokenAt, $"{name}: {outcome}");
                Assert.True(outcome.CachedTokens < outcome.Spec.InputTokens, $"{name}: {outcome}");
            }
            else
            {
                Assert.False(string.IsNullOrEmpty(outcome.Reason), name);
            }
        }

        foreach (var replica in simulation.Replicas)
        {
            Assert.True(replica.InFlight == 0, $"{name}: {replica.InFlight} requests left on a replica");
            foreach (var pool in replica.Room.Pools)
            {
                Assert.True(pool.Used == 0, $"{name}: {pool.Used} blocks are still in use");
                Assert.True(pool.Free + (pool.Prefixes?.Blocks ?? 0) == pool.Total, $"{name}: {pool.Free} free and {pool.Prefixes?.Blocks} cached of {pool.Total}");
            }
        }
    }
}
