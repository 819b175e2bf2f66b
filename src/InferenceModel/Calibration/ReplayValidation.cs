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

/// <summary>Replays recorded serving runs and compares first tokens, tokens, throughput and end to end times.</summary>
/// <param name="catalog">Models, systems, engines.</param>
public sealed class ReplayValidation(ModelCatalog catalog)
{
    private const string Engine = "vllm";
    private const string RecordedInTheEngine = "llmservingsim";

    /// <summary>Replays all runs.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="worst">Points to list.</param>
    public ValidationReport Validate(IReadOnlyList<ReplayRun> runs, int worst = 200)
    {
        var tally = new ValidationTally();
        foreach (var run in runs)
        {
            if (catalog.Models.Find(run.Model) is not { } entry || catalog.Systems.Find(run.System) is not { } system)
            {
                tally.Refuse($"{run.Model} on {run.System} is not in the catalogue");
                continue;
            }

            var model = run.Precision is { } id && WeightFormat.All.FirstOrDefault(format => format.Id == id) is { } format ? entry.Model.WithPrecision(format) : entry.Model;
            var engine = catalog.Engines.Find(Engine)! with { MaximumSequences = run.MaximumSequences, MaximumBatchedTokens = run.MaximumBatchedTokens };
            var plan = new ShardingPlan(run.TensorParallel);
            var prepared = PreparedDeployment.Prepare(new Deployment(model, model.KvFormat, system, engine, plan), catalog.Efficiencies(system.Accelerator));
            if (prepared.Plan is null)
            {
                tally.Refuse("the weights do not fit");
                continue;
            }

            var metrics = Replay(run, prepared);
            tally.Add([("source", run.Source), ("model", run.Model)], [.. Compare(run, metrics)]);
        }

        return tally.Report(worst);
    }

    private static MetricsObserver Replay(ReplayRun run, PreparedDeployment prepared)
    {
        var context = run.Trace.Requests.Average(request => request.InputTokens + (request.OutputTokens / 2.0));
        var group = ClosedLoopBenchmark.Group(prepared, context, 1, ReplicaRole.Whole, null);
        var settings = group.Settings with { KvBlocks = run.KvBlocks ?? group.Settings.KvBlocks };
        var isOld = run.Source != RecordedInTheEngine;

        // vLLM before its V1 scheduler computes prompts alone and whole, and lets decoding wait.
        settings = isOld
            ? settings with { ChunksPrompts = false, Rules = settings.Rules with { Scheduler = SchedulerKind.Sglang, MaximumPrefillTokens = run.MaximumBatchedTokens, NewTokenRatio = 0, LeastNewTokenRatio = 0, Watermark = 0.01 } }
            : settings;
        var metrics = new MetricsObserver();

        // The first kind of run was timed inside the engine, from queueing on: no interface before it.
        var overhead = isOld ? prepared.Deployment.Engine.RequestOverhead.Value : Seconds.Zero;
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
