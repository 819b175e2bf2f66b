namespace InferenceModel.Interconnect.Algorithms;

/// <summary>
/// How ranks do a collective: how many steps wait for each other, how often the bytes of a call pass a rank's port, and how
/// many crossings of the fabric lie on the longest path. Constants turn these counts into time; the family is closed.
/// </summary>
/// <param name="Id">The name data files use.</param>
public abstract record CollectiveAlgorithm(string Id)
{
    /// <summary>Every algorithm.</summary>
    public static IReadOnlyList<CollectiveAlgorithm> All { get; } =
    [
        new OneShot(), new TwoShot(), new Ring(), new Tree(), new InSwitchOneShot(), new InSwitch(), new RecursiveDoubling(),
        new Pairwise(), new PairwiseAcrossNodes(), new ExpertCount(), new ExpertExchange(), new ExpertCopies(), new ExpertAcrossNodes(), new ExpertNodeCopies(), new Send(), new KvWrite(),
    ];

    /// <summary>Whether it can do a kind of collective.</summary>
    /// <param name="kind">The kind.</param>
    public abstract bool Does(CollectiveKind kind);

    /// <summary>Steps whose latency grows with the group, beyond what every call pays.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="shape">The group.</param>
    public abstract double Steps(CollectiveKind kind, GroupShape shape);

    /// <summary>Bytes through the port of one rank, one direction, over the bytes of the call: the bandwidth bound.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="shape">The group.</param>
    public abstract double Traffic(CollectiveKind kind, GroupShape shape);

    /// <summary>Bytes copied within a rank over the bytes of the call, to be weighted by a constant.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="shape">The group.</param>
    public virtual double Copies(CollectiveKind kind, GroupShape shape) => kind == CollectiveKind.AllReduce ? 1 : 1.0 / shape.Ranks;

    /// <summary>Whether copies within a rank take bandwidth of the wire too: kernels that copy while they send.</summary>
    public virtual bool CopiesPassTheWire => true;

    /// <summary>One-way crossings of the fabric on the longest path.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="shape">The group.</param>
    public abstract double Crossings(CollectiveKind kind, GroupShape shape);

    /// <summary>Whether it needs switches that add up what passes through them.</summary>
    public virtual bool NeedsReducingSwitch => false;

    /// <summary>Whether it works across domains, over the network port of each rank.</summary>
    public virtual bool IsAcrossNodes => false;

    /// <summary>Copies of a token that travel; counts for expert traffic.</summary>
    public virtual CopyRule Copying => CopyRule.PerRank;

    /// <summary>Whether it carries expert traffic.</summary>
    /// <param name="kind">The kind.</param>
    private protected static bool IsExpert(CollectiveKind kind) => kind is CollectiveKind.ExpertPrepare or CollectiveKind.ExpertDispatch or CollectiveKind.ExpertCombine or CollectiveKind.ExpertCombineCompressed;

    /// <summary>(n - 1) / n.</summary>
    /// <param name="ranks">n.</param>
    private protected static double Others(int ranks) => (ranks - 1.0) / ranks;
}
