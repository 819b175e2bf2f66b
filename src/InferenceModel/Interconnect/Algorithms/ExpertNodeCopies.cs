namespace InferenceModel.Interconnect.Algorithms;

/// <summary>One copy of a token for each other domain that holds any of its experts, spread within by the wires of the domain (DeepEP high throughput).</summary>
public sealed record ExpertNodeCopies() : CollectiveAlgorithm("expert_node_copies")
{
    private const double UsualExpertsPerToken = 8;

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

    /// <summary>Copies to ranks over copies to other domains, for eight experts a token: what arrives is spread within the domain.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="shape">The group.</param>
    public override double Copies(CollectiveKind kind, GroupShape shape) =>
        Distinct(shape.Ranks) / (Distinct(shape.Domains) * Others(shape.Domains));

    /// <inheritdoc />
    public override bool CopiesPassTheWire => false;

    private static double Distinct(int places) => places * (1 - Math.Pow(1 - (1.0 / places), UsualExpertsPerToken));

    /// <inheritdoc />
    public override double Crossings(CollectiveKind kind, GroupShape shape) => 3;
}
