namespace InferenceModel.Interconnect;

/// <summary>Ranks that talk to each other: how many, and how they lie over the nearest tier.</summary>
/// <param name="Ranks">Ranks in the group.</param>
/// <param name="Near">The tier that joins neighbours of the group.</param>
/// <param name="RanksNear">Ranks of the group within one domain of that tier.</param>
/// <param name="Far">The tier that joins those domains; null where one domain holds all ranks.</param>
public sealed record CommunicationGroup(int Ranks, FabricTier Near, int RanksNear, FabricTier? Far)
{
    /// <summary>Domains of the near tier the group spans.</summary>
    public int Domains => (Ranks + RanksNear - 1) / RanksNear;

    /// <summary>The wire from these ranks to their hosts; some kernels behave by it. Null where it is not known.</summary>
    public LinkKind? Host { get; init; }

    /// <summary>
    /// Bandwidth one rank has over what the wire between the domains gives it: traffic that stays within a domain does not pass the
    /// switches above it, which may be oversubscribed.
    /// </summary>
    /// <param name="kind">What is done.</param>
    internal double NearBandwidthShare(CollectiveKind kind)
    {
        if (Far is not { } far || kind is not (CollectiveKind.AllToAll or CollectiveKind.ExpertDispatch or CollectiveKind.ExpertCombine or CollectiveKind.ExpertPrepare))
        {
            return 1;
        }

        var leaving = 1 - (1.0 / Domains);
        return 1 / (leaving + ((1 - leaving) * (far.Bandwidth / Near.Bandwidth)));
    }

    /// <summary>Lays a group of equally spaced ranks over a fabric.</summary>
    /// <param name="fabric">The fabric.</param>
    /// <param name="ranks">Ranks in the group, at least two.</param>
    /// <param name="stride">Accelerators from one rank of the group to the next.</param>
    /// <returns>The group, or null where the fabric does not reach.</returns>
    public static CommunicationGroup? Lay(Fabric fabric, int ranks, int stride)
    {
        var span = ((ranks - 1) * stride) + 1;
        if (fabric.TierFor(span) is not { } whole)
        {
            return null;
        }

        foreach (var tier in fabric.Tiers)
        {
            var within = Math.Min(ranks, ((tier.Accelerators - 1) / stride) + 1);
            if (within == ranks)
            {
                return new CommunicationGroup(ranks, tier, ranks, null) { Host = fabric.Host };
            }

            if (within > 1)
            {
                return new CommunicationGroup(ranks, tier, within, whole) { Host = fabric.Host };
            }
        }

        return new CommunicationGroup(ranks, whole, ranks, null) { Host = fabric.Host };
    }
}
