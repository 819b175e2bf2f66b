using InferenceModel.Estimation;
using InferenceModel.Simulation;
using InferenceModel.Workloads;

namespace InferenceModel.Scenarios;

/// <summary>Simulates the load of a scenario in place of estimating it; the result has the same figures.</summary>
/// <param name="seed">Seed of all chance.</param>
/// <param name="stepByStep">Whether every decode step is simulated by itself.</param>
public sealed class ScenarioSimulator(ulong seed, bool stepByStep)
{
    private const int FewestRequests = 2000;
    private const int RequestsEach = 20;
    private const int StreamedRequests = 10_000;

    /// <summary>Replaces the estimate of a row that can be served; a row that keeps its estimate says why.</summary>
    /// <param name="estimated">The row with its estimate.</param>
    public ScenarioResult Simulate(ScenarioResult estimated)
    {
        if (estimated is not { Row.Scenario: { } scenario, Prepared: { Plan: not null } prepared, Estimate: { RequestsPerSecond: > 0 } estimate })
        {
            return estimated;
        }

        if (estimated.Status == EstimateStatus.Saturated && scenario.Load is Load.OpenLoop)
        {
            return NotSimulated(estimated, "the queue of such a stream grows without end");
        }

        var shape = scenario.Request;
        var settings = estimated.Prompts is { } prompts
            ? SimulationSettings.Of(new DisaggregatedDeployment(prompts, scenario.PrefillPlan!.Replicas, prepared, scenario.Plan.Replicas), shape.InputTokens, shape.MeanContext)
            : SimulationSettings.Of(prepared, shape.MeanContext, scenario.Plan.Replicas);
        var metrics = new MetricsObserver { FirstCacheCounted = estimated.Prompts is null ? 0 : settings.Groups[0].Count };
        new ServingSimulation(settings with { Seed = seed, StepByStep = stepByStep }, Requests(scenario), metrics).Run();
        if (metrics.Completed == 0)
        {
            return NotSimulated(estimated, string.Join("; ", metrics.Reasons.Select(pair => $"{pair.Value} requests: {pair.Key}")));
        }

        var cache = settings.Groups[^1].Settings;
        var figures = metrics.ToEstimate(estimate, cache.KvBlocks * cache.AttentionRanks);
        return ScenarioRunner.Judged(estimated with { Estimate = figures with { Status = EstimateStatus.Ok, Reason = string.Empty } });
    }

    private IRequestSource Requests(Scenario scenario)
    {
        var shape = scenario.Request;
        var lengths = new LengthDistribution.Constant((int)Math.Round(shape.InputTokens), Math.Max(1, (int)Math.Round(shape.OutputTokens)));
        IRequestSource source = scenario.Load is Load.ClosedLoop closed
            ? new ClosedLoopSource((int)Math.Ceiling(closed.Concurrency), lengths, Math.Max(FewestRequests, (long)(closed.Concurrency * RequestsEach)), seed)
            : new StreamSource(new ArrivalProcess.Poisson(((Load.OpenLoop)scenario.Load).RequestsPerSecond), lengths, StreamedRequests, seed);
        var cached = (int)Math.Round(shape.CachedTokens);
        return cached > 0 ? new SharedPrefixSource(source, cached) : source;
    }

    private static ScenarioResult NotSimulated(ScenarioResult estimated, string why) =>
        estimated with { Reason = string.Join("; ", new[] { estimated.Reason, $"estimated, not simulated: {why}" }.Where(text => text.Length > 0)) };
}
