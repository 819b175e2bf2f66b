namespace InferenceModel.Interconnect.Algorithms;

/// <summary>Ranks write one copy of a token for each of its experts, within one domain (DeepEP); the share 1/n stays at home.</summary>
public sealed record ExpertCopies() : CollectiveAlgorithm("expert_copies")
{
    /// <inheritdoc />
    public override bool IsAcrossNodes => false;

    /// <inheritdoc />
    public override CopyRule Copying => CopyRule.PerExpert;

    /// <inheritdoc />
    public override bool Does(CollectiveKind kind) => IsExpert(kind);

    /// <inheritdoc />
    public override double Steps(CollectiveKind kind, GroupShape shape) => Math.Log2(shape.Ranks);

    /// <inheritdoc />
    public override double Traffic(CollectiveKind kind, GroupShape shape) => Others(shape.Ranks);

    /// <inheritdoc />
    public override double Crossings(CollectiveKind kind, GroupShape shape) => 1;
}
