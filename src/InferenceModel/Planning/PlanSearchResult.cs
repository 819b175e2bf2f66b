using System.Collections.Immutable;

namespace InferenceModel.Planning;

/// <summary>What a search found, before finalists are confirmed.</summary>
/// <param name="Candidates">Candidates considered: plans, counts and loads.</param>
/// <param name="Feasible">Those found to keep the service level; candidates that could not win are not tried.</param>
/// <param name="Ranked">The best candidate of every worker or pair of workers, the best first.</param>
/// <param name="Rejected">Plans that lost, and why.</param>
/// <param name="Points">Workers at all loads, for plots.</param>
public sealed record PlanSearchResult(
    long Candidates, long Feasible, ImmutableArray<PlanCandidate> Ranked, ImmutableArray<RejectedPlan> Rejected, ImmutableArray<FrontierPoint> Points);
