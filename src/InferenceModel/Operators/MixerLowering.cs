using InferenceModel.Interconnect;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Sharding;
using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>Lowers what lets tokens see each other.</summary>
internal static class MixerLowering
{
    private const double ActivationBytes = 2;

    /// <summary>The operators of one layer's mixer on one rank.</summary>
    /// <param name="mixer">The mixer.</param>
    /// <param name="hidden">Width of the residual stream.</param>
    /// <param name="formats">How the layer's weights are stored.</param>
    /// <param name="kvFormat">How the cache is kept.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="layout">Where its ranks stand.</param>
    public static IEnumerable<Operator> Lower(
        SequenceMixer mixer, int hidden, LayerFormats formats, KvCacheFormat kvFormat, ShardingPlan plan, RankLayout layout) => mixer switch
        {
            GroupedAttention attention => Grouped(attention, hidden, formats.Mixer, kvFormat, plan, layout),
            LatentAttention attention => Latent(attention, hidden, formats.Mixer, kvFormat, plan, layout),
            GatedDeltaNet delta => Delta(delta, hidden, formats.Mixer, plan),
            StateSpaceMixer state => State(state, hidden, formats.Mixer, plan),
            _ => throw new InvalidOperationException($"No lowering for {mixer.Kind}."),
        };

    private static IEnumerable<Operator> Grouped(
        GroupedAttention attention, int hidden, WeightFormat format, KvCacheFormat kvFormat, ShardingPlan plan, RankLayout layout)
    {
        var heads = (double)attention.QueryHeads / plan.TensorParallel;
        var keyHeads = Math.Max(1, (double)attention.KeyHeads / plan.TensorParallel);
        var queries = heads * attention.KeyDimension * (attention.OutputGate ? 2 : 1);
        var keys = keyHeads * (attention.KeyDimension + (attention.ValuesAreKeys ? 0 : attention.ValueDimension));
        var cache = Bytes.OfBits(keyHeads * (attention.KeyDimension + attention.ValueDimension) * kvFormat.BitsPerElement);
        var selected = attention.Indexer?.SelectedTokens ?? double.PositiveInfinity;
        var shape = new AttentionShape(
            heads, attention.KeyDimension, attention.ValueDimension, cache, Math.Min(selected, attention.SlidingWindow ?? double.PositiveInfinity))
        {
            KeyHeads = attention.Indexer is null ? keyHeads : 0,
            CacheBits = kvFormat.BitsPerElement,
        };
        foreach (var part in Projection.Of("qkv projection", TokenChoice.All, hidden, queries + keys, format))
        {
            yield return part;
        }

        yield return RotaryAndCache(queries + keys, cache);
        foreach (var part in Indexed(attention.Indexer, hidden, format).Concat(Attend(shape, cache, plan, layout)))
        {
            yield return part;
        }

        foreach (var part in Projection.Of("output projection", TokenChoice.All, heads * attention.ValueDimension, hidden, format))
        {
            yield return part;
        }
    }

    /// <summary>
    /// Prompts expand keys and values from the latent; decoding absorbs both expansions into query and output, so that all
    /// heads read one latent (DeepSeek-V2 report, section 2.1.2).
    /// </summary>
    private static IEnumerable<Operator> Latent(
        LatentAttention attention, int hidden, WeightFormat format, KvCacheFormat kvFormat, ShardingPlan plan, RankLayout layout)
    {
        var heads = (double)attention.QueryHeads / plan.TensorParallel;
        var latent = attention.KeyValueRank + attention.RotaryDimension;
        var cache = Bytes.OfBits(latent * kvFormat.BitsPerElement);
        var window = attention.Indexer?.SelectedTokens ?? double.PositiveInfinity;
        foreach (var part in Projection.Of("latent down projections", TokenChoice.All, hidden, (attention.QueryRank ?? (heads * attention.KeyDimension)) + latent, format))
        {
            yield return part;
        }

        if (attention.QueryRank is { } rank)
        {
            foreach (var part in Projection.Of("query up projection", TokenChoice.All, rank, heads * attention.KeyDimension, format))
            {
                yield return part;
            }
        }

        yield return RotaryAndCache((heads * attention.KeyDimension) + latent, cache);
        foreach (var part in Indexed(attention.Indexer, attention.QueryRank ?? hidden, format, hidden))
        {
            yield return part;
        }

        var share = 1.0 / plan.ContextParallel;
        var widths = new LatentWidths(attention.KeyValueRank, attention.RotaryDimension, attention.ContentDimension, attention.ValueDimension);
        var expanded = new AttentionShape(heads, attention.KeyDimension, attention.ValueDimension, cache, window) { Latent = widths, CacheBits = kvFormat.BitsPerElement };
        foreach (var part in Projection.Of("key and value expansion", TokenChoice.Prefill, attention.KeyValueRank, heads * (attention.ContentDimension + attention.ValueDimension), format))
        {
            yield return part;
        }

        yield return new PrefillAttention("prefill attention", expanded, share);
        yield return new Gemm("query absorption", TokenChoice.Decode, attention.ContentDimension, attention.KeyValueRank, WeightFormat.Bf16, heads);
        yield return new DecodeAttention("decode attention", expanded with { ScoreDimension = latent, ValueDimension = attention.KeyValueRank }, share);
        yield return new Gemm("value absorption", TokenChoice.Decode, attention.KeyValueRank, attention.ValueDimension, WeightFormat.Bf16, heads);
        foreach (var part in Exchange(cache, heads * attention.ValueDimension, layout))
        {
            yield return part;
        }

        foreach (var part in Projection.Of("output projection", TokenChoice.All, heads * attention.ValueDimension, hidden, format))
        {
            yield return part;
        }
    }

    private static IEnumerable<Operator> Delta(GatedDeltaNet delta, int hidden, WeightFormat format, ShardingPlan plan)
    {
        var share = 1.0 / plan.TensorParallel;
        var keys = share * delta.KeyHeadCount * delta.KeyDimension;
        var values = share * delta.ValueHeadCount * delta.ValueDimension;
        foreach (var part in Projection.Of("input projections", TokenChoice.All, hidden, (2 * keys) + (2 * values) + (2 * share * delta.ValueHeadCount), format))
        {
            yield return part;
        }

        yield return new ShortConvolution("short convolution, prompts", TokenChoice.Prefill, (2 * keys) + values, delta.ConvolutionWidth);
        yield return new ShortConvolution("short convolution, decoding", TokenChoice.Decode, (2 * keys) + values, delta.ConvolutionWidth);
        var heads = new DeltaHeads(share * delta.KeyHeadCount, share * delta.ValueHeadCount, delta.KeyDimension, delta.ValueDimension);
        yield return new Recurrence("delta rule, prompts", TokenChoice.Prefill, share * delta.StateElements, (2 * keys) + (2 * values)) { Delta = heads };
        yield return new Recurrence("delta rule, decoding", TokenChoice.Decode, share * delta.StateElements, (2 * keys) + (2 * values)) { Delta = heads };
        yield return new Elementwise("gated norm", TokenChoice.All, Bytes.Of(3 * values * ActivationBytes));
        foreach (var part in Projection.Of("output projection", TokenChoice.All, values, hidden, format))
        {
            yield return part;
        }
    }

    private static IEnumerable<Operator> State(StateSpaceMixer state, int hidden, WeightFormat format, ShardingPlan plan)
    {
        var share = 1.0 / plan.TensorParallel;
        var inner = share * state.HeadCount * state.HeadDimension;
        var groups = Math.Max(1, share * state.Groups) * state.StateSize;
        foreach (var part in Projection.Of("input projections", TokenChoice.All, hidden, (2 * inner) + (2 * groups) + (share * state.HeadCount), format))
        {
            yield return part;
        }

        yield return new ShortConvolution("short convolution, prompts", TokenChoice.Prefill, inner + (2 * groups), state.ConvolutionWidth);
        yield return new ShortConvolution("short convolution, decoding", TokenChoice.Decode, inner + (2 * groups), state.ConvolutionWidth);
        yield return new Recurrence("state-space scan, prompts", TokenChoice.Prefill, share * state.StateElements, (2 * inner) + (2 * groups));
        yield return new Recurrence("state-space scan, decoding", TokenChoice.Decode, share * state.StateElements, (2 * inner) + (2 * groups));
        yield return new Elementwise("gated norm", TokenChoice.All, Bytes.Of(3 * inner * ActivationBytes));
        foreach (var part in Projection.Of("output projection", TokenChoice.All, inner, hidden, format))
        {
            yield return part;
        }
    }

    private static Elementwise RotaryAndCache(double features, Bytes cachePerToken) =>
        new("rotary position and cache write", TokenChoice.All, Bytes.Of(2 * features * ActivationBytes) + cachePerToken);

    private static IEnumerable<Operator> Indexed(SparseIndexer? indexer, double queryInputs, WeightFormat format, double? keyInputs = null)
    {
        if (indexer is not { ScoresTokens: true })
        {
            yield break;
        }

        foreach (var part in Projection.Of("index queries", TokenChoice.All, queryInputs, (double)indexer.Heads * indexer.HeadDimension, format))
        {
            yield return part;
        }

        foreach (var part in Projection.Of("index keys and weights", TokenChoice.All, keyInputs ?? queryInputs, indexer.HeadDimension + indexer.Heads, format))
        {
            yield return part;
        }

        yield return new IndexScore("index scores, prompts", indexer.Heads, indexer.HeadDimension, indexer.CachePerToken, TokenChoice.Prefill);
        yield return new IndexScore("index scores, decoding", indexer.Heads, indexer.HeadDimension, indexer.CachePerToken, TokenChoice.Decode);
    }

    private static IEnumerable<Operator> Attend(AttentionShape shape, Bytes cache, ShardingPlan plan, RankLayout layout)
    {
        var share = 1.0 / plan.ContextParallel;
        yield return new PrefillAttention("prefill attention", shape, share);
        yield return new DecodeAttention("decode attention", shape, share);
        foreach (var part in Exchange(cache, shape.Heads * shape.ValueDimension, layout))
        {
            yield return part;
        }
    }

    /// <summary>Context parallelism: prompts gather keys and values of all shares, decoding adds up partial outputs.</summary>
    private static IEnumerable<Operator> Exchange(Bytes cache, double outputs, RankLayout layout)
    {
        if (layout.Context is { } context)
        {
            yield return new CollectiveOperator("all-gather of keys and values", TokenChoice.Prefill, CollectiveKind.AllGather, cache, context);
            yield return new CollectiveOperator("sum of partial attention", TokenChoice.Decode, CollectiveKind.AllReduce, Bytes.Of(outputs * ActivationBytes), context);
        }
    }
}
