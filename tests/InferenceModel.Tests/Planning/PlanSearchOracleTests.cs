using InferenceModel.Calibration;
using InferenceModel.Estimation;
using InferenceModel.Interconnect;
using InferenceModel.Planning;
using InferenceModel.Scenarios;
using InferenceModel.Sharding;
using InferenceModel.Units;
using InferenceModel.Workloads;
using Xunit;

namespace InferenceModel.Tests.Planning;

/// <summary>
/// The search against plain enumeration: every plan, limit, number of workers and load is estimated by the estimator that <c>run</c> uses, on
/// deployments prepared one by one. Nothing is bounded, skipped, halved or shared; that is what the search may not get wrong.
/// </summary>
public sealed class PlanSearchOracleTests
{
    private const int Spaces = 50;
    /// <summary>The one limit of a step that is tried beside the engine's own; others multiply the cases and nothing else.</summary>
    private const int StepLimit = 2048;
    private const int MostWorkers = 5;

    private static readonly string[] Models = ["llama-3.1-8b", "qwen3-8b", "llama-3.1-8b", "qwen3-8b", "llama-3.1-8b", "qwen3-30b-a3b"];
    private static readonly string[] Machines = ["hgx_h100", "l40s_pcie", "hgx_h200", "hgx_b200"];
    private static readonly string[] Engines = ["vllm", "sglang", "trtllm"];
    private static readonly int[] Percentiles = [0, 50, 95, 99];

    /// <summary>Chance that is the same on every machine.</summary>
    private sealed class Dice(ulong seed)
    {
        private readonly SplitMix chance = new(seed);

        public double Share() => chance.Next();

        public int Below(int count) => (int)(chance.Next() * count);
    }

    private sealed record Space(PlanRequest Request, List<(PreparedDeployment Prepared, WorkerOption Worker)> All)
    {
        public string Name { get; init; } = string.Empty;
    }

    [Fact]
    public void The_best_cost_of_given_accelerators_is_that_of_trying_every_load_of_every_deployment()
    {
        var feasible = 0;
        Parallel.For(0, Spaces, number =>
        {
            var dice = new Dice((ulong)number + 1);
            var gpus = 2 + dice.Below(2);
            var space = Make(dice, new PlanTarget.Accelerators(gpus));
            var found = new PlanSearch(space.Request).Run().Ranked.Select(candidate => candidate.Cost).DefaultIfEmpty(double.PositiveInfinity).First();
            var best = LeastCost(space, gpus);
            Interlocked.Add(ref feasible, double.IsFinite(best) ? 1 : 0);
            Assert.True(double.IsInfinity(best) ? double.IsInfinity(found) : Math.Abs((found / best) - 1) < 1e-6, $"{number}: {space.Name}: found {found}, best {best}");
        });

        // Spaces without an answer prove little; most have one.
        Assert.InRange(feasible, Spaces / 2, Spaces);
    }

    [Fact]
    public void The_least_bill_of_a_given_rate_is_that_of_trying_every_number_of_workers()
    {
        var feasible = 0;
        Parallel.For(0, Spaces, number =>
        {
            var dice = new Dice((ulong)number + 1001);
            var rate = Math.Exp(dice.Share() * 3);
            var space = Make(dice, new PlanTarget.Rate(rate));
            var candidates = new PlanSearch(space.Request).Run().Ranked.Where(candidate => candidate.Deployment.Count <= MostWorkers && candidate.Deployment.PrefillCount <= MostWorkers);
            var found = candidates.Select(candidate => candidate.Cost).DefaultIfEmpty(double.PositiveInfinity).First();
            var best = LeastBill(space, rate);
            Interlocked.Add(ref feasible, double.IsFinite(best) ? 1 : 0);
            Assert.True(double.IsInfinity(best) ? double.IsInfinity(found) : Math.Abs((found / best) - 1) < 1e-9, $"{number}: {space.Name} at {rate}: found {found}, best {best}");
        });

        Assert.InRange(feasible, Spaces / 2, Spaces);
    }

    [Fact]
    public void The_fewest_replicas_for_requests_in_flight_are_those_of_trying_every_number_at_many_loads()
    {
        var feasible = 0;
        Parallel.For(0, Spaces / 2, number =>
        {
            var dice = new Dice((ulong)number + 2001);
            var inFlight = Math.Exp(2 + (dice.Share() * 5));
            var space = Make(dice, new PlanTarget.Concurrency(inFlight));
            space = space with { Request = space.Request with { Modes = [ServingMode.Aggregated] } };
            foreach (var candidate in new PlanSearch(space.Request).Run().Ranked.Take(2))
            {
                var (worker, count) = (candidate.Deployment.Worker, candidate.Deployment.Count);
                DeploymentEstimate Of(double rate) => Estimator.Estimate(worker.Prepared, space.Request.Request, new Load.OpenLoop(rate));
                bool Holds(DeploymentEstimate estimate, int replicas) =>
                    estimate.Status == EstimateStatus.Ok && space.Request.Level.Keeps(estimate) && estimate.RequestsPerSecond * estimate.EndToEnd.Mean.Total * replicas >= inFlight * (1 - 1e-6);
                Assert.True(Holds(Of(candidate.RequestsPerSecond / count), count), $"{number}: {candidate.Deployment.Name} does not hold {inFlight}");
                Assert.DoesNotContain(Enumerable.Range(0, 30), i => count > 1 && Holds(Of(candidate.RequestsPerSecond / count * (1 + (i / 20.0))), count - 1));
                Interlocked.Increment(ref feasible);
            }
        });

        Assert.InRange(feasible, Spaces / 4, Spaces);
    }

    [Fact]
    public void A_rate_below_a_padded_size_is_carried_by_the_fewest_sequences_that_yield_it()
    {
        // Nine sequences are padded to sixteen: each step is slower, so that eight finish as many requests and a state of nine is no answer.
        var prepared = Repository.Prepare(
            "qwen3-30b-a3b", "hgx_h100", new ShardingPlan(2, 4), engine => Repository.Catalog.Engines.Find("sglang")! with { HostGap = engine.HostGap with { Value = Seconds.Zero } });
        var steady = new SteadyState(prepared.Plan!, prepared.Deployment.Engine, new RequestShape(4000, 500, 0));
        var (peak, beyond) = (steady.At(32, 1), steady.At(33, 1));
        Assert.True(beyond.Rate < peak.Rate * 0.97);
        var state = steady.Keeping(beyond.Rate, 512, 1);
        Assert.InRange(state.Decoding, 1, 32);
        Assert.Equal(beyond.Rate, state.Rate, beyond.Rate * 1e-6);
        Assert.True(state.DecodeStep < beyond.DecodeStep);
    }

    private static Space Make(Dice dice, PlanTarget target)
    {
        T Pick<T>(T[] choices) => choices[dice.Below(choices.Length)];
        var model = Pick(Models);
        var systems = new[] { Pick(Machines), Pick(Machines) }.Distinct().Take(model != "qwen3-30b-a3b" && dice.Below(5) == 0 ? 2 : 1).Select(id => Repository.Catalog.Systems.Find(id)!).ToList();
        var engine = Repository.Catalog.Engines.Find(Pick(Engines))!;
        var shape = new RequestShape(64 + dice.Below(6000), 2 + dice.Below(800), dice.Below(4) == 0 ? dice.Below(64) : 0);
        var level = new ServiceLevel(
            Seconds.OfMilliseconds(100 + dice.Below(2500)), Seconds.OfMilliseconds(8 + dice.Below(50)), dice.Below(3) == 0 ? Seconds.OfMilliseconds(2000 + dice.Below(20000)) : null, Pick(Percentiles));
        Economics Price(ServingSystem system) => Economics.Of(system, Repository.Catalog.Prices, new CostTerms(), Repository.Catalog.PhasePower(system.Accelerator.Architecture), default);
        var (workers, refused) = WorkerOptions.Of(Repository.Catalog, Repository.Model(model), systems, [engine], [null], shape, level, 2, Price);
        var all = new List<(PreparedDeployment, WorkerOption)>();
        var compiled = new CompiledPlans();
        foreach (var system in systems)
        {
            // The limits an engine starts with depend on the chip.
            var own = engine.On(system.Accelerator);
            int[] limits = own.ChunksPrompts && own.MaximumBatchedTokens != StepLimit ? [own.MaximumBatchedTokens, StepLimit] : [own.MaximumBatchedTokens];
            foreach (var plan in EveryPlan().Where(plan => ShardingRules.Faults(Repository.Model(model), plan, system).Count == 0))
            {
                foreach (var tokens in limits)
                {
                    var stored = Repository.Model(model);
                    var prepared = PreparedDeployment.Prepare(
                        new Deployment(stored, stored.KvFormat, system, own with { MaximumBatchedTokens = tokens }, plan), Repository.Catalog.Efficiencies(system.Accelerator.Architecture), compiled);
                    all.Add((prepared, new WorkerOption(prepared, string.Empty, Price(system), tokens == own.MaximumBatchedTokens ? null : tokens)));
                }
            }
        }

        var request = new PlanRequest { Workers = [.. workers.Where(worker => worker.BatchedTokens is null or StepLimit)], Refused = refused, Request = shape, Target = target, Level = level };
        return new Space(request, all) { Name = $"{model} on {string.Join(",", systems.Select(system => system.Id))} with {engine.Id}, {shape}, {level}" };
    }

    private static IEnumerable<ShardingPlan> EveryPlan() =>
        from tensor in new[] { 1, 2 }
        from context in new[] { 1, 2 }
        from attention in new[] { 1, 2 }
        from pipeline in new[] { 1, 2 }
        from expert in new[] { 1, 2 }
        let plan = new ShardingPlan(tensor, pipeline, attention, expert, context)
        where plan.AcceleratorsPerReplica <= 2
        select plan;

    /// <summary>Rates at which a rank decodes as many sequences as a rung says.</summary>
    private static List<double> Rates(PreparedDeployment prepared, RequestShape shape, double population)
    {
        var steady = new SteadyState(prepared.Plan!, prepared.Deployment.Engine, shape);
        var most = DisaggregatedEstimator.MostDecoding(prepared, shape);
        return [.. prepared.Plan!.Rungs.Where(decoding => decoding <= most).Select(decoding => steady.At(decoding, population).Rate * prepared.Deployment.Plan.AttentionDataParallel)];
    }

    private static double LeastCost(Space space, int gpus)
    {
        var (shape, level, least) = (space.Request.Request, space.Request.Level, double.PositiveInfinity);
        foreach (var (prepared, worker) in space.All.Where(one => one.Prepared.Plan is not null))
        {
            var count = gpus / worker.Accelerators;
            foreach (var rate in count > 0 ? Rates(prepared, shape, double.PositiveInfinity) : [])
            {
                var estimate = Estimator.Estimate(prepared.WithReplicas(count), shape, new Load.OpenLoop(rate * count));
                least = Math.Min(least, Carries(estimate, level) ? worker.Weight * count / (rate * count) : double.PositiveInfinity);
            }

            foreach (var (other, prefill) in Pools(space, worker))
            {
                for (var decoders = 1; (decoders * worker.Accelerators) + prefill.Accelerators <= gpus; decoders++)
                {
                    var prefillers = (gpus - (decoders * worker.Accelerators)) / prefill.Accelerators;
                    foreach (var rate in Rates(prepared, shape, 1))
                    {
                        var estimate = DisaggregatedEstimator.Estimate(new DisaggregatedDeployment(other, prefillers, prepared, decoders), shape, new Load.OpenLoop(rate * decoders));
                        least = Math.Min(least, Carries(estimate, level) ? ((worker.Weight * decoders) + (prefill.Weight * prefillers)) / (rate * decoders) : double.PositiveInfinity);
                    }
                }
            }
        }

        return least;
    }

    private static double LeastBill(Space space, double rate)
    {
        var (shape, level, least) = (space.Request.Request, space.Request.Level, double.PositiveInfinity);
        foreach (var (prepared, worker) in space.All.Where(one => one.Prepared.Plan is not null))
        {
            for (var count = 1; count <= MostWorkers; count++)
            {
                var estimate = Estimator.Estimate(prepared.WithReplicas(count), shape, new Load.OpenLoop(rate));
                least = Math.Min(least, Carries(estimate, level) ? worker.Weight * count : double.PositiveInfinity);
                foreach (var (other, prefill) in Pools(space, worker))
                {
                    for (var prefillers = 1; prefillers <= MostWorkers; prefillers++)
                    {
                        var split = DisaggregatedEstimator.Estimate(new DisaggregatedDeployment(other, prefillers, prepared, count), shape, new Load.OpenLoop(rate));
                        least = Math.Min(least, Carries(split, level) ? (worker.Weight * count) + (prefill.Weight * prefillers) : double.PositiveInfinity);
                    }
                }
            }
        }

        return least;
    }

    /// <summary>Prefill workers that a decode worker may stand behind: pools run the engine's own limits.</summary>
    private static IEnumerable<(PreparedDeployment Prepared, WorkerOption Worker)> Pools(Space space, WorkerOption decode) =>
        decode.BatchedTokens is null ? space.All.Where(one => one.Prepared.Plan is not null && one.Worker.BatchedTokens is null) : [];

    private static bool Carries(DeploymentEstimate estimate, ServiceLevel level) => estimate.Status == EstimateStatus.Ok && level.Keeps(estimate);
}
