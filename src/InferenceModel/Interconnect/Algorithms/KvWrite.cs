namespace InferenceModel.Interconnect.Algorithms;

/// <summary>Every rank of a prefill worker writes its share of a cache to a decode worker, each over its own port.</summary>
public sealed record KvWrite() : CollectiveAlgorithm("kv_write")
{
    /// <inheritdoc />
    public override bool Does(CollectiveKind kind) => kind == CollectiveKind.KvTransfer;

    /// <inheritdoc />
    public override double Steps(CollectiveKind kind, GroupShape shape) => 0;

    /// <inheritdoc />
    public override double Traffic(CollectiveKind kind, GroupShape shape) => 1.0 / shape.Ranks;

    /// <inheritdoc />
    public override double Crossings(CollectiveKind kind, GroupShape shape) => 1;
}
