using InferenceModel.Units;

namespace InferenceModel.Workloads;

/// <summary>One request as a client sends it. The default value is an empty request sent at the start.</summary>
/// <param name="SentAt">When it is sent.</param>
/// <param name="InputTokens">Prompt tokens.</param>
/// <param name="OutputTokens">Answer tokens.</param>
public readonly record struct RequestSpec(SimTime SentAt, int InputTokens, int OutputTokens)
{
    /// <summary>Urgency; a smaller number goes first where the engine heeds priorities.</summary>
    public int Priority { get; init; }

    /// <summary>Whose request it is.</summary>
    public int Tenant { get; init; }

    /// <summary>The adapter it asks for; 0 is the plain model.</summary>
    public int Adapter { get; init; }

    /// <summary>The conversation it belongs to; 0 is none.</summary>
    public long Session { get; init; }

    /// <summary>
    /// Identities of the blocks of its prompt, each standing for all tokens up to its end; more of them than the prompt has
    /// name the blocks its answer will fill. Empty where nothing is shared.
    /// </summary>
    public ReadOnlyMemory<long> PrefixBlocks { get; init; }
}
