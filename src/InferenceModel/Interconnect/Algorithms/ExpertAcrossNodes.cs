namespace InferenceModel.Interconnect.Algorithms;

/// <summary>One copy of a token for each of its experts over several domains: the share that leaves a domain passes the network port of its rank (DeepEP low latency).</summary>
public sealed record ExpertAcrossNodes() : CollectiveAlgorithm("expert_across_nodes")
{
    /// <inheritdoc />
    public override bool IsAcrossNodes => true;

    /// <inheritdoc />
    public override CopyRule Copying => CopyRule.PerExpert;

    /// <inheritdoc />
    public override bool Does(CollectiveKind kind) => IsExpert(kind);

    /// <inheritdoc />
    public override double Steps(CollectiveKind kind, GroupShape shape) => Math.Log2(shape.Domains);

    /// <inheritdoc />
    public override double Traffic(CollectiveKind kind, GroupShape shape) => 1 - (1.0 / Math.Max(1, shape.Domains));

    /// <inheritdoc />
    public override double Crossings(CollectiveKind kind, GroupShape shape) => 2;
}
