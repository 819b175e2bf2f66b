namespace InferenceModel.Planning;

/// <summary>A plan that lost, and why.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Reason">What stands against it.</param>
public sealed record RejectedPlan(string Plan, string Reason);
