namespace InferenceModel.Interconnect.Algorithms;

/// <summary>One copy of a token for each other domain that holds any of its experts, spread within by the wires of the domain (DeepEP high throughput).</summary>
public sealed record ExpertNodeCopies() : CollectiveAlgorithm("expert_node_copies")
{
    /// <inheritdoc />
    public override bool IsAcrossNodes => true;

    /// <inheritdoc />
    public override CopyRule Copying => CopyRule.PerNode;

    /// <inheritdoc />
    public override bool Does(CollectiveKind kind) => IsExpert(kind);

    /// <inheritdoc />
    public override double Steps(CollectiveKind kind, GroupShape shape) => Math.Log2(shape.Domains);

    /// <inheritdoc />
    public override double Traffic(CollectiveKind kind, GroupShape shape) => 1;

    /// <inheritdoc />
    public override double Crossings(CollectiveKind kind, GroupShape shape) => 3;
}
