using System.Collections.Immutable;
using InferenceModel.Engines;
using InferenceModel.Estimation;
using InferenceModel.Operators;
using InferenceModel.Reports;
using InferenceModel.Sharding;
using InferenceModel.Simulation;
using InferenceModel.Units;
using InferenceModel.Workloads;
using Xunit;

namespace InferenceModel.Tests.Simulation;

/// <summary>The simulator against what queueing theory knows exactly.</summary>
public sealed class QueueingTruthTests
{
    private const int Requests = 400_000;

    /// <summary>One sequence at a time, one answer token, a microsecond a prompt token: a single server.</summary>
    private static readonly ReplicaSettings OneAtATime = new()
    {
        MaximumSequences = 1, MaximumBatchedTokens = 1 << 24, KvBlocks = 1 << 30, Rules = new SchedulingRules { CachesPrefixes = false },
    };

    private static readonly AffineStepModel Server = new(Seconds.Zero, Seconds.OfMicroseconds(1), Seconds.Zero, Seconds.Zero);

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(0.85)]
    public void M_D_1_waits_as_Pollaczek_and_Khinchine_say(double load)
    {
        var metrics = Serve(load / 0.01, [(10_000, 1)]);
        var expected = 0.01 + (load * 0.01 / (2 * (1 - load)));
        Assert.Equal(1, metrics.EndToEnd.Mean.Total / expected, 0.02);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void M_M_1_stays_in_the_system_for_an_exponential_time(double load)
    {
        var metrics = Serve(load / 0.01, Exponential(10_000));
        var mean = 0.01 / (1 - load);
        Assert.Equal(1, metrics.EndToEnd.Mean.Total / mean, 0.03);
        Assert.Equal(1, metrics.EndToEnd.Percentile(50).Total / (mean * Math.Log(2)), 0.04);
        Assert.Equal(1, metrics.EndToEnd.Percentile(99).Total / (mean * Math.Log(100)), 0.06);
    }

    [Fact]
    public void M_G_1_waits_by_the_second_moment_of_its_service()
    {
        ImmutableArray<(int, int)> lengths = [(1_000, 1), (1_000, 1), (1_000, 1), (40_000, 1)];
        var (mean, second) = (lengths.Average(pair => pair.Item1 * 1e-6), lengths.Average(pair => pair.Item1 * 1e-6 * pair.Item1 * 1e-6));
        var rate = 0.6 / mean;
        var metrics = Serve(rate, lengths);
        Assert.Equal(1, metrics.EndToEnd.Mean.Total / (mean + (rate * second / (2 * (1 - 0.6)))), 0.03);
    }

    [Fact]
    public void M_D_c_never_waits_longer_than_one_fast_server_and_always_less_than_separate_queues()
    {
        // Three replicas behind a router that knows all: join the shortest queue lies between the two.
        var alone = Serve(0.8 / 0.01, [(10_000, 1)]).EndToEnd.Mean.Total;
        var fast = (0.01 / 3) + (0.8 * 0.01 / 3 / (2 * 0.2));
        var shared = Serve(3 * 0.8 / 0.01, [(10_000, 1)], replicas: 3).EndToEnd.Mean.Total;
        Assert.InRange(shared, fast, alone);
    }

    [Fact]
    public void A_busy_server_works_exactly_as_long_as_its_work()
    {
        var metrics = Serve(80, [(10_000, 1)]);
        Assert.Equal(Requests * 0.01, metrics.Busy.Total, 3);
    }

    [Fact]
    public void Requests_in_the_system_are_rate_times_time_in_it()
    {
        var count = new InSystem();
        var settings = new SimulationSettings { Groups = [new ReplicaGroup(new AffineStepModel(Seconds.OfMilliseconds(5), Seconds.OfMicroseconds(20), Seconds.OfMicroseconds(50), Seconds.OfNanoseconds(100)), new ReplicaSettings { KvBlocks = 4000 }, 2, ReplicaRole.Whole)] };
        var metrics = new MetricsObserver();
        new ServingSimulation(settings, new StreamSource(new ArrivalProcess.Gamma(40, 2), new LengthDistribution.LogNormal(300, 100, 0.8, 5000), 20_000, 3), metrics, count).Run(TestContext.Current.CancellationToken);
        var mean = count.Area / metrics.Duration.TotalNanoseconds;
        Assert.Equal(1, mean / (metrics.Completed / metrics.Duration.Total * metrics.EndToEnd.Mean.Total), 1e-6);
        Assert.Equal(1, mean / (metrics.MeanRunning + metrics.MeanWaiting), 1e-6);
    }

    [Fact]
    public void A_request_alone_takes_the_sum_of_its_steps_to_half_a_nanosecond_each()
    {
        var prepared = Repository.Prepare("llama-3.1-8b", "hgx_h100", new ShardingPlan());
        var (plan, overhead) = (prepared.Plan!, prepared.Deployment.Engine.OverheadOf(500));
        var log = new OutcomeLog();
        var settings = new SimulationSettings { Groups = [ClosedLoopBenchmark.Group(prepared, 700, 1, ReplicaRole.Whole, null)], RequestOverhead = prepared.Deployment.Engine.RequestOverhead.Value };
        new ServingSimulation(settings, new ClosedLoopSource(1, new LengthDistribution.Constant(500, 400), 1, 1), log).Run(TestContext.Current.CancellationToken);
        var outcome = Assert.Single(log.Outcomes);
        var prompt = plan.Latency(StepShape.Prefill(1, 500));
        Assert.Equal((overhead + prompt).TotalNanoseconds, outcome.TimeToFirstToken.TotalNanoseconds, 1.0);
        var steps = Enumerable.Range(0, 399).Sum(i => plan.DecodeLine(1, 500 + i).At(500 + i).TotalNanoseconds);
        Assert.Equal(steps, (outcome.EndedAt - outcome.FirstTokenAt).TotalNanoseconds, 399 * 0.5);

        // The closed formula takes every step at the mean context; the line through the contexts is nearly straight. It also lets a prompt share its step with the
        // request itself, of which it knows only the average.
        var estimate = Estimator.Estimate(prepared, new RequestShape(500, 400, 0), new Load.ClosedLoop(1));
        Assert.Equal(1, outcome.TimePerOutputToken / estimate.TimePerOutputToken.Mean, 0.002);
        Assert.Equal(1, outcome.TimeToFirstToken / estimate.TimeToFirstToken.Mean, 0.015);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_does_not()
    {
        static string Requests(ulong seed)
        {
            using var text = new StringWriter();
            var scenario = new RandomScenario(7);
            new ServingSimulation(scenario.Settings with { Seed = seed }, new StreamSource(new ArrivalProcess.Poisson(10), new LengthDistribution.LogNormal(100, 50, 1, 900), 500, seed), new RequestCsvObserver(text)).Run(CancellationToken.None);
            return text.ToString();
        }

        Assert.Equal(Requests(5), Requests(5));
        Assert.NotEqual(Requests(5), Requests(6));
    }

    private static ImmutableArray<(int, int)> Exponential(int mean) =>
        [.. Enumerable.Range(0, 2000).Select(i => (Math.Max(1, (int)Math.Round(-Math.Log(1 - ((i + 0.5) / 2000)) * mean)), 1))];

    private static MetricsObserver Serve(double rate, ImmutableArray<(int, int)> lengths, int replicas = 1)
    {
        var metrics = new MetricsObserver();
        var settings = new SimulationSettings { Groups = [new ReplicaGroup(Server, OneAtATime, replicas, ReplicaRole.Whole)] };
        new ServingSimulation(settings, new StreamSource(new ArrivalProcess.Poisson(rate), new LengthDistribution.Observed(lengths), Requests, 11), metrics).Run(TestContext.Current.CancellationToken);
        Assert.Equal(Requests, metrics.Completed);
        return metrics;
    }

    private sealed class InSystem : ISimulationObserver
    {
        private readonly List<(long Time, int Change)> changes = [];

        public double Area
        {
            get
            {
                var (area, count, last) = (0.0, 0, 0L);
                foreach (var (time, change) in changes.OrderBy(change => change.Time))
                {
                    area += (double)count * (time - last);
                    (count, last) = (count + change, time);
                }

                return area;
            }
        }

        public void RequestSent(long id, in RequestSpec request) => changes.Add((request.SentAt.Nanoseconds, 1));

        public void RequestEnded(in RequestOutcome outcome) => changes.Add((outcome.EndedAt.Nanoseconds, -1));
    }
}
