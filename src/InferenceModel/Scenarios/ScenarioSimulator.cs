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

    /// <summary>Replaces the estimate of a row that can be served; other rows stay as they are.</summary>
    /// <param name="estimated">The row with its estimate.</param>
    public ScenarioResult Simulate(ScenarioResult estimated)
    {
        if (estimated is not { Row.Scenario: { } scenario, Prepared: { Plan: not null } prepared, Estimate.RequestsPerSecond: > 0 } || scenario.IsDisaggregated)
        {
            return estimated;
        }

        var shape = scenario.Request;
        var (input, output) = ((int)Math.Round(shape.InputTokens), Math.Max(1, (int)Math.Round(shape.OutputTokens)));
        var lengths = new LengthDistribution.Constant(input, output);
        var cached = (int)Math.Round(shape.CachedTokens);
        IRequestSource source = scenario.Load is Load.ClosedLoop closed
            ? new ClosedLoopSource((int)Math.Ceiling(closed.Concurrency), lengths, Math.Max(FewestRequests, (long)(closed.Concurrency * RequestsEach)), seed)
            : new StreamSource(new ArrivalProcess.Poisson(((Load.OpenLoop)scenario.Load).RequestsPerSecond), lengths, FewestRequests * RequestsEach, seed);
        var group = ClosedLoopBenchmark.Group(prepared, shape.MeanContext, scenario.Plan.Replicas, ReplicaRole.Whole, null);
        var metrics = new MetricsObserver();
        new ServingSimulation(
            new SimulationSettings { Groups = [group], RequestOverhead = prepared.Deployment.Engine.RequestOverhead.Value, Seed = seed, StepByStep = stepByStep },
            cached > 0 ? new SharedPrefixSource(source, cached) : source,
            metrics).Run();
        if (metrics.Completed == 0)
        {
            return estimated with { Reason = string.Join("; ", metrics.Reasons.Select(pair => $"{pair.Value} requests: {pair.Key}")) };
        }

        // An open stream beyond capacity has a queue that grows without end: its latencies mean nothing.
        var saturated = estimated.Status == EstimateStatus.Saturated && scenario.Load is Load.OpenLoop;
        var figures = metrics.ToEstimate(estimated.Estimate, group.Settings.KvBlocks * group.Settings.AttentionRanks);
        return saturated ? estimated : ScenarioRunner.Judged(estimated with { Estimate = figures with { Status = EstimateStatus.Ok, Reason = string.Empty } });
    }
}
