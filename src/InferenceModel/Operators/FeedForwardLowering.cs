using InferenceModel.Interconnect;
using InferenceModel.Models;
using InferenceModel.Sharding;
using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>Lowers what treats each token by itself, with the traffic between ranks that it needs.</summary>
internal static class FeedForwardLowering
{
    private const double ActivationBytes = 2;

    /// <summary>The operators of one layer's feed-forward block on one rank.</summary>
    /// <param name="feedForward">The block.</param>
    /// <param name="hidden">Width of the residual stream.</param>
    /// <param name="formats">How the layer's weights are stored.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="layout">Where its ranks stand.</param>
    public static IEnumerable<Operator> Lower(
        FeedForward feedForward, int hidden, LayerFormats formats, ShardingPlan plan, RankLayout layout) => feedForward switch
        {
            DenseFeedForward dense => Dense(dense, hidden, formats.FeedForward, plan, layout),
            MixtureFeedForward mixture => Mixture(mixture, hidden, formats, plan, layout),
            _ => throw new InvalidOperationException($"No lowering for {feedForward.Kind}."),
        };

    private static IEnumerable<Operator> Dense(DenseFeedForward dense, int hidden, WeightFormat format, ShardingPlan plan, RankLayout layout)
    {
        foreach (var part in Block("feed-forward", hidden, dense.IntermediateSize, dense.IsGated, format, plan))
        {
            yield return part;
        }

        if (layout.Tensor is { } tensor)
        {
            yield return Lowering.AllReduce("all-reduce after feed-forward", hidden, tensor);
        }
    }

    private static IEnumerable<Operator> Mixture(
        MixtureFeedForward mixture, int hidden, LayerFormats formats, ShardingPlan plan, RankLayout layout)
    {
        var input = mixture.ExpertInputSize(hidden);
        yield return new Gemm("router", TokenChoice.All, hidden, mixture.Experts, WeightFormat.Bf16);
        yield return new Elementwise("choice of experts", TokenChoice.All, Bytes.Of((mixture.Experts * 4.0) + (mixture.ExpertsPerToken * 8.0)), Launches: 2);
        if (mixture.LatentSize is not null)
        {
            foreach (var part in Projection.Of("latent compression", TokenChoice.All, hidden, input, formats.SharedExperts))
            {
                yield return part;
            }
        }

        foreach (var part in Dispatch(mixture, input, formats, plan, layout).Append(Experts(mixture, input, formats, plan)))
        {
            yield return part;
        }

        if (mixture.LatentSize is not null)
        {
            foreach (var part in Projection.Of("latent expansion", TokenChoice.All, input, hidden, formats.SharedExperts))
            {
                yield return part;
            }
        }

        foreach (var part in Beside(mixture, hidden, formats, plan).Concat(Combine(mixture, hidden, input, plan, layout)))
        {
            yield return part;
        }
    }

    /// <summary>The routed experts: each token's copies pass through the experts of this rank, which may be cut.</summary>
    private static RoutedExperts Experts(MixtureFeedForward mixture, double input, LayerFormats formats, ShardingPlan plan) => new(
        "routed experts",
        mixture.Experts,
        mixture.ExpertsPerToken,
        input,
        mixture.IntermediateSize,
        plan.ExpertParallel,
        plan.ExpertTensorParallel,
        formats.RoutedExperts,
        mixture.IsGated,
        plan.AttentionDataParallel);

    /// <summary>Shared experts, and a dense block that runs beside the mixture.</summary>
    private static IEnumerable<Operator> Beside(MixtureFeedForward mixture, int hidden, LayerFormats formats, ShardingPlan plan)
    {
        var shared = mixture.SharedIntermediateSize == 0
            ? []
            : Block("shared expert", hidden, mixture.SharedIntermediateSize, mixture.IsGated, formats.SharedExperts, plan);
        var dense = mixture.ParallelDense is { } block ? Block("dense beside experts", hidden, block.IntermediateSize, block.IsGated, formats.FeedForward, plan) : [];
        IEnumerable<Operator> gate = mixture.HasSharedGate ? [new Gemm("shared expert gate", TokenChoice.All, hidden, 1, WeightFormat.Bf16)] : [];
        return shared.Concat(gate).Concat(dense).Cast<TokenOperator>().Select(part => part with { IsBeside = true });
    }

    /// <summary>
    /// Tokens find their experts: with attention groups apart, by an all-to-all of each token's copies, or, where experts are
    /// only cut and not dealt out, by gathering all tokens everywhere. Within one attention group every rank has every token.
    /// </summary>
    private static IEnumerable<Operator> Dispatch(MixtureFeedForward mixture, double input, LayerFormats formats, ShardingPlan plan, RankLayout layout)
    {
        if (plan.AttentionDataParallel == 1)
        {
            yield break;
        }

        if (layout.Stage is not { } stage)
        {
            yield break;
        }

        if (plan.ExpertParallel > 1)
        {
            yield return new CollectiveOperator("expert prepare", TokenChoice.All, CollectiveKind.ExpertPrepare, Copies(mixture, plan, input * DispatchBytes(formats)), stage) { Experts = Traffic(mixture, plan, input * DispatchBytes(formats)) };
            yield return new CollectiveOperator("expert dispatch", TokenChoice.All, CollectiveKind.ExpertDispatch, Copies(mixture, plan, input * DispatchBytes(formats)), stage) { Experts = Traffic(mixture, plan, input * DispatchBytes(formats)) };
        }
        else
        {
            yield return new CollectiveOperator(
                "all-gather of tokens", TokenChoice.All, CollectiveKind.AllGather, Bytes.Of(input * plan.AttentionDataParallel * ActivationBytes), stage);
        }
    }

    private static IEnumerable<Operator> Combine(MixtureFeedForward mixture, int hidden, double input, ShardingPlan plan, RankLayout layout)
    {
        if (layout.Stage is not { } stage)
        {
            yield break;
        }

        if (plan.AttentionDataParallel == 1)
        {
            yield return Lowering.AllReduce("all-reduce after experts", hidden, stage);
            yield break;
        }

        if (plan.ExpertParallel > 1)
        {
            yield return new CollectiveOperator("expert combine", TokenChoice.All, CollectiveKind.ExpertCombine, Copies(mixture, plan, input * ActivationBytes), stage) { Experts = Traffic(mixture, plan, input * ActivationBytes) };
        }
        else
        {
            yield return new CollectiveOperator(
                "reduce-scatter of tokens", TokenChoice.All, CollectiveKind.ReduceScatter, Bytes.Of(input * plan.AttentionDataParallel * ActivationBytes), stage);
        }

        if (mixture.SharedIntermediateSize > 0 && layout.Tensor is { } tensor)
        {
            yield return Lowering.AllReduce("all-reduce after shared expert", hidden, tensor);
        }
    }

    /// <summary>
    /// One rank sends its share of its group's tokens: one copy for each place a token's experts live, to each of the ranks that
    /// cut them; on the way back each of those sends its part of the sum.
    /// </summary>
    private static Bytes Copies(MixtureFeedForward mixture, ShardingPlan plan, double bytesPerCopy)
    {
        var places = plan.ExpertParallel;
        var distinct = places * (1 - Math.Pow(1 - (1.0 / places), mixture.ExpertsPerToken));
        return Bytes.Of(distinct * plan.ExpertTensorParallel * bytesPerCopy / plan.TensorParallel);
    }

    /// <summary>The same for kernels that count copies their own way; ranks that cut an expert each get the token.</summary>
    private static ExpertTraffic Traffic(MixtureFeedForward mixture, ShardingPlan plan, double bytesPerCopy) =>
        new(mixture.Experts, mixture.ExpertsPerToken * plan.ExpertTensorParallel, Bytes.Of(bytesPerCopy), 1.0 / plan.TensorParallel);

    /// <summary>Dispatch sends numbers as the experts multiply them; combine sends 16 bits.</summary>
    private static double DispatchBytes(LayerFormats formats) => formats.RoutedExperts.Compute switch
    {
        NumberFormat.Fp4 => 0.5625,
        NumberFormat.Fp8 or NumberFormat.Int8 => 1,
        _ => ActivationBytes,
    };

    private static IEnumerable<Operator> Block(string name, double hidden, double width, bool isGated, WeightFormat format, ShardingPlan plan)
    {
        var here = width / plan.TensorParallel;
        foreach (var part in Projection.Of(isGated ? $"{name}, gate and up" : $"{name}, up", TokenChoice.All, hidden, here * (isGated ? 2 : 1), format))
        {
            yield return part;
        }

        yield return new Elementwise($"{name}, activation", TokenChoice.All, Bytes.Of((isGated ? 3 : 2) * here * ActivationBytes));
        foreach (var part in Projection.Of($"{name}, down", TokenChoice.All, here, hidden, format))
        {
            yield return part;
        }
    }
}
