using InferenceModel.Units;

namespace InferenceModel.Simulation;

/// <summary>Latencies a request must keep. The default value asks for nothing.</summary>
/// <param name="TimeToFirstToken">Zero is no bound.</param>
/// <param name="TimePerOutputToken">Zero is no bound.</param>
/// <param name="EndToEnd">Zero is no bound.</param>
public readonly record struct LatencyGoals(Seconds TimeToFirstToken, Seconds TimePerOutputToken, Seconds EndToEnd)
{
    /// <summary>Whether a request's latencies, in nanoseconds, keep all bounds.</summary>
    internal bool AreKept(long first, long perToken, long end) => IsKept(TimeToFirstToken, first) && IsKept(TimePerOutputToken, perToken) && IsKept(EndToEnd, end);

    private static bool IsKept(Seconds bound, long nanoseconds) => bound == Seconds.Zero || nanoseconds <= bound.TotalNanoseconds;
}
