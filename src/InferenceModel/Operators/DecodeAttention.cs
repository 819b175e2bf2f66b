using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>Attention of one new token of each sequence over its cache.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Shape">The attention on this rank.</param>
/// <param name="CacheShare">Share of each cache this rank holds (context parallelism).</param>
public sealed record DecodeAttention(string Name, AttentionShape Shape, double CacheShare = 1) : ContextOperator(Name)
{
    /// <inheritdoc />
    public override bool IsPrefill => false;

    /// <inheritdoc />
    public override OperatorKind Kind => OperatorKind.DecodeAttention;

    /// <summary>Sparse attention counts as attention over as many tokens as it selects.</summary>
    /// <inheritdoc />
    public override KernelCall? Call(in StepShape shape)
    {
        var (sequences, context) = (Math.Max(1, shape.DecodeSequences), (shape.DecodeContext * CacheShare) + 1);
        return Shape switch
        {
            { Latent: { } widths } =>
                new LatentDecodeCall(sequences, Math.Min(context, Shape.Window), Shape.Heads, widths, Shape.CacheBits, AttentionKernel.EngineChoice),
            { KeyHeads: > 0 } => new DecodeAttentionCall(
                sequences, context, Shape.Heads, Shape.KeyHeads, Shape.ScoreDimension, Shape.Window, Shape.CacheBits, AttentionKernel.EngineChoice),
            _ => null,
        };
    }

    /// <inheritdoc />
    public override OperatorWork Work(in StepShape shape)
    {
        if (shape.DecodeSequences <= 0)
        {
            return default;
        }

        var seen = shape.DecodeSequences * Math.Min(shape.DecodeContext, Shape.Window) * CacheShare;
        return new OperatorWork(
            Flops.Of(seen * Shape.OperationsPerPair),
            NumberFormat.Bf16,
            Bytes.Zero,
            Bytes.Of(shape.DecodeSequences * Shape.QueryAndOutput * ActivationBytes),
            Shape.CachePerToken * seen,
            1);
    }
}
