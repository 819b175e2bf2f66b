using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>Causal attention of prompt chunks over what is cached and over themselves.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Shape">The attention on this rank.</param>
/// <param name="SequenceShare">Share of each sequence this rank computes (context parallelism).</param>
public sealed record PrefillAttention(string Name, AttentionShape Shape, double SequenceShare = 1) : ContextOperator(Name)
{
    /// <inheritdoc />
    public override bool IsPrefill => true;

    /// <inheritdoc />
    public override OperatorKind Kind => OperatorKind.PrefillAttention;

    /// <summary>
    /// Query-key pairs of a chunk of c tokens after p cached ones, each query seeing at most w: the sum of min(p + i, w)
    /// for i = 1..c.
    /// </summary>
    /// <param name="chunk">New tokens.</param>
    /// <param name="past">Cached tokens.</param>
    /// <param name="window">The most a query sees.</param>
    public static double Pairs(double chunk, double past, double window)
    {
        var growing = Math.Clamp(window - past, 0, chunk);
        var whole = (growing * past) + (growing * (growing + 1) / 2);
        return growing < chunk ? whole + ((chunk - growing) * window) : whole;
    }

    /// <summary>
    /// Ranks that share a sequence take early and late tokens alike: each computes its share of new tokens with the mean of keys all see.
    /// </summary>
    /// <inheritdoc />
    public override KernelCall? Call(in StepShape shape)
    {
        var sequences = Math.Max(1, shape.PrefillSequences);
        var chunk = shape.PrefillTokens / sequences;
        var tokens = Math.Max(1, chunk * SequenceShare);
        var past = shape.PrefillPast + Math.Max(0, (chunk - tokens) / 2);
        return Shape switch
        {
            { Latent: { } widths, Window: double.PositiveInfinity } =>
                new LatentPrefillCall(sequences, tokens, past, Shape.Heads, widths, Shape.CacheBits, IsAbsorbed: false, AttentionKernel.EngineChoice),
            { Latent: null, KeyHeads: > 0 } => new PrefillAttentionCall(
                sequences, tokens, past, Shape.Heads, Shape.KeyHeads, Shape.ScoreDimension, Shape.Window, ComputeBits: 16, Shape.CacheBits, AttentionKernel.EngineChoice),
            _ => null,
        };
    }

    /// <inheritdoc />
    public override OperatorWork Work(in StepShape shape)
    {
        if (shape.PrefillSequences <= 0)
        {
            return default;
        }

        var chunk = shape.PrefillTokens / shape.PrefillSequences;
        var pairs = shape.PrefillSequences * Pairs(chunk, shape.PrefillPast, Shape.Window) * SequenceShare;
        var read = shape.PrefillSequences * Math.Min(shape.PrefillPast + chunk, Shape.Window + chunk);
        return new OperatorWork(
            Flops.Of(pairs * Shape.OperationsPerPair),
            NumberFormat.Bf16,
            Bytes.Zero,
            Bytes.Of(shape.PrefillTokens * SequenceShare * Shape.QueryAndOutput * ActivationBytes),
            Shape.CachePerToken * read,
            1);
    }
}
