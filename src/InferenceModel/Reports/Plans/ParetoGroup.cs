using System.Collections.Immutable;

namespace InferenceModel.Reports.Plans;

/// <summary>Points of a Pareto plot that belong together.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="IsFront">Whether no other of the same machine beats them, so that a line may join them.</param>
/// <param name="Points">The points, slowest users first.</param>
public sealed record ParetoGroup(string Name, bool IsFront, ImmutableArray<ParetoPoint> Points);
