using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>One use of a collective. The default value moves nothing.</summary>
/// <param name="Bytes">Bytes as the <see cref="CollectiveKind"/> counts them; of expert traffic one copy for each other rank a token goes to.</param>
/// <param name="Tokens">Tokens one rank contributes; counts for expert traffic, whose kernels handle token by token.</param>
/// <param name="Experts">Routed experts of the layer; counts for expert traffic.</param>
public readonly record struct CollectiveCall(Bytes Bytes, double Tokens = 0, double Experts = 0)
{
    /// <summary>Expert traffic with one copy for each expert of a token.</summary>
    public Bytes EveryCopy { get; init; }

    /// <summary>Expert traffic with one copy for each other node a token goes to.</summary>
    public Bytes NodeCopies { get; init; }

    /// <summary>The bytes under a rule.</summary>
    /// <param name="rule">The rule.</param>
    public Bytes Under(CopyRule rule) => rule switch { CopyRule.PerExpert => EveryCopy, CopyRule.PerNode => NodeCopies, _ => Bytes };

    /// <summary>The same call with bytes scaled.</summary>
    /// <param name="factor">The factor.</param>
    public CollectiveCall Scaled(double factor) => this with { Bytes = Bytes * factor, EveryCopy = EveryCopy * factor, NodeCopies = NodeCopies * factor };

    /// <summary>Expert traffic of one rank, routing even and independent.</summary>
    /// <param name="tokens">Tokens of the rank.</param>
    /// <param name="expertsPerToken">Experts of a token.</param>
    /// <param name="bytesPerCopy">Bytes of a copy.</param>
    /// <param name="experts">Routed experts of the layer.</param>
    /// <param name="ranks">Ranks that hold them.</param>
    /// <param name="nodes">Nodes those lie in.</param>
    public static CollectiveCall ForExperts(double tokens, double expertsPerToken, Bytes bytesPerCopy, double experts, int ranks, int nodes) =>
        new(bytesPerCopy * (tokens * Distinct(ranks, expertsPerToken) * (ranks - 1) / ranks), tokens, experts)
        {
            EveryCopy = bytesPerCopy * (tokens * expertsPerToken),
            NodeCopies = bytesPerCopy * (tokens * Distinct(nodes, expertsPerToken) * (nodes - 1) / nodes),
        };

    /// <summary>Places a token meets: e (1 - (1 - 1/e)^k).</summary>
    private static double Distinct(int places, double choices) => places * (1 - Math.Pow(1 - (1.0 / places), choices));
}
