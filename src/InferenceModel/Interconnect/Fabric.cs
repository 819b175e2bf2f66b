using System.Collections.Immutable;

namespace InferenceModel.Interconnect;

/// <summary>The wires of a system, nearest tier first.</summary>
/// <param name="Tiers">The tiers; each joins more accelerators than the one before.</param>
public sealed record Fabric(ImmutableArray<FabricTier> Tiers)
{
    /// <summary>The wire from each accelerator to its host; null where it is not known.</summary>
    public LinkKind? Host { get; init; }

    /// <summary>The widest reach of the fabric, in accelerators.</summary>
    public int Reach => Tiers.IsEmpty ? 1 : Tiers[^1].Accelerators;

    /// <summary>The nearest tier that joins ranks spread over a span of neighbouring accelerators; null where none does.</summary>
    /// <param name="span">Accelerators from the first rank of a group to its last, both counted.</param>
    public FabricTier? TierFor(int span)
    {
        foreach (var tier in Tiers)
        {
            if (span <= tier.Accelerators)
            {
                return tier;
            }
        }

        return null;
    }
}
