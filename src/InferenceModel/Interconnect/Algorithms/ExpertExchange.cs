namespace InferenceModel.Interconnect.Algorithms;

/// <summary>Ranks write tokens into the buffers of the ranks that hold their experts, one copy a rank, within one domain.</summary>
public sealed record ExpertExchange() : CollectiveAlgorithm("expert_exchange")
{
    /// <inheritdoc />
    public override bool IsAcrossNodes => false;

    /// <inheritdoc />
    public override CopyRule Copying => CopyRule.PerRank;

    /// <inheritdoc />
    public override bool Does(CollectiveKind kind) => IsExpert(kind);

    /// <inheritdoc />
    public override double Steps(CollectiveKind kind, GroupShape shape) => Math.Log2(shape.Ranks);

    /// <inheritdoc />
    public override double Traffic(CollectiveKind kind, GroupShape shape) => 1;

    /// <inheritdoc />
    public override double Copies(CollectiveKind kind, GroupShape shape) => 1.0 / Math.Max(1, shape.Ranks - 1);

    /// <inheritdoc />
    public override bool CopiesPassTheWire => false;

    /// <inheritdoc />
    public override double Crossings(CollectiveKind kind, GroupShape shape) => 1;
}
