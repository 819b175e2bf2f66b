namespace InferenceModel.Planning;

/// <summary>What a plan is sought for.</summary>
public abstract record PlanTarget
{
    private PlanTarget()
    {
    }

    /// <summary>The most from a number of accelerators.</summary>
    /// <param name="Count">Accelerators.</param>
    public sealed record Accelerators(int Count) : PlanTarget;

    /// <summary>The cheapest for a stream of requests.</summary>
    /// <param name="RequestsPerSecond">Requests per second at the peak.</param>
    public sealed record Rate(double RequestsPerSecond) : PlanTarget;

    /// <summary>The cheapest for a number of requests in flight.</summary>
    /// <param name="InFlight">Requests in flight.</param>
    public sealed record Concurrency(double InFlight) : PlanTarget;
}
