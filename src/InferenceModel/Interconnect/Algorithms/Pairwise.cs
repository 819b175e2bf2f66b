namespace InferenceModel.Interconnect.Algorithms;

/// <summary>Every rank sends to every other directly.</summary>
public sealed record Pairwise() : CollectiveAlgorithm("pairwise")
{
    /// <inheritdoc />
    public override bool Does(CollectiveKind kind) => kind == CollectiveKind.AllToAll;

    /// <inheritdoc />
    public override double Steps(CollectiveKind kind, GroupShape shape) => shape.Ranks - 1;

    /// <inheritdoc />
    public override double Traffic(CollectiveKind kind, GroupShape shape) => Others(shape.Ranks);

    /// <inheritdoc />
    public override double Crossings(CollectiveKind kind, GroupShape shape) => 1;
}
