namespace InferenceModel.Interconnect.Algorithms;

/// <summary>Every rank adds up its share of all buffers, then gathers the other sums: two exchanges, 2 (n - 1) / n times the bytes.</summary>
public sealed record TwoShot() : CollectiveAlgorithm("two_shot")
{
    /// <inheritdoc />
    public override bool Does(CollectiveKind kind) => kind == CollectiveKind.AllReduce;

    /// <inheritdoc />
    public override double Steps(CollectiveKind kind, GroupShape shape) => shape.Ranks - 1;

    /// <inheritdoc />
    public override double Traffic(CollectiveKind kind, GroupShape shape) => 2 * Others(shape.Ranks);

    /// <inheritdoc />
    public override double Crossings(CollectiveKind kind, GroupShape shape) => 2;
}
