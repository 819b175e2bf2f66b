namespace InferenceModel.Interconnect.Algorithms;

/// <summary>Every rank sums its share in the switch and multicasts it (NVLS, multimem two-shot, SHARP): about one pass of the bytes.</summary>
public sealed record InSwitch() : CollectiveAlgorithm("in_switch")
{
    /// <inheritdoc />
    public override bool Does(CollectiveKind kind) => kind is CollectiveKind.AllReduce or CollectiveKind.AllGather or CollectiveKind.ReduceScatter;

    /// <inheritdoc />
    public override double Steps(CollectiveKind kind, GroupShape shape) => 0;

    /// <inheritdoc />
    public override double Traffic(CollectiveKind kind, GroupShape shape) => kind == CollectiveKind.AllReduce ? 1 + (1.0 / shape.Ranks) : 1;

    /// <inheritdoc />
    public override double Crossings(CollectiveKind kind, GroupShape shape) => kind == CollectiveKind.AllReduce ? 4 : 2;

    /// <inheritdoc />
    public override bool NeedsReducingSwitch => true;
}
