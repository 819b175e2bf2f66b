using System.Collections.Immutable;

namespace InferenceModel.Interconnect;

/// <summary>A library or an engine's own kernels for collectives.</summary>
/// <param name="Id">The name files use.</param>
/// <param name="Name">The name people use.</param>
/// <param name="Constants">What was fitted, by collective, launch mode and link.</param>
public sealed record CollectiveImplementation(string Id, string Name, ImmutableArray<CollectiveConstants> Constants)
{
    /// <summary>How measured tables of it count expert traffic.</summary>
    public CopyRule TableCopies { get; init; }

    /// <summary>Version that stands for the newest.</summary>
    public static Version Newest { get; } = new(9999, 0);

    /// <summary>
    /// The constants for a wire: of the same family those of the nearest generation, of those the nearest class of path, the launch mode
    /// asked for, the newest that the version has; null where the implementation has none for the family.
    /// </summary>
    /// <param name="kind">What is done.</param>
    /// <param name="launch">How it is launched.</param>
    /// <param name="tier">The wire.</param>
    /// <param name="host">The wire to the host.</param>
    /// <param name="version">The version that runs.</param>
    public CollectiveConstants? Find(CollectiveKind kind, LaunchMode launch, FabricTier tier, LinkKind? host, Version version)
    {
        CollectiveConstants? best = null;
        (int Family, int Generation, int Path, int Host, Version Since) bestRank = default;
        foreach (var constants in Constants)
        {
            if (!constants.Kinds.Contains(kind) || (constants.Launch is { } mode && mode != launch) || Family(constants.LinkKind, tier.Link.Kind) is not { } family
                || (constants.Host is { } wanted && wanted != host))
            {
                continue;
            }

            var distance = constants.Generation - tier.Link.Generation;
            var rank = (
                family,
                // The generation before stands in more safely than one after.
                distance > 0 ? -2 * distance : distance == 0 ? 1 : (2 * distance) + 1,
                tier.Path is { } path && constants.Path is { } fitted ? -Math.Abs((int)fitted - (int)path) : 0,
                constants.Host is null ? 0 : 1,
                constants.Since <= version ? constants.Since : new Version(0, 0));
            if (best is null || rank.CompareTo(bestRank) > 0)
            {
                best = constants;
                bestRank = rank;
            }
        }

        return best;
    }

    /// <summary>How well constants of one family stand in for another: links that accelerators write over stand in for each other, networks for networks.</summary>
    private static int? Family(LinkKind fitted, LinkKind wanted)
    {
        if (fitted == wanted)
        {
            return 2;
        }

        return IsNetwork(fitted) == IsNetwork(wanted) && fitted != LinkKind.Pcie && wanted != LinkKind.Pcie ? 1 : null;
    }

    private static bool IsNetwork(LinkKind kind) => kind is LinkKind.Infiniband or LinkKind.Roce;
}
