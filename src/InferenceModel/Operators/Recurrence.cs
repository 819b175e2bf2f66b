using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>
/// A linear recurrence (gated delta rule, state-space): each token updates a state and reads it. Prompts are computed in
/// chunks whose inner products add work; decoding reads and writes the state once a sequence.
/// </summary>
/// <param name="Name">What people call it.</param>
/// <param name="Choice">Prompt or decoded tokens.</param>
/// <param name="StateElements">Numbers of state of one sequence on this rank, four bytes each.</param>
/// <param name="FeaturesPerToken">Numbers of one token that enter and leave.</param>
public sealed record Recurrence(string Name, TokenChoice Choice, double StateElements, double FeaturesPerToken) : TokenOperator(Name, Choice)
{
    private const double StateBytes = 4;

    /// <summary>The heads of a gated delta rule here, or null where the kernel was never measured.</summary>
    public DeltaHeads? Delta { get; init; }

    /// <summary>Tokens of a chunk: the state moves once a chunk (chunk_size of Mamba-2, 64 in flash-linear-attention).</summary>
    private const double ChunkTokens = 64;

    /// <inheritdoc />
    public override OperatorKind Kind => OperatorKind.Recurrence;

    /// <summary>Prompt tokens count as one sequence: a curve over tokens does not know how many there are.</summary>
    /// <inheritdoc />
    public override KernelCall? Call(double tokens)
    {
        if (Delta is not { } heads)
        {
            return null;
        }

        var isDecoding = Choice == TokenChoice.Decode;
        var (sequences, each) = isDecoding ? (tokens, 1.0) : (1.0, tokens);
        return new GatedDeltaCall(
            sequences, each, heads.Keys, heads.Values, heads.KeyDimension, heads.ValueDimension, StateBytes * 8, isDecoding, AttentionKernel.EngineChoice);
    }

    /// <inheritdoc />
    public override OperatorWork Work(double tokens)
    {
        // Update and read of a state: two multiply-adds each, with a third for the delta correction.
        var operations = 6 * tokens * StateElements;
        var moves = Choice == TokenChoice.Decode ? tokens : tokens / ChunkTokens;
        return new OperatorWork(
            Flops.Of(operations),
            NumberFormat.Bf16,
            Bytes.Zero,
            Bytes.Of(tokens * FeaturesPerToken * ActivationBytes),
            Bytes.Of(2 * moves * StateElements * StateBytes),
            Choice == TokenChoice.Decode ? 2 : 4);
    }
}
