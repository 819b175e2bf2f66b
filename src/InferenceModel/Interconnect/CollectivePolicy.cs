using System.Collections.Immutable;
using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>Which implementations an engine lets carry a collective; the quickest of their allowed algorithms counts.</summary>
/// <param name="Rules">For which collectives which implementation.</param>
/// <param name="Multiprocessors">Multiprocessors kernels may use that run beside others.</param>
public sealed record CollectivePolicy(ImmutableArray<CollectiveRule> Rules, int Multiprocessors)
{
    /// <summary>The largest all-reduce that also does the norm after it, by ranks; none where the engine does not join them.</summary>
    public ImmutableSortedDictionary<int, Bytes> NormFusedUpTo { get; init; } = ImmutableSortedDictionary<int, Bytes>.Empty;

    /// <summary>Tokens of the busiest rank over those of the mean: expert traffic waits for it.</summary>
    public double ExpertImbalance { get; init; } = 1;

    /// <summary>What the engine hides behind computation; null where it hides nothing.</summary>
    public CollectiveOverlap? Overlap { get; init; }

    /// <summary>Whether an all-reduce also does the norm after it.</summary>
    /// <param name="ranks">Ranks of the group.</param>
    /// <param name="bytes">The buffer of one rank.</param>
    public bool FusesNorm(int ranks, Bytes bytes)
    {
        var most = Bytes.Zero;
        foreach (var (group, size) in NormFusedUpTo)
        {
            most = group <= ranks ? size : most;
        }

        return bytes <= most && most > Bytes.Zero;
    }

    /// <summary>A call as the slowest rank meets it.</summary>
    /// <param name="kind">What is done.</param>
    /// <param name="call">The call of the mean rank.</param>
    public CollectiveCall Busiest(CollectiveKind kind, in CollectiveCall call) =>
        kind is CollectiveKind.ExpertDispatch or CollectiveKind.ExpertCombine or CollectiveKind.ExpertCombineCompressed ? call.Scaled(ExpertImbalance) : call;

    /// <summary>A policy with one implementation for everything it can do.</summary>
    /// <param name="implementation">The implementation.</param>
    /// <param name="version">The version that runs; null is the newest.</param>
    /// <param name="multiprocessors">Multiprocessors kernels may use that run beside others.</param>
    public static CollectivePolicy Only(CollectiveImplementation implementation, Version? version = null, int multiprocessors = 0) =>
        new([new CollectiveRule([], implementation, version ?? CollectiveImplementation.Newest)], multiprocessors);

    /// <summary>The time of a collective on a group as a function of the call; empty where nothing can carry it.</summary>
    /// <param name="kind">What is done.</param>
    /// <param name="group">Who takes part.</param>
    /// <param name="launch">How it is launched.</param>
    public CollectiveCurve Curve(CollectiveKind kind, CommunicationGroup group, LaunchMode launch)
    {
        if (group.Ranks <= 1 && kind is not (CollectiveKind.SendReceive or CollectiveKind.KvTransfer))
        {
            return CollectiveCurve.None;
        }

        var curve = group.Far is { } far && !far.Extends(group.Near) ? Across(kind, group, far, launch) : Within(kind, group, launch);
        return (curve.IsEmpty, kind) switch
        {
            (false, _) => curve,
            // Kernels made for experts count as they send; others find out no other way.
            (true, CollectiveKind.ExpertPrepare) => CollectiveCurve.None,
            (true, CollectiveKind.ExpertDispatch or CollectiveKind.ExpertCombine or CollectiveKind.ExpertCombineCompressed) => Curve(CollectiveKind.AllToAll, group, launch),
            _ => curve,
        };
    }

    /// <summary>All ranks within one kind of wire, perhaps over further switches of it.</summary>
    private CollectiveCurve Within(CollectiveKind kind, CommunicationGroup group, LaunchMode launch) =>
        Flat(kind, new GroupShape(group.Ranks, 1, Multiprocessors), group.Far ?? group.Near, group, launch, group.NearBandwidthShare(kind), []);

    /// <summary>Ranks in several domains joined by a slower wire.</summary>
    private CollectiveCurve Across(CollectiveKind kind, CommunicationGroup group, FabricTier far, LaunchMode launch)
    {
        var shape = new GroupShape(group.Ranks, group.Domains, Multiprocessors);
        var near = new CommunicationGroup(group.RanksNear, group.Near, group.RanksNear, null) { Host = group.Host };
        var between = new CommunicationGroup(group.Domains, far, group.Domains, null) { Host = group.Host };
        IEnumerable<HierarchyStage> stages = kind switch
        {
            CollectiveKind.AllReduce =>
            [
                new("reduce-scatter within", Curve(CollectiveKind.ReduceScatter, near, launch), 1),
                new("all-reduce across", Curve(CollectiveKind.AllReduce, between, launch), 1.0 / group.RanksNear),
                new("all-gather within", Curve(CollectiveKind.AllGather, near, launch), 1),
            ],
            CollectiveKind.AllGather or CollectiveKind.ReduceScatter =>
            [
                new("across", Curve(kind, between, launch), 1.0 / group.RanksNear),
                new("within", Curve(kind, near, launch), 1),
            ],
            CollectiveKind.Broadcast => [new("across", Curve(kind, between, launch), 1), new("within", Curve(kind, near, launch), 1)],
            _ => [],
        };
        HierarchyStage[] usable = [.. stages];
        return Flat(kind, shape, far, group, launch, 1, usable.Any(stage => stage.Curve.IsEmpty) ? [] : usable);
    }

    private CollectiveCurve Flat(
        CollectiveKind kind, GroupShape shape, FabricTier tier, CommunicationGroup group, LaunchMode launch, double bandwidthShare, HierarchyStage[] stages)
    {
        var branches = new List<CollectiveBranch>();
        var floor = Seconds.Of(double.PositiveInfinity);
        var source = string.Empty;
        foreach (var rule in Rules.Where(rule => rule.Allows(kind, shape.Ranks)))
        {
            if (rule.Implementation.Find(kind, launch, tier, group.Host, rule.Version) is not { } constants)
            {
                continue;
            }

            var wire = Terms(tier, constants, bandwidthShare);
            var own = constants.Branches.Where(branch => Fits(branch, kind, shape, tier)).ToList();
            branches.AddRange(own.Select(branch => branch.On(kind, shape, wire)));
            if (own.Count > 0)
            {
                floor = Seconds.Min(floor, constants.Floor);
                source = source.Length == 0 ? constants.Source : source;
            }
        }

        var least = double.IsInfinity(floor.Total) ? stages.Aggregate(Seconds.Zero, (most, stage) => Seconds.Max(most, stage.Curve.Floor)) : floor;
        return new CollectiveCurve(branches, least, stages) { Source = source.Length > 0 ? source : stages.FirstOrDefault()?.Curve.Source ?? string.Empty };
    }

    private static bool Fits(BranchConstants branch, CollectiveKind kind, GroupShape shape, FabricTier tier) =>
        branch.Algorithm.Does(kind) && shape.Ranks >= branch.LeastRanks && shape.Ranks <= branch.MostRanks
        && (!branch.Algorithm.NeedsReducingSwitch || tier.ReducesInSwitch)
        && branch.Algorithm.IsAcrossNodes == (shape.Domains > 1 && IsExchange(kind) && tier.IsNetwork);

    private static bool IsExchange(CollectiveKind kind) =>
        kind is CollectiveKind.AllToAll or CollectiveKind.ExpertPrepare or CollectiveKind.ExpertDispatch or CollectiveKind.ExpertCombine or CollectiveKind.ExpertCombineCompressed;

    private static WireTerms Terms(FabricTier tier, CollectiveConstants constants, double bandwidthShare) => new(
        tier.Bandwidth * bandwidthShare,
        constants.ReferenceShare > 0 ? tier.Efficiency / constants.ReferenceShare : 1,
        constants.ReferenceLatency > Seconds.Zero ? tier.Link.StepLatency.Value / constants.ReferenceLatency : 1,
        tier.ExtraCrossing);
}
