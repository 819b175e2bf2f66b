using InferenceModel.Models;
using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Layers;

/// <summary>Writes attention as a graph.</summary>
internal static class MixerGraph
{
    /// <summary>Why a mixer cannot be built, or null where it can.</summary>
    /// <param name="mixer">The mixer.</param>
    public static string? Refusal(SequenceMixer mixer) => mixer switch
    {
        GroupedAttention { Indexer: not null } or LatentAttention { Indexer: not null } => "sparse attention: its selection has no operator in ONNX Runtime",
        GroupedAttention { ValuesAreKeys: true } => "keys that serve as values have no operator in ONNX Runtime",
        GroupedAttention attention when attention.KeyDimension != attention.ValueDimension => "keys and values of different width have no cached attention in ONNX Runtime",
        GroupedAttention attention when attention.KeyDimension % 16 != 0 => $"heads of width {attention.KeyDimension}: ONNX Runtime wants a multiple of 16",
        GroupedAttention or LatentAttention => null,
        _ => $"{mixer.Kind}: a recurrence has no operator in ONNX Runtime",
    };

    /// <summary>The mixer of one rank, from normed input to what the ranks would sum.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="mixer">The mixer.</param>
    /// <param name="value">Normed input, [batch, tokens, hidden].</param>
    /// <param name="hidden">Width of the residual stream.</param>
    /// <param name="format">How the projections are stored.</param>
    /// <param name="hasRotary">Whether positions are rotary.</param>
    /// <param name="options">How to write it.</param>
    public static string Add(GraphBuilder graph, SequenceMixer mixer, string value, int hidden, WeightFormat format, bool hasRotary, LayerGraphOptions options) => mixer switch
    {
        GroupedAttention attention => Grouped(graph, attention, value, hidden, format, hasRotary, options),
        LatentAttention attention => LatentAttentionGraph.Add(graph, attention, value, hidden, format, options),
        _ => throw new InvalidOperationException($"No graph for {mixer.Kind}."),
    };

    private static string Grouped(
        GraphBuilder graph, GroupedAttention attention, string value, int hidden, WeightFormat format, bool hasRotary, LayerGraphOptions options)
    {
        long width = attention.KeyDimension;
        var heads = attention.QueryHeads / options.TensorParallel;
        var keyHeads = Math.Max(1, attention.KeyHeads / options.TensorParallel);
        long queries = heads * width;
        var keys = keyHeads * width;
        var gate = attention.OutputGate ? queries : 0;
        var qkv = ProjectionGraph.Add(graph, "qkv", value, hidden, queries + gate + (2 * keys), format);
        if (attention.InputBias)
        {
            qkv = graph.Node("Add", "qkv.biased", [qkv, graph.Weight("qkv.bias", graph.Activation, queries + gate + (2 * keys))]);
        }

        string[] parts = attention.OutputGate ? graph.Split("qkv.parts", qkv, queries, gate, keys, keys) : graph.Split("qkv.parts", qkv, queries, keys, keys);
        var (query, key, values) = (parts[0], parts[^2], parts[^1]);
        if (attention.Normalisation == QueryKeyNorm.PerHead)
        {
            query = HeadNorm(graph, "q_norm", query, heads, width);
            key = HeadNorm(graph, "k_norm", key, keyHeads, width);
        }
        else if (attention.Normalisation == QueryKeyNorm.PerLayer)
        {
            query = NormGraph.Plain(graph, "q_norm", query, queries, isLayerNorm: false);
            key = NormGraph.Plain(graph, "k_norm", key, keys, isLayerNorm: false);
        }

        var mixed = Attend(graph, attention, [query, key, values], (heads, keyHeads), hasRotary, options);
        if (attention.OutputGate)
        {
            mixed = graph.Node("Mul", "gated", [mixed, graph.Node("Sigmoid", "gate", [parts[1]])]);
        }

        var output = ProjectionGraph.Add(graph, "o", mixed, queries, hidden, format);
        return attention.OutputBias ? graph.Node("Add", "o.biased", [output, graph.Weight("o.bias", graph.Activation, hidden)]) : output;
    }

    /// <summary>GroupQueryAttention appends to the cache in place where past and present are one buffer.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="attention">The mixer.</param>
    /// <param name="parts">Queries, keys and values, [batch, tokens, heads x width].</param>
    /// <param name="counts">Heads on this rank.</param>
    /// <param name="hasRotary">Whether positions are rotary.</param>
    /// <param name="options">How to write it.</param>
    internal static string Attend(
        GraphBuilder graph, GroupedAttention attention, string[] parts, (int Heads, int KeyHeads) counts, bool hasRotary, LayerGraphOptions options)
    {
        long width = attention.KeyDimension;
        string Past(string name) => graph.Input($"past.{graph.Scope}{name}", graph.Activation, "batch", counts.KeyHeads, "cache", width);
        var attributes = new List<OnnxSetting>
        {
            OnnxSetting.Of("num_heads", (long)counts.Heads),
            OnnxSetting.Of("kv_num_heads", (long)counts.KeyHeads),
            OnnxSetting.Of("do_rotary", hasRotary ? 1L : 0L),
            OnnxSetting.Of("local_window_size", attention.SlidingWindow ?? -1L),
        };
        var tables = hasRotary
            ? (string[])[Table(graph, "rotary_cos", width, options), Table(graph, "rotary_sin", width, options)]
            : [string.Empty, string.Empty];
        string[] reads =
        [
            .. parts,
            Past("key"),
            Past("value"),
            graph.Input("last_token", OnnxElement.Int32, "batch"),
            graph.Input("longest", OnnxElement.Int32, 1L),
            .. tables,
        ];
        if (attention.Sinks)
        {
            reads = [.. reads, string.Empty, string.Empty, graph.Weight("sinks", graph.Activation, (long)counts.Heads)];
        }

        var made = $"{graph.Scope}attention";
        var present = (string[])[$"present.{graph.Scope}key", $"present.{graph.Scope}value"];
        graph.Add(new OnnxNode("GroupQueryAttention", OnnxGraph.Microsoft, made, [.. Trimmed(reads)], [made, .. present], [.. attributes]));
        foreach (var name in present)
        {
            graph.Output(name, name, "batch", counts.KeyHeads, "cache", width);
        }

        return made;
    }

    /// <summary>A rotary table, [positions, width / 2].</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The table.</param>
    /// <param name="width">Numbers rotated of each head.</param>
    /// <param name="options">How to write it.</param>
    internal static string Table(GraphBuilder graph, string name, long width, LayerGraphOptions options) =>
        graph.SharedWeight($"{name}.{width}", graph.Activation, (long)options.Positions, width / 2);

    private static string HeadNorm(GraphBuilder graph, string name, string value, int heads, long width)
    {
        var apart = graph.Reshape($"{name}.heads", value, 0, 0, heads, width);
        return graph.Reshape($"{name}.flat", NormGraph.Plain(graph, name, apart, width, isLayerNorm: false), 0, 0, heads * width);
    }

    private static IEnumerable<string> Trimmed(string[] reads)
    {
        var count = reads.Length;
        while (reads[count - 1].Length == 0)
        {
            count--;
        }

        return reads.Take(count);
    }
}
