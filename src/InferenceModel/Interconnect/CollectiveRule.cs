using System.Collections.Immutable;

namespace InferenceModel.Interconnect;

/// <summary>One line of a policy.</summary>
/// <param name="Kinds">The collectives it is for; none means all.</param>
/// <param name="Implementation">Whose kernels run.</param>
/// <param name="Version">Which version of them.</param>
public sealed record CollectiveRule(ImmutableArray<CollectiveKind> Kinds, CollectiveImplementation Implementation, Version Version)
{
    /// <summary>Whether the line is about a collective.</summary>
    /// <param name="kind">The collective.</param>
    public bool Allows(CollectiveKind kind) => Kinds.IsEmpty || Kinds.Contains(kind);
}
