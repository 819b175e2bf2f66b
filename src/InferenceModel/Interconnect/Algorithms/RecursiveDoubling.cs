namespace InferenceModel.Interconnect.Algorithms;

/// <summary>Partners at distance 1, 2, 4, ... exchange what they have: log2 n steps (Thakur, Rabenseifner and Gropp, IJHPCA 2005).</summary>
public sealed record RecursiveDoubling() : CollectiveAlgorithm("recursive_doubling")
{
    /// <inheritdoc />
    public override bool Does(CollectiveKind kind) => kind is CollectiveKind.AllReduce or CollectiveKind.AllGather or CollectiveKind.ReduceScatter;

    /// <inheritdoc />
    public override double Steps(CollectiveKind kind, GroupShape shape) => Math.Log2(shape.Ranks);

    /// <inheritdoc />
    public override double Traffic(CollectiveKind kind, GroupShape shape) => kind == CollectiveKind.AllReduce ? Math.Log2(shape.Ranks) : Others(shape.Ranks);

    /// <inheritdoc />
    public override double Crossings(CollectiveKind kind, GroupShape shape) => Steps(kind, shape);
}
