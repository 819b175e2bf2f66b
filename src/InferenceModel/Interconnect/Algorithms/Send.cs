namespace InferenceModel.Interconnect.Algorithms;

/// <summary>One rank writes to another.</summary>
public sealed record Send() : CollectiveAlgorithm("send")
{
    /// <inheritdoc />
    public override bool Does(CollectiveKind kind) => kind is CollectiveKind.SendReceive or CollectiveKind.Broadcast;

    /// <inheritdoc />
    public override double Steps(CollectiveKind kind, GroupShape shape) => 0;

    /// <inheritdoc />
    public override double Traffic(CollectiveKind kind, GroupShape shape) => 1;

    /// <inheritdoc />
    public override double Crossings(CollectiveKind kind, GroupShape shape) => 1;
}
