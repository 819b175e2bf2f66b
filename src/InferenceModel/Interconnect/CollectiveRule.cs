using System.Collections.Immutable;

namespace InferenceModel.Interconnect;

/// <summary>One line of a policy.</summary>
/// <param name="Kinds">The collectives it is for; none means all.</param>
/// <param name="Implementation">Whose kernels run.</param>
/// <param name="Version">Which version of them.</param>
/// <param name="LeastRanks">The smallest group it is for.</param>
public sealed record CollectiveRule(ImmutableArray<CollectiveKind> Kinds, CollectiveImplementation Implementation, Version Version, int LeastRanks = 1)
{
    /// <summary>Whether the line is about a collective.</summary>
    /// <param name="kind">The collective.</param>
    /// <param name="ranks">Ranks of the group.</param>
    public bool Allows(CollectiveKind kind, int ranks) => ranks >= LeastRanks && (Kinds.IsEmpty || Kinds.Contains(kind));
}
