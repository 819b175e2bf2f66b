namespace InferenceModel.Interconnect.Algorithms;

/// <summary>Every rank sends to every other directly; the share that leaves a domain passes the network port of its rank.</summary>
public sealed record PairwiseAcrossNodes() : CollectiveAlgorithm("pairwise_across_nodes")
{
    /// <inheritdoc />
    public override bool IsAcrossNodes => true;

    /// <inheritdoc />
    public override CopyRule Copying => CopyRule.PerRank;

    /// <inheritdoc />
    public override bool Does(CollectiveKind kind) => kind == CollectiveKind.AllToAll;

    /// <inheritdoc />
    public override double Steps(CollectiveKind kind, GroupShape shape) => shape.Ranks - 1;

    /// <inheritdoc />
    public override double Traffic(CollectiveKind kind, GroupShape shape) => 1 - (1.0 / Math.Max(1, shape.Domains));

    /// <inheritdoc />
    public override double Crossings(CollectiveKind kind, GroupShape shape) => 2;
}
