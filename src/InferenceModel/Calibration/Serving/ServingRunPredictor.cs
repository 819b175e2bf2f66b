using System.Collections.Concurrent;
using InferenceModel.Catalog;
using InferenceModel.Engines;
using InferenceModel.Estimation;
using InferenceModel.Interconnect;
using InferenceModel.Models;
using InferenceModel.Operators;
using InferenceModel.Sharding;
using InferenceModel.Simulation;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Calibration.Serving;

/// <summary>Predicts measured runs from their columns alone; deployments that several runs share are prepared once.</summary>
/// <param name="catalog">The catalogue.</param>
/// <param name="shared">Plans compiled before; null for none.</param>
/// <param name="tuned">The engine in place of one of the catalogue; null for itself.</param>
public sealed class ServingRunPredictor(ModelCatalog catalog, CompiledPlans? shared = null, Func<ServingEngine, ServingEngine>? tuned = null)
{
    private readonly RunModels models = new(catalog);
    private readonly ConcurrentDictionary<Deployment, Lazy<Prepared>> prepared = new();
    private readonly CompiledPlans compiled = shared ?? new();

    private sealed record Prepared(PreparedDeployment? Deployment, string Fault);

    /// <summary>Predicts a run, or says why that cannot be.</summary>
    /// <param name="run">The run.</param>
    /// <param name="fidelity">How.</param>
    /// <param name="fault">Why not; empty where there is a prediction.</param>
    public ServingPrediction? Predict(ServingRun run, ServingFidelity fidelity, out string fault)
    {
        if (Played(run, fidelity, out fault) is not { } prediction)
        {
            return null;
        }

        if (!run.IsKnownByLatencies || run.Load is not ServingRunLoad.Clients clients)
        {
            return prediction;
        }

        var (whole, output) = run.FromLatencies(prediction.TimeToFirstToken, prediction.TimePerOutputToken, clients.Concurrency);
        return prediction with { EndToEnd = whole, OutputPerAccelerator = output };
    }

    private ServingPrediction? Played(ServingRun run, ServingFidelity fidelity, out string fault)
    {
        if (Find(run, run.Plan, out fault) is not { } deployment)
        {
            return null;
        }

        if (run.PrefillPlan is { } prefillPlan)
        {
            return fidelity == ServingFidelity.Estimate
                ? Refused(out fault, "disaggregated serving is simulated only")
                : Find(run, prefillPlan, out fault) is { } prefill ? SimulatedPools(run, prefill, deployment, out fault) : null;
        }

        return run.Load switch
        {
            ServingRunLoad.Clients clients when fidelity == ServingFidelity.Simulate => Simulated(run, deployment, clients.Concurrency, out fault),
            ServingRunLoad.Clients clients => Steady(run, deployment, new Load.ClosedLoop(clients.Concurrency), out fault),
            ServingRunLoad.Rate rate when fidelity == ServingFidelity.Simulate => Arriving(run, deployment, rate.RequestsPerSecond, out fault),
            ServingRunLoad.Queued when fidelity == ServingFidelity.Simulate && run.Requests is { } requests => Burst(run, deployment, requests, out fault),
            ServingRunLoad.Rate rate => Steady(run, deployment, new Load.OpenLoop(rate.RequestsPerSecond), out fault),
            ServingRunLoad.StaticBatch batch => StaticBatch(run, deployment, batch.Batch, out fault),
            ServingRunLoad.Queued => Queued(run, deployment, out fault),
            _ => throw new InvalidOperationException($"no prediction for {run.Load}"),
        };
    }

    /// <summary>Which physical bound a run breaks; null where it breaks none or cannot be judged.</summary>
    /// <param name="run">The run.</param>
    public string? Implausible(ServingRun run) => Find(run, run.Plan, out _) is { } deployment ? Plausibility.Broken(run, deployment) : null;

    /// <summary>The prepared deployment of a run, or why there is none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">The plan of the workers meant.</param>
    /// <param name="fault">Why not.</param>
    internal PreparedDeployment? Find(ServingRun run, ShardingPlan plan, out string fault)
    {
        fault = string.Empty;
        if (models.Find(run) is not { } model)
        {
            fault = $"no model '{run.Model}' in the catalogue";
            return null;
        }

        if (SystemOf(run) is not { } system)
        {
            fault = $"no system '{run.System}' in the catalogue";
            return null;
        }

        if (Tuned(EngineOf(run))?.On(system.Accelerator) is not { } engine)
        {
            fault = $"no engine '{run.Engine}' in the catalogue";
            return null;
        }

        var clients = run.Load is ServingRunLoad.Clients closed ? Math.Max(1, closed.Concurrency / run.Plan.Replicas) : int.MaxValue;
        var settings = Settings(run, model, plan, clients);
        var started = settings?.Apply(engine, (int)run.InputTokens, (int)run.OutputTokens, clients, Tuned) ?? engine;
        var kv = run.KvFormat ?? settings?.KvFormat ?? model.KvFormat;
        var found = prepared.GetOrAdd(
            new Deployment(model, kv, system, started, plan with { Replicas = 1 }), deployment => new Lazy<Prepared>(() => Prepare(deployment))).Value;
        fault = found.Fault;
        return found.Deployment;
    }

    private ServingEngine? Tuned(string name) => Tuned(catalog.Engines.Find(name));

    private ServingEngine? Tuned(ServingEngine? own) => own is null ? null : tuned?.Invoke(own) ?? own;

    /// <summary>The machine of a run: what its benchmark's recipe says a label means, a box with the wires it states, or the label itself.</summary>
    private ServingSystem? SystemOf(ServingRun run)
    {
        var label = (run.Recipe.Length > 0 ? catalog.Recipes.Find(run.Recipe)?.Machines.GetValueOrDefault(run.System) : null) ?? run.System;
        return (run.Wires.Length > 0 ? catalog.Systems.Find($"{label} {run.Wires}") : null) ?? catalog.Systems.Find(label);
    }

    /// <summary>The engine of a run, in the version it ran: an engine of its own where behaviour changed.</summary>
    /// <param name="run">The run.</param>
    internal ServingEngine? EngineOf(ServingRun run) =>
        RunEngines.Find(catalog.Engines, run.Engine, run.EngineVersion, run.IsEarlierEngine, SystemOf(run)?.Accelerator.Architecture);

    /// <summary>The engine a run became by the switches its server was started with; null where its recipe has none.</summary>
    /// <param name="run">The run.</param>
    internal string? StartOf(ServingRun run) => models.Find(run) is { } model
        ? Settings(run, model, run.Plan, run.Load is ServingRunLoad.Clients clients ? Math.Max(1, clients.Concurrency / run.Plan.Replicas) : int.MaxValue)?.StartedAs
        : null;

    private EngineSettings? Settings(ServingRun run, LanguageModel model, ShardingPlan plan, int clients) =>
        run.Recipe.Length > 0 && run.PrefillPlan is null && catalog.Recipes.Find(run.Recipe) is { } recipe
            ? recipe.Find(run.Engine, model.Id, run.System, (int)run.InputTokens, (int)run.OutputTokens, plan.AcceleratorsPerStage, clients)
            : null;

    private Prepared Prepare(Deployment deployment)
    {
        var (model, _, system, _, plan) = deployment;
        var isMixture = model.Layers.Any(group => group.Layer.FeedForward is MixtureFeedForward);
        var meant = isMixture ? plan : plan with { ExpertParallel = 1, AttentionDataParallel = 1, Replicas = plan.AttentionDataParallel };
        var faults = ShardingRules.Faults(model, meant, system);
        return faults.Count > 0
            ? new Prepared(null, "the plan is refused: " + string.Join("; ", faults))
            : new Prepared(PreparedDeployment.Prepare(deployment with { Plan = meant }, catalog.Efficiencies(system.Accelerator), compiled), string.Empty);
    }

    private static RequestShape MeanRequest(ServingRun run)
    {
        var mean = (1 + run.ShortestShare) / 2;
        return new RequestShape(run.InputTokens * mean, run.OutputTokens * mean, 0);
    }

    private static ServingPrediction? Simulated(ServingRun run, PreparedDeployment deployment, int concurrency, out string fault)
    {
        if (CannotHold(run, deployment, out fault))
        {
            return null;
        }

        var each = Math.Max(1, concurrency / run.Plan.Replicas);
        return Of(ClosedLoopBenchmark.Run(deployment, (int)run.InputTokens, (int)run.OutputTokens, each, run.ShortestShare), run.Accelerators / run.Plan.Replicas);
    }

    /// <summary>Requests at random at a rate, for as long as public benchmarks send them.</summary>
    private static ServingPrediction? Arriving(ServingRun run, PreparedDeployment deployment, double requestsPerSecond, out string fault) =>
        CannotHold(run, deployment, out fault)
            ? null
            : Of(BenchmarkRun.Arriving(deployment, MeanRequest(run).MeanContext, Lengths(run), requestsPerSecond / run.Plan.Replicas, run.Requests ?? BenchmarkRun.UsualRequests), run.Accelerators / run.Plan.Replicas);

    /// <summary>All requests at once: the engine fills itself, stays full and runs dry, which the throughput of the whole run contains.</summary>
    private static ServingPrediction? Burst(ServingRun run, PreparedDeployment deployment, int requests, out string fault)
    {
        if (CannotHold(run, deployment, out fault))
        {
            return null;
        }

        var result = BenchmarkRun.Burst(deployment, MeanRequest(run).MeanContext, Lengths(run), Math.Max(1, requests / run.Plan.Replicas));
        return Of(result, run.Accelerators / run.Plan.Replicas) with { TimeToFirstToken = Seconds.Zero, EndToEnd = Seconds.Zero };
    }

    private static LengthDistribution Lengths(ServingRun run) => run.IsConversation
        ? LengthDistribution.Conversation(run.InputTokens, run.OutputTokens)
        : run.ShortestShare < 1 ? new LengthDistribution.Uniform((int)run.InputTokens, (int)run.OutputTokens, run.ShortestShare)
        : new LengthDistribution.Constant((int)Math.Max(1, Math.Round(run.InputTokens)), (int)Math.Max(1, Math.Round(run.OutputTokens)));

    private static bool CannotHold(ServingRun run, PreparedDeployment deployment, out string fault)
    {
        var holds = deployment.Plan is not null && deployment.SequencesThatFit(run.InputTokens + run.OutputTokens) >= 1;
        fault = holds ? string.Empty : "the weights or one request do not fit into memory";
        return !holds;
    }

    private static ServingPrediction? SimulatedPools(ServingRun run, PreparedDeployment prefill, PreparedDeployment decode, out string fault)
    {
        if (prefill.Plan is null || decode.Plan is null || run.Load is not ServingRunLoad.Clients clients)
        {
            return Refused(out fault, "the weights do not fit into memory");
        }

        fault = string.Empty;
        return Of(
            ClosedLoopBenchmark.RunDisaggregated(
                prefill, run.PrefillPlan!.Replicas, decode, run.Plan.Replicas, (int)run.InputTokens, (int)run.OutputTokens, clients.Concurrency),
            run.Accelerators);
    }

    private static ServingPrediction Of(ClosedLoopResult result, int accelerators) => new(
        result.MeanTimeToFirstToken, result.MeanTimePerOutputToken, result.MeanEndToEnd, result.OutputTokensPerSecond / accelerators);

    private static ServingPrediction? Steady(ServingRun run, PreparedDeployment deployment, Load load, out string fault)
    {
        var perReplica = load switch
        {
            Load.ClosedLoop closed => new Load.ClosedLoop(Math.Max(1, closed.Concurrency / run.Plan.Replicas)),
            Load.OpenLoop open => new Load.OpenLoop(open.RequestsPerSecond / run.Plan.Replicas),
            _ => load,
        };
        var estimate = Estimator.Estimate(deployment, MeanRequest(run), perReplica);
        if (estimate.Status is not (EstimateStatus.Ok or EstimateStatus.Saturated))
        {
            return Refused(out fault, estimate.Status == EstimateStatus.InfeasibleMemory ? "the weights or one request do not fit into memory" : estimate.Reason);
        }

        if (double.IsInfinity(estimate.TimeToFirstToken.Mean.Total))
        {
            return Refused(out fault, "more load than the estimate says can be carried, so it has no latency");
        }

        fault = string.Empty;
        return new ServingPrediction(
            estimate.TimeToFirstToken.Mean, estimate.TimePerOutputToken.Mean, estimate.EndToEnd.Mean, estimate.OutputTokensPerSecond / estimate.Accelerators);
    }

    /// <summary>One step computes all prompts (in chunks where the engine cuts them), then the whole batch decodes to the end.</summary>
    private ServingPrediction? StaticBatch(ServingRun run, PreparedDeployment deployment, int batch, out string fault)
    {
        if (deployment.Plan is not { } plan)
        {
            return Refused(out fault, "the weights do not fit into memory");
        }

        var (waves, together) = Waves(run, deployment, batch);
        if (waves == 0)
        {
            return Refused(out fault, "the batch does not fit into memory");
        }

        var (engine, sharding) = (deployment.Deployment.Engine, deployment.Deployment.Plan);
        plan = run.RepeatsOneToken ? OneExpertPath(deployment) ?? plan : plan;
        var sequences = together / (run.Plan.Replicas * sharding.AttentionDataParallel * sharding.Replicas);
        var tokens = sequences * run.InputTokens;
        var steps = engine.ChunksPrompts ? Math.Max(1, Math.Ceiling(tokens / engine.MaximumBatchedTokens)) : 1;
        var first = plan.Latency(StepShape.Prefill(sequences / steps, run.InputTokens)) * steps;
        var next = plan.Latency(StepShape.Decode(sequences, run.InputTokens + (run.OutputTokens / 2)));
        var whole = (first + (next * Math.Max(0, run.OutputTokens - 1))) * waves;
        fault = string.Empty;
        return new ServingPrediction(first, next, whole, batch * run.OutputTokens / whole.Total / run.Accelerators);
    }

    /// <summary>
    /// In how many waves a batch runs, and how many sequences at once: all of them where they fit. A batch that is only timed to its end may
    /// exceed memory: the engine runs as many as fit and then the others. None where a row has a step of the whole batch that cannot be.
    /// </summary>
    private static (double Waves, double Together) Waves(ServingRun run, PreparedDeployment deployment, int batch)
    {
        var fitting = Math.Floor(deployment.SequencesThatFit(run.InputTokens + run.OutputTokens)) * run.Plan.Replicas;
        if (fitting >= batch)
        {
            return (1, batch);
        }

        return fitting < 1 || run.TimeToFirstToken is not null || run.TimePerOutputToken is not null ? (0, 0) : (batch / fitting, fitting);
    }

    /// <summary>
    /// The plan where every token is the same one: all take one path through the experts, which are as many as a token visits and carry the
    /// whole batch each.
    /// </summary>
    private CompiledPlan? OneExpertPath(PreparedDeployment deployment)
    {
        var model = deployment.Deployment.Model;
        if (!model.Layers.Any(group => group.Layer.FeedForward is MixtureFeedForward))
        {
            return null;
        }

        var visited = model with
        {
            Layers = [.. model.Layers.Select(group => group.Layer.FeedForward is MixtureFeedForward mixture
                ? group with { Layer = group.Layer with { FeedForward = mixture with { Experts = mixture.ExpertsPerToken } } }
                : group)],
        };
        var alike = deployment.Deployment with { Model = visited };
        return prepared.GetOrAdd(alike, one => new Lazy<Prepared>(() => Prepare(one))).Value.Deployment?.Plan;
    }

    /// <summary>The engine fills itself as far as cache and limits allow and stays full: the capacity of a replica.</summary>
    private static ServingPrediction? Queued(ServingRun run, PreparedDeployment deployment, out string fault)
    {
        var estimate = Estimator.Estimate(deployment, MeanRequest(run), new Load.OpenLoop(1e9));
        if (estimate.Status != EstimateStatus.Saturated)
        {
            return Refused(out fault, "the weights or one request do not fit into memory");
        }

        fault = string.Empty;
        var output = estimate.OutputTokensPerSecond / estimate.Accelerators;
        return new ServingPrediction(Seconds.Zero, estimate.TimePerOutputToken.Mean, Seconds.Zero, output);
    }

    private static ServingPrediction? Refused(out string fault, string reason)
    {
        fault = reason;
        return null;
    }
}
