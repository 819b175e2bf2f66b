using InferenceModel.Estimation;
using InferenceModel.Workloads;

namespace InferenceModel.Simulation;

/// <summary>One run of a serving benchmark: requests of any source, means over all of them.</summary>
public static class BenchmarkRun
{
    /// <summary>Requests that online benchmarks send at a rate as a rule.</summary>
    public const int UsualRequests = 1000;

    private const ulong Seed = 1;

    /// <summary>Requests arrive at random on one replica.</summary>
    /// <param name="prepared">The deployment; its weights fit.</param>
    /// <param name="context">Tokens a sequence holds as a rule.</param>
    /// <param name="lengths">How long they are.</param>
    /// <param name="requestsPerSecond">Their rate.</param>
    /// <param name="count">How many are sent.</param>
    public static ClosedLoopResult Arriving(PreparedDeployment prepared, double context, LengthDistribution lengths, double requestsPerSecond, int count) =>
        Run(Settings(prepared, context), new StreamSource(new ArrivalProcess.Poisson(requestsPerSecond), lengths, count, Seed));

    /// <summary>All requests are sent at once to one replica.</summary>
    /// <param name="prepared">The deployment; its weights fit.</param>
    /// <param name="context">Tokens a sequence holds as a rule.</param>
    /// <param name="lengths">How long they are.</param>
    /// <param name="count">How many there are.</param>
    public static ClosedLoopResult Burst(PreparedDeployment prepared, double context, LengthDistribution lengths, int count) =>
        Run(Settings(prepared, context), new ClosedLoopSource(count, lengths, count, Seed));

    /// <summary>Runs it.</summary>
    /// <param name="settings">The replicas and what is before them.</param>
    /// <param name="source">The requests.</param>
    internal static ClosedLoopResult Run(SimulationSettings settings, IRequestSource source)
    {
        var metrics = new MetricsObserver();
        new ServingSimulation(settings, source, metrics).Run();
        return new ClosedLoopResult(
            metrics.TimeToFirstToken.Mean,
            metrics.TimePerOutputToken.Mean,
            metrics.EndToEnd.Mean,
            metrics.TimeToFirstToken.Percentile(50),
            metrics.TimePerOutputToken.Percentile(50),
            metrics.RequestsPerSecond,
            metrics.OutputTokensPerSecond,
            metrics.Completed,
            metrics.Rejected,
            metrics.Preemptions);
    }

    private static SimulationSettings Settings(PreparedDeployment prepared, double context) => SimulationSettings.Of(prepared, context, 1) with { Seed = Seed };
}
