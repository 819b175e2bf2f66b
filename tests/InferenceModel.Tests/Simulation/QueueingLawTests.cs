using System.Collections.Immutable;
using InferenceModel.Engines;
using InferenceModel.Simulation;
using InferenceModel.Units;
using InferenceModel.Workloads;
using Xunit;

namespace InferenceModel.Tests.Simulation;

/// <summary>Laws of queues on random configurations; a configuration is drawn from its number.</summary>
public sealed class QueueingLawTests
{
    /// <summary>One sequence at a time, whole prompts: a single server that takes a microsecond a prompt token.</summary>
    private static readonly ReplicaSettings OneAtATime = new()
    {
        MaximumSequences = 1, MaximumBatchedTokens = 1 << 24, KvBlocks = 1 << 30, Rules = new SchedulingRules { CachesPrefixes = false },
    };

    [Fact]
    public void A_single_server_waits_by_rate_and_second_moment_whatever_its_service_and_load()
    {
        const int Requests = 100_000;
        for (var number = 0UL; number < 8; number++)
        {
            var random = new RandomSequence(number, "M/G/1");
            ImmutableArray<(int Prompt, int Answer)> lengths = [.. Enumerable.Range(0, random.NextInteger(1, 6)).Select(_ => (random.NextInteger(500, 40_000), 1))];
            var (mean, second) = (lengths.Average(pair => pair.Prompt * 1e-6), lengths.Average(pair => pair.Prompt * 1e-6 * pair.Prompt * 1e-6));
            var load = 0.1 + (0.65 * random.NextDouble());
            var log = Serve(OneAtATime, Affine(0, 1000, 0, 0), new StreamSource(new ArrivalProcess.Poisson(load / mean), new LengthDistribution.Observed(lengths), Requests, number));
            var expected = mean + (load / mean * second / (2 * (1 - load)));
            Assert.True(Math.Abs((log.Outcomes.Average(outcome => outcome.EndToEnd.Total) / expected) - 1) < 0.04, $"configuration {number}: load {load:F2}, {lengths.Length} lengths");
        }
    }

    [Fact]
    public void A_single_server_serves_one_after_another_to_the_nanosecond_whoever_comes_when()
    {
        for (var number = 0UL; number < 60; number++)
        {
            var random = new RandomSequence(number, "Lindley");
            var rate = Math.Exp((random.NextDouble() * 5) - 1);
            ArrivalProcess arrivals = random.NextDouble() < 0.5 ? new ArrivalProcess.Gamma(rate, 0.2 + (3 * random.NextDouble())) : new ArrivalProcess.Poisson(rate);
            var lengths = new LengthDistribution.LogNormal(random.NextInteger(10, 20_000), random.NextInteger(1, 60), 0.2 + random.NextDouble(), 100_000);
            var (prompt, decode) = (random.NextInteger(100, 3000), random.NextInteger(10_000, 3_000_000));
            var log = Serve(OneAtATime, Affine(0, prompt, decode, 0), new StreamSource(arrivals, lengths, 400, number));
            var free = 0L;
            foreach (var outcome in log.Outcomes.OrderBy(outcome => outcome.Id))
            {
                var service = ((long)outcome.Spec.InputTokens * prompt) + ((long)(outcome.Spec.OutputTokens - 1) * decode);
                free = Math.Max(free, outcome.Spec.SentAt.Nanoseconds) + service;
                Assert.True(outcome.EndedAt.Nanoseconds == free, $"configuration {number}, request {outcome.Id}: {outcome.EndedAt} in place of {free} ns");
            }
        }
    }

    [Fact]
    public void Requests_that_run_are_those_admitted_and_not_ended_at_every_moment()
    {
        var checkedHere = 0;
        for (var number = 300_000UL; number < 300_400; number++)
        {
            var scenario = new RandomScenario(number, withFaults: false);
            var (log, running) = (new OutcomeLog(), new RunningTime());
            new ServingSimulation(Roomy(scenario.Settings), scenario.Source(), log, running).Run(TestContext.Current.CancellationToken);
            if (log.Outcomes.Any(outcome => outcome.Preemptions > 0))
            {
                continue;
            }

            // Little's law without an average: the area under the number that runs is the sum of the times they run.
            var served = log.Outcomes.Where(outcome => outcome.Fate == RequestFate.Completed).Sum(outcome => (outcome.EndedAt - outcome.AdmittedAt).TotalNanoseconds);
            Assert.True(Math.Abs(running.Area - served) <= 1e-9 * served, $"{scenario}: {running.Area} against {served} ns");
            checkedHere++;
        }

        Assert.True(checkedHere > 300, $"{checkedHere} configurations");
    }

    [Fact]
    public void A_server_is_busy_exactly_as_long_as_its_work()
    {
        for (var number = 0UL; number < 40; number++)
        {
            var random = new RandomSequence(number, "work");
            var prompt = random.NextInteger(100, 3000);
            var metrics = new MetricsObserver();
            var log = Serve(OneAtATime, Affine(0, prompt, 0, 0), new StreamSource(new ArrivalProcess.Gamma(30, 2), new LengthDistribution.LogNormal(5000, 1, 0.8, 100_000), 300, number), metrics);
            Assert.Equal(log.Outcomes.Sum(outcome => outcome.Spec.InputTokens * (double)prompt), metrics.Busy.TotalNanoseconds, 1.0);
        }
    }

    [Fact]
    public void No_block_is_lost_or_found_while_a_scenario_runs()
    {
        for (var number = 400_000UL; number < 400_300; number++)
        {
            var scenario = new RandomScenario(number);
            var blocks = new BlockWatch();
            var simulation = new ServingSimulation(scenario.Settings, scenario.Source(), blocks);
            blocks.Watched = simulation;
            simulation.Run(TestContext.Current.CancellationToken);
            Assert.True(blocks.Fault is null, $"{scenario}: {blocks.Fault}");
        }
    }

    private static AffineStepModel Affine(double step, double prompt, double sequence, double context) =>
        new(Seconds.OfNanoseconds(step), Seconds.OfNanoseconds(prompt), Seconds.OfNanoseconds(sequence), Seconds.OfNanoseconds(context));

    private static OutcomeLog Serve(ReplicaSettings settings, IStepModel steps, IRequestSource source, params ISimulationObserver[] more)
    {
        var log = new OutcomeLog();
        new ServingSimulation(new SimulationSettings { Groups = [new ReplicaGroup(steps, settings, 1, ReplicaRole.Whole)] }, source, [log, .. more]).Run(TestContext.Current.CancellationToken);
        return log;
    }

    /// <summary>The same scenario on one kind of machine with room for all.</summary>
    private static SimulationSettings Roomy(SimulationSettings settings) => settings with
    {
        Groups = [settings.Groups[0] with { Role = ReplicaRole.Whole, Settings = settings.Groups[0].Settings with { KvBlocks = 1 << 24 } }],
        Autoscaling = null,
    };

    /// <summary>Adds up the requests that run over time.</summary>
    private sealed class RunningTime : ISimulationObserver
    {
        public double Area { get; private set; }

        public void RoundEnded(in RoundRecord round) => Area += round.Served * (round.End - round.Start).TotalNanoseconds;
    }

    /// <summary>After every round: no cache holds more blocks than it has, none fewer than nothing, idle ones are cached ones.</summary>
    private sealed class BlockWatch : ISimulationObserver
    {
        public ServingSimulation? Watched { get; set; }

        public string? Fault { get; private set; }

        public void RoundEnded(in RoundRecord round)
        {
            foreach (var pool in Watched!.Replicas.SelectMany(replica => (IEnumerable<KvPool>)[.. replica.Room.Pools]))
            {
                var cached = pool.Prefixes?.Blocks ?? 0;
                var idle = pool.Prefixes?.IdleBlocks ?? 0;
                if (pool.Free < 0 || pool.Used < 0 || idle > cached || pool.Free + idle + pool.Used != pool.Total || pool.Free + cached > pool.Total)
                {
                    Fault ??= $"{pool.Free} free, {pool.Used} used, {cached} cached, {idle} idle of {pool.Total} after {round.End}";
                }
            }
        }
    }
}
