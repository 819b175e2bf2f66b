namespace InferenceModel.Interconnect.Algorithms;

/// <summary>Every rank reads the whole buffer of every other and adds up by itself: one exchange, n - 1 times the bytes.</summary>
public sealed record OneShot() : CollectiveAlgorithm("one_shot")
{
    /// <inheritdoc />
    public override bool Does(CollectiveKind kind) => kind == CollectiveKind.AllReduce;

    /// <inheritdoc />
    public override double Steps(CollectiveKind kind, GroupShape shape) => shape.Ranks - 1;

    /// <inheritdoc />
    public override double Traffic(CollectiveKind kind, GroupShape shape) => shape.Ranks - 1;

    /// <inheritdoc />
    public override double Crossings(CollectiveKind kind, GroupShape shape) => 1;
}
