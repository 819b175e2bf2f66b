namespace InferenceModel.Interconnect.Algorithms;

/// <summary>Ranks tell each other how many tokens they will send, before they send them: the tokens themselves stay.</summary>
public sealed record ExpertCount() : CollectiveAlgorithm("expert_count")
{
    /// <inheritdoc />
    public override bool IsAcrossNodes => false;

    /// <inheritdoc />
    public override CopyRule Copying => CopyRule.PerRank;

    /// <inheritdoc />
    public override bool Does(CollectiveKind kind) => kind == CollectiveKind.ExpertPrepare;

    /// <inheritdoc />
    public override double Steps(CollectiveKind kind, GroupShape shape) => Math.Log2(shape.Ranks);

    /// <inheritdoc />
    public override double Traffic(CollectiveKind kind, GroupShape shape) => 0;

    /// <inheritdoc />
    public override double Crossings(CollectiveKind kind, GroupShape shape) => 1;
}
