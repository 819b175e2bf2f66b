using System.Collections.Immutable;
using InferenceModel.Interconnect;
using InferenceModel.Models;
using InferenceModel.Sharding;
using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>Turns a model and a plan into the operators of one rank. Only here are both known.</summary>
public static class Lowering
{
    private const double ActivationBytes = 2;

    /// <summary>The stages of a plan.</summary>
    /// <param name="model">The model.</param>
    /// <param name="kvFormat">How the cache is kept.</param>
    /// <param name="plan">A plan without faults (see <see cref="ShardingRules"/>).</param>
    /// <param name="layout">Where its ranks stand.</param>
    public static ImmutableArray<LoweredStage> Lower(LanguageModel model, KvCacheFormat kvFormat, ShardingPlan plan, RankLayout layout)
    {
        var stages = ImmutableArray.CreateBuilder<LoweredStage>(plan.PipelineParallel);
        var layers = StageLayers.Of(model, plan.PipelineParallel);
        for (var i = 0; i < plan.PipelineParallel; i++)
        {
            var blocks = ImmutableArray.CreateBuilder<LayerBlock>();
            if (i == 0)
            {
                blocks.Add(new LayerBlock("embedding", 1, [.. Embedding(model, plan, layout)]));
            }

            foreach (var group in layers[i])
            {
                blocks.Add(new LayerBlock(LayerName(group.Layer), group.Count, [.. Layer(model, group.Layer, kvFormat, plan, layout)]));
            }

            if (i == plan.PipelineParallel - 1)
            {
                blocks.Add(new LayerBlock("head and sampling", 1, [.. Head(model, plan, layout)]));
            }
            else
            {
                blocks.Add(new LayerBlock("to the next stage", 1, [Handover(model, plan, layout)]));
            }

            stages.Add(new LoweredStage(i, blocks.ToImmutable()));
        }

        return stages.ToImmutable();
    }

    private static string LayerName(DecoderLayer layer) => (layer.Mixer, layer.FeedForward) switch
    {
        ({ } mixer, { } feedForward) => $"layer: {mixer.Kind}; {feedForward.Kind}",
        ({ } mixer, null) => $"layer: {mixer.Kind}",
        (null, { } feedForward) => $"layer: {feedForward.Kind}",
        _ => "empty layer",
    };

    private static IEnumerable<Operator> Layer(
        LanguageModel model, DecoderLayer layer, KvCacheFormat kvFormat, ShardingPlan plan, RankLayout layout)
    {
        var hidden = model.HiddenSize;
        if (layer.Mixer is { } mixer)
        {
            yield return Norm("input norm and residual", hidden);
            foreach (var part in MixerLowering.Lower(mixer, hidden, layer.Formats, kvFormat, plan, layout))
            {
                yield return part;
            }

            // A parallel layer adds both results up before it reduces them.
            if (layout.Tensor is { } tensor && !(layer.IsParallel && layer.FeedForward is not null))
            {
                yield return AllReduce("all-reduce after mixer", hidden, tensor);
            }
        }

        if (layer.FeedForward is { } feedForward)
        {
            // In a parallel layer it reads the stream that the mixer's norm has already summed up.
            yield return layer.IsParallel && layer.Mixer is not null
                ? new Elementwise("feed-forward norm", TokenChoice.All, Bytes.Of(2.0 * hidden * ActivationBytes))
                : Norm("feed-forward norm and residual", hidden);
            foreach (var part in FeedForwardLowering.Lower(feedForward, hidden, layer.Formats, plan, layout))
            {
                yield return part;
            }
        }
    }

    /// <summary>A sum over ranks of one hidden vector a token.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="hidden">Width of the residual stream.</param>
    /// <param name="group">Who takes part.</param>
    internal static CollectiveOperator AllReduce(string name, int hidden, CommunicationGroup group) =>
        new(name, TokenChoice.All, CollectiveKind.AllReduce, Bytes.Of(hidden * ActivationBytes), group);

    private static Elementwise Norm(string name, int hidden) =>
        new(name, TokenChoice.All, Bytes.Of(4.0 * hidden * ActivationBytes)) { IsResidualNorm = true };

    private static IEnumerable<Operator> Embedding(LanguageModel model, ShardingPlan plan, RankLayout layout)
    {
        yield return new Elementwise("embedding lookup", TokenChoice.All, Bytes.Of(2.0 * model.HiddenSize * ActivationBytes));
        if (layout.Tensor is { } tensor)
        {
            yield return AllReduce("all-reduce of embeddings", model.HiddenSize, tensor);
        }
    }

    private static IEnumerable<Operator> Head(LanguageModel model, ShardingPlan plan, RankLayout layout)
    {
        var share = (double)model.VocabularySize / plan.TensorParallel;
        yield return new Elementwise("last norm", TokenChoice.Sampled, Bytes.Of(4.0 * model.HiddenSize * ActivationBytes));
        yield return new Gemm("head", TokenChoice.Sampled, model.HiddenSize, share, model.HeadFormat);
        if (layout.Tensor is { } tensor)
        {
            yield return new CollectiveOperator(
                "all-gather of logits", TokenChoice.Sampled, CollectiveKind.AllGather, Bytes.Of(model.VocabularySize * ActivationBytes), tensor);
        }

        // Softmax, top-p and the draw pass over the logits three times in 32 bits.
        yield return new Elementwise("sampling", TokenChoice.Sampled, Bytes.Of(3.0 * model.VocabularySize * 4), Launches: 4);
    }

    private static CollectiveOperator Handover(LanguageModel model, ShardingPlan plan, RankLayout layout) => new(
        "send to the next stage",
        TokenChoice.All,
        CollectiveKind.SendReceive,
        Bytes.Of(model.HiddenSize * ActivationBytes / plan.TensorParallel),
        layout.Pipeline ?? throw new InvalidOperationException("A plan of several stages has a pipeline group."));
}
