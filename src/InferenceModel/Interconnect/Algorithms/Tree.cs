namespace InferenceModel.Interconnect.Algorithms;

/// <summary>Sums climb two complementary binary trees and come down again: log2 n steps each way (NCCL double tree).</summary>
public sealed record Tree() : CollectiveAlgorithm("tree")
{
    /// <inheritdoc />
    public override bool Does(CollectiveKind kind) => kind is CollectiveKind.AllReduce or CollectiveKind.Broadcast;

    /// <inheritdoc />
    public override double Steps(CollectiveKind kind, GroupShape shape) => (kind == CollectiveKind.AllReduce ? 2 : 1) * Math.Log2(shape.Ranks);

    /// <inheritdoc />
    public override double Traffic(CollectiveKind kind, GroupShape shape) => kind == CollectiveKind.AllReduce ? 2 * Others(shape.Ranks) : 1;

    /// <inheritdoc />
    public override double Crossings(CollectiveKind kind, GroupShape shape) => Steps(kind, shape);
}
