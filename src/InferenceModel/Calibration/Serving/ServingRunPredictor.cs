using System.Collections.Concurrent;
using InferenceModel.Catalog;
using InferenceModel.Estimation;
using InferenceModel.Models;
using InferenceModel.Sharding;
using InferenceModel.Workloads;

namespace InferenceModel.Calibration.Serving;

/// <summary>Predicts measured runs from their columns alone; deployments that several runs share are prepared once.</summary>
/// <param name="catalog">The catalogue.</param>
public sealed class ServingRunPredictor(ModelCatalog catalog)
{
    private readonly RunModels models = new(catalog);
    private readonly ConcurrentDictionary<(LanguageModel Model, KvCacheFormat Kv, string System, string Engine, ShardingPlan Plan), Lazy<Prepared>> prepared = new();

    private sealed record Prepared(PreparedDeployment? Deployment, string Fault);

    /// <summary>Predicts a run, or says why that cannot be.</summary>
    /// <param name="run">The run.</param>
    /// <param name="fidelity">How.</param>
    /// <param name="fault">Why not; empty where there is a prediction.</param>
    public ServingPrediction? Predict(ServingRun run, ServingFidelity fidelity, out string fault)
    {
        if (run.PrefillPlan is not null)
        {
            fault = "disaggregated serving is simulated only";
            return null;
        }

        if (Find(run, out fault) is not { } deployment)
        {
            return null;
        }

        return run.Load switch
        {
            ServingRunLoad.Clients clients => Closed(run, deployment, clients.Concurrency, out fault),
            _ => Refused(out fault, $"load {run.Load.GetType().Name} is not predicted by {fidelity}"),
        };
    }

    /// <summary>Which physical bound a run breaks; null where it breaks none or cannot be judged.</summary>
    /// <param name="run">The run.</param>
    public string? Implausible(ServingRun run) => Find(run, out _) is { } deployment ? Plausibility.Broken(run, deployment) : null;

    /// <summary>The prepared deployment of a run, or why there is none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="fault">Why not.</param>
    internal PreparedDeployment? Find(ServingRun run, out string fault)
    {
        fault = string.Empty;
        if (models.Find(run) is not { } model)
        {
            fault = $"no model '{run.Model}' in the catalogue";
            return null;
        }

        var kv = run.KvFormat ?? model.KvFormat;
        var found = prepared.GetOrAdd((model, kv, run.System, run.Engine, run.Plan with { Replicas = 1 }), key => new Lazy<Prepared>(() => Prepare(key.Model, key.Kv, key.System, key.Engine, key.Plan))).Value;
        fault = found.Fault;
        return found.Deployment;
    }

    private Prepared Prepare(LanguageModel model, KvCacheFormat kv, string systemName, string engineName, ShardingPlan plan)
    {
        if (catalog.Systems.Find(systemName) is not { } system)
        {
            return new Prepared(null, $"no system '{systemName}' in the catalogue");
        }

        if (catalog.Engines.Find(engineName) is not { } engine)
        {
            return new Prepared(null, $"no engine '{engineName}' in the catalogue");
        }

        var isMixture = model.Layers.Any(group => group.Layer.FeedForward is MixtureFeedForward);
        var meant = isMixture ? plan : plan with { ExpertParallel = 1, AttentionDataParallel = 1, Replicas = plan.AttentionDataParallel };
        var faults = ShardingRules.Faults(model, meant, system);
        return faults.Count > 0
            ? new Prepared(null, "the plan is refused: " + string.Join("; ", faults))
            : new Prepared(PreparedDeployment.Prepare(new Deployment(model, kv, system, engine, meant), catalog.Efficiencies(system.Accelerator.Architecture)), string.Empty);
    }

    private static ServingPrediction? Closed(ServingRun run, PreparedDeployment deployment, int concurrency, out string fault)
    {
        var mean = (1 + run.ShortestShare) / 2;
        var request = new RequestShape(run.InputTokens * mean, run.OutputTokens * mean, 0);
        var estimate = Estimator.Estimate(deployment, request, new Load.ClosedLoop(concurrency));
        if (estimate.Status is not (EstimateStatus.Ok or EstimateStatus.Saturated))
        {
            return Refused(out fault, estimate.Status == EstimateStatus.InfeasibleMemory ? "the weights or one request do not fit into memory" : estimate.Reason);
        }

        fault = string.Empty;
        return new ServingPrediction(
            estimate.TimeToFirstToken.Mean, estimate.TimePerOutputToken.Mean, estimate.EndToEnd.Mean, estimate.OutputTokensPerSecond / run.Accelerators);
    }

    private static ServingPrediction? Refused(out string fault, string reason)
    {
        fault = reason;
        return null;
    }
}
