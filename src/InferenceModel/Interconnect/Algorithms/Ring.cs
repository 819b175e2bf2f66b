namespace InferenceModel.Interconnect.Algorithms;

/// <summary>Parts go round from neighbour to neighbour: n - 1 steps, twice for an all-reduce (NCCL: LL, LL128 and Simple are its protocols).</summary>
public sealed record Ring() : CollectiveAlgorithm("ring")
{
    /// <inheritdoc />
    public override bool Does(CollectiveKind kind) => kind is CollectiveKind.AllReduce or CollectiveKind.AllGather or CollectiveKind.ReduceScatter or CollectiveKind.Broadcast;

    /// <inheritdoc />
    public override double Steps(CollectiveKind kind, GroupShape shape) => kind == CollectiveKind.AllReduce ? 2 * (shape.Ranks - 1) : shape.Ranks - 1;

    /// <inheritdoc />
    public override double Traffic(CollectiveKind kind, GroupShape shape) => kind switch { CollectiveKind.AllReduce => 2 * Others(shape.Ranks), CollectiveKind.Broadcast => 1, _ => Others(shape.Ranks) };

    /// <inheritdoc />
    public override double Crossings(CollectiveKind kind, GroupShape shape) => Steps(kind, shape);
}
