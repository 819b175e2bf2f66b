using InferenceModel.Models;
using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>The indexer of sparse attention: every query meets every cached index key in 8 bits, then the best are kept.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Heads">Index heads; every tensor rank holds all of them.</param>
/// <param name="Dimension">Width of an index head.</param>
/// <param name="CachePerToken">Bytes of one index key.</param>
/// <param name="Phase">Prompt or decoded tokens.</param>
public sealed record IndexScore(string Name, double Heads, double Dimension, Bytes CachePerToken, TokenChoice Phase) : ContextOperator(Name)
{
    /// <inheritdoc />
    public override bool IsPrefill => Phase == TokenChoice.Prefill;

    /// <inheritdoc />
    public override OperatorKind Kind => Phase == TokenChoice.Prefill ? OperatorKind.PrefillAttention : OperatorKind.DecodeAttention;

    /// <inheritdoc />
    public override OperatorWork Work(in StepShape shape)
    {
        var isPrefill = Phase == TokenChoice.Prefill;
        var sequences = isPrefill ? shape.PrefillSequences : shape.DecodeSequences;
        if (sequences <= 0)
        {
            return default;
        }

        var chunk = isPrefill ? shape.PrefillTokens / sequences : 1;
        var past = isPrefill ? shape.PrefillPast : shape.DecodeContext;
        var pairs = sequences * PrefillAttention.Pairs(chunk, past, double.PositiveInfinity);
        return new OperatorWork(
            Flops.Of(2 * pairs * Heads * Dimension),
            NumberFormat.Fp8,
            Bytes.Zero,
            // Scores are written and read once for the selection, four bytes each.
            Bytes.Of(pairs * 8),
            CachePerToken * (sequences * (past + chunk)),
            2);
    }
}
