namespace InferenceModel.Planning;

/// <summary>A plan that lost, and why.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Reason">What stands against it.</param>
/// <param name="Excess">By how much it misses the limit it misses most, as a share of the limit; infinity where it is not a matter of latency.</param>
public sealed record RejectedPlan(string Plan, string Reason, double Excess);
