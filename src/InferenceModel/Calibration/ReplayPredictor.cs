using System.Collections.Immutable;
using InferenceModel.Calibration.Serving;
using InferenceModel.Catalog;
using InferenceModel.Catalog.Traces;
using InferenceModel.Engines;
using InferenceModel.Estimation;
using InferenceModel.Models;
using InferenceModel.Sharding;
using InferenceModel.Simulation;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Calibration;

/// <summary>Plays recorded serving runs: the same requests at the same times against the deployment as recorded.</summary>
/// <param name="catalog">Models, systems, engines.</param>
internal sealed class ReplayPredictor(ModelCatalog catalog)
{
    private readonly CompiledPlans compiled = new();

    /// <summary>The engine of a run in the version it was made with, with the limits it was started with; null where it is not in the catalogue.</summary>
    /// <param name="run">The run.</param>
    public ServingEngine? EngineOf(ReplayRun run) => RunEngines.Find(catalog.Engines, run.Engine, run.EngineVersion, isEarlier: false, architecture: null) is { } engine
        ? engine with { MaximumSequences = run.MaximumSequences, MaximumBatchedTokens = run.MaximumBatchedTokens }
        : null;

    /// <summary>Measured and simulated figures of a run; none where it cannot be simulated.</summary>
    /// <param name="run">The run.</param>
    /// <param name="engine">Its engine.</param>
    /// <param name="fault">Why not.</param>
    public ImmutableArray<ComparedPoint> Points(ReplayRun run, ServingEngine engine, out string fault)
    {
        if (catalog.Models.Find(run.Model) is not { } entry || catalog.Systems.Find(run.System) is not { } found)
        {
            fault = $"{run.Model} on {run.System} is not in the catalogue";
            return [];
        }

        var model = run.Precision is { } id && WeightFormat.Find(id) is { } format ? entry.Model.WithPrecision(format) : entry.Model;
        var system = run.Wire is { } wire ? found.WithPathOf(wire) : found;
        var deployment = new Deployment(model, model.KvFormat, system, engine, new ShardingPlan(run.TensorParallel)) { ContextSpread = run.Trace.ContextSpread };
        var prepared = PreparedDeployment.Prepare(deployment, catalog.Efficiencies(system.Accelerator), compiled);
        fault = prepared.Plan is null ? "the weights do not fit" : string.Empty;
        return prepared.Plan is null ? [] : [.. Compare(run, Play(run, prepared))];
    }

    private static MetricsObserver Play(ReplayRun run, PreparedDeployment prepared)
    {
        var context = run.Trace.Requests.Average(request => request.InputTokens + (request.OutputTokens / 2.0));
        var group = ClosedLoopBenchmark.Group(prepared, context, 1, ReplicaRole.Whole, null);
        var settings = group.Settings with { KvBlocks = run.KvBlocks ?? group.Settings.KvBlocks };
        settings = run.IsTimedInEngine ? settings with { RequestHandling = Seconds.Zero, HandlingPerPromptToken = Seconds.Zero } : settings;
        var overhead = run.IsTimedInEngine ? Seconds.Zero : prepared.Deployment.Engine.RequestOverhead.Value;
        var metrics = new MetricsObserver();
        new ServingSimulation(new SimulationSettings { Groups = [group with { Settings = settings }], RequestOverhead = overhead }, new TraceSource(run.Trace), metrics).Run();
        return metrics;
    }

    private static IEnumerable<ComparedPoint> Compare(ReplayRun run, MetricsObserver metrics)
    {
        yield return new ComparedPoint("ttft_ms", run.Name, Seconds.Of(run.TimeToFirstToken).TotalMilliseconds, metrics.TimeToFirstToken.Mean.TotalMilliseconds);
        yield return new ComparedPoint("tpot_ms", run.Name, Seconds.Of(run.TimePerOutputToken).TotalMilliseconds, metrics.TimePerOutputToken.Mean.TotalMilliseconds);
        if (run.OutputTokensPerSecond is { } throughput)
        {
            yield return new ComparedPoint("output_throughput", run.Name, throughput, metrics.OutputTokensPerSecond);
        }

        if (run.EndToEndPerToken is { } perToken)
        {
            var simulated = metrics.EndToEnd.Mean * (metrics.Completed / (double)Math.Max(1, metrics.OutputTokens));
            yield return new ComparedPoint("e2e_per_token_ms", run.Name, Seconds.Of(perToken).TotalMilliseconds, simulated.TotalMilliseconds);
        }
    }
}
