using InferenceModel.Models;
using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Layers;

/// <summary>
/// Writes latent attention as a graph: prompts expand keys and values and attend head by head; decoding absorbs both
/// expansions and lets all heads read one latent (DeepSeek-V2 report, arXiv 2405.04434, section 2.1.2).
/// </summary>
internal static class LatentAttentionGraph
{
    /// <summary>The mixer of one rank.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="attention">The mixer.</param>
    /// <param name="value">Normed input, [batch, tokens, hidden].</param>
    /// <param name="hidden">Width of the residual stream.</param>
    /// <param name="format">How the projections are stored.</param>
    /// <param name="options">How to write it.</param>
    public static string Add(GraphBuilder graph, LatentAttention attention, string value, int hidden, WeightFormat format, LayerGraphOptions options)
    {
        long heads = attention.QueryHeads / options.TensorParallel;
        var queries = heads * attention.KeyDimension;
        var first = attention.QueryRank ?? queries;
        var down = ProjectionGraph.Add(graph, "down", value, hidden, first + attention.KeyValueRank + attention.RotaryDimension, format);
        var parts = graph.Split("down.parts", down, first, attention.KeyValueRank, attention.RotaryDimension);
        var query = attention.QueryRank is { } rank
            ? ProjectionGraph.Add(graph, "q_b", NormGraph.Plain(graph, "q_a_norm", parts[0], rank, isLayerNorm: false), rank, queries, format)
            : parts[0];
        var latent = NormGraph.Plain(graph, "kv_a_norm", parts[1], attention.KeyValueRank, isLayerNorm: false);
        var apart = graph.Split("q.parts", graph.Reshape("q.heads", query, 0, 0, heads, attention.KeyDimension), attention.ContentDimension, attention.RotaryDimension);
        var turnedQuery = Turn(graph, "q_rope", graph.Node("Transpose", "q_rope.in", [apart[1]], OnnxSetting.Of("perm", 0L, 2, 1, 3)), attention, options);
        var keyHead = graph.Node("Transpose", "k_rope.in", [graph.Reshape("k_rope.heads", parts[2], 0, 0, 1, attention.RotaryDimension)], OnnxSetting.Of("perm", 0L, 2, 1, 3));
        var turnedKey = Turn(graph, "k_rope", keyHead, attention, options);
        var turnedFlat = graph.Reshape("k_rope.flat", turnedKey, 0, -1, attention.RotaryDimension);
        var fresh = graph.Node("Concat", "latent", [latent, turnedFlat], OnnxSetting.Of("axis", -1L));
        var content = graph.Node("Transpose", "q_nope", [apart[0]], OnnxSetting.Of("perm", 0L, 2, 1, 3));
        var mixed = options.Phase == LayerPhase.Prefill
            ? Expanded(graph, attention, heads, (content, turnedQuery), (latent, turnedKey), fresh, format)
            : Absorbed(graph, attention, heads, (content, turnedQuery), fresh);
        return ProjectionGraph.Add(graph, "o", mixed, heads * attention.ValueDimension, hidden, format);
    }

    private static string Turn(GraphBuilder graph, string name, string value, LatentAttention attention, LayerGraphOptions options) => graph.Fused(
        "RotaryEmbedding",
        name,
        [
            value,
            graph.Input("position", OnnxElement.Int64, 1L),
            MixerGraph.Table(graph, "rotary_cos", attention.RotaryDimension, options),
            MixerGraph.Table(graph, "rotary_sin", attention.RotaryDimension, options),
        ]);

    private static string Expanded(
        GraphBuilder graph, LatentAttention attention, long heads, (string Content, string Turned) query, (string Latent, string Turned) key, string fresh, WeightFormat format)
    {
        var present = $"present.{graph.Scope}latent";
        graph.Output(fresh, present, "batch", "tokens", attention.CacheElementsPerToken);
        var wide = attention.ContentDimension + attention.ValueDimension;
        var both = ProjectionGraph.Add(graph, "kv_b", key.Latent, attention.KeyValueRank, heads * wide, format);
        var parts = graph.Split("kv.parts", graph.Reshape("kv.heads", both, 0, 0, heads, wide), attention.ContentDimension, attention.ValueDimension);
        var content = graph.Node("Transpose", "k_nope", [parts[0]], OnnxSetting.Of("perm", 0L, 2, 1, 3));
        var spread = graph.Node("Expand", "k_rope.spread", [key.Turned, graph.Integers(1, heads, 1, 1)]);
        var keys = graph.Node("Concat", "k", [content, spread], OnnxSetting.Of("axis", -1L));
        var values = graph.Node("Transpose", "v", [parts[1]], OnnxSetting.Of("perm", 0L, 2, 1, 3));
        var queries = graph.Node("Concat", "q", [query.Content, query.Turned], OnnxSetting.Of("axis", -1L));
        string Flat(string name, string value, long width) =>
            graph.Reshape($"{name}.flat", graph.Node("Transpose", $"{name}.rows", [value], OnnxSetting.Of("perm", 0L, 2, 1, 3)), 0, 0, heads * width);
        return graph.Fused(
            "MultiHeadAttention",
            "attention",
            [Flat("q", queries, attention.KeyDimension), Flat("k", keys, attention.KeyDimension), Flat("v", values, attention.ValueDimension)],
            OnnxSetting.Of("num_heads", heads),
            OnnxSetting.Of("unidirectional", 1L),
            OnnxSetting.Of("scale", (float)(1 / Math.Sqrt(attention.KeyDimension))));
    }

    private static string Absorbed(GraphBuilder graph, LatentAttention attention, long heads, (string Content, string Turned) query, string fresh)
    {
        var rank = attention.KeyValueRank;
        var wide = attention.ContentDimension + attention.ValueDimension;
        var past = graph.Input($"past.{graph.Scope}latent", graph.Activation, "batch", "cache", attention.CacheElementsPerToken);
        var present = $"present.{graph.Scope}latent";
        graph.Add(new OnnxNode("Concat", string.Empty, present, [past, fresh], [present], [OnnxSetting.Of("axis", 1L)]));
        graph.Output(present, present, "batch", "total", attention.CacheElementsPerToken);
        var expansion = graph.Reshape("kv_b.heads", graph.Weight("kv_b", graph.Activation, rank, heads * wide), rank, heads, wide);
        var halves = graph.Split("kv_b.parts", expansion, attention.ContentDimension, attention.ValueDimension);
        var absorbKey = graph.Node("Transpose", "w_uk", [halves[0]], OnnxSetting.Of("perm", 1L, 2, 0));
        var absorbValue = graph.Node("Transpose", "w_uv", [halves[1]], OnnxSetting.Of("perm", 1L, 0, 2));

        // [batch, heads, 1, content] to [heads, batch, content]: one product for each head over all sequences.
        var byHead = graph.Reshape("q_nope.by_head", graph.Node("Transpose", "q_nope.rows", [query.Content], OnnxSetting.Of("perm", 1L, 0, 2, 3)), heads, -1, attention.ContentDimension);
        var absorbed = graph.Node("Transpose", "q_absorbed", [graph.Node("MatMul", "query_absorption", [byHead, absorbKey])], OnnxSetting.Of("perm", 1L, 0, 2));
        var turned = graph.Reshape("q_rope.flat", query.Turned, 0, heads, attention.RotaryDimension);
        var queries = graph.Node("Concat", "q", [absorbed, turned], OnnxSetting.Of("axis", -1L));
        var scores = graph.Node("MatMul", "scores", [queries, graph.Node("Transpose", "keys", [present], OnnxSetting.Of("perm", 0L, 2, 1))]);
        var scaled = graph.Node("Mul", "scores.scaled", [scores, Scale(graph, attention)]);
        var shares = graph.Node("Softmax", "shares", [scaled], OnnxSetting.Of("axis", -1L));
        var values = graph.Node("Slice", "values", [present, graph.Integers(0), graph.Integers(rank), graph.Integers(-1)]);
        var latentOut = graph.Node("Transpose", "latent_out", [graph.Node("MatMul", "weighted", [shares, values])], OnnxSetting.Of("perm", 1L, 0, 2));
        var outputs = graph.Node("Transpose", "out.rows", [graph.Node("MatMul", "value_absorption", [latentOut, absorbValue])], OnnxSetting.Of("perm", 1L, 0, 2));
        return graph.Reshape("out.flat", outputs, 0, 1, heads * attention.ValueDimension);
    }

    private static string Scale(GraphBuilder graph, LatentAttention attention)
    {
        var scale = graph.Scalar((float)(1 / Math.Sqrt(attention.KeyDimension)));
        return graph.Activation == OnnxElement.Float32
            ? scale
            : graph.Node("Cast", "scale", [scale], OnnxSetting.Of("to", (long)graph.Activation));
    }
}
