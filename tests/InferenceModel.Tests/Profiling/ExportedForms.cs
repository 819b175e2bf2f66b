using System.Globalization;
using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Tests.Profiling;

/// <summary>One small decoder of two layers in the forms that exporters write: 64 wide, 4 heads of 16, a gated block of 96, 96 words.</summary>
internal static class ExportedForms
{
    public const int Hidden = 64;
    public const int Heads = 4;
    public const int Width = 16;
    public const int Inner = 96;
    public const int Words = 96;
    public const int Layers = 2;

    /// <summary>Forms with the key heads they have.</summary>
    public static Dictionary<string, (int KeyHeads, Func<OnnxGraph> Build)> All { get; } = new()
    {
        ["plain operators"] = (2, () => Model(2, Plain, DecomposedNorm)),
        ["plain operators, nodes without names"] = (2, () => WithoutNames(Model(2, Plain, DecomposedNorm))),
        ["grouped query"] = (2, () => Model(2, GroupedQuery, FusedNorm)),
        ["multi-head"] = (4, () => Model(4, MultiHead, LayerNorm)),
        ["standard attention"] = (2, () => Model(2, Standard, StandardNorm) with { OperatorSets = System.Collections.Immutable.ImmutableSortedDictionary<string, long>.Empty.Add(string.Empty, 23) }),
        ["attention with weights"] = (4, () => Model(4, WithWeights, LayerNorm)),
    };

    private delegate string Mixer(GraphBuilder graph, string value, int keyHeads);

    private delegate string Norm(GraphBuilder graph, string name, string value);

    private static OnnxGraph WithoutNames(OnnxGraph graph) => graph with { Nodes = [.. graph.Nodes.Select(node => node with { Name = string.Empty })] };

    private static OnnxGraph Model(int keyHeads, Mixer mixer, Norm norm)
    {
        var graph = new GraphBuilder(OnnxElement.Float32);
        var stream = graph.Node("Gather", "embed", [graph.Weight("embed", OnnxElement.Float32, (long)Words, (long)Hidden), graph.Input("input_ids", OnnxElement.Int64, "batch_size", "sequence_length")]);
        for (var layer = 0; layer < Layers; layer++)
        {
            graph.Scope = string.Create(CultureInfo.InvariantCulture, $"model.layers.{layer}.");
            stream = graph.Node("Add", "first_sum", [stream, Linear(graph, "o_proj", mixer(graph, norm(graph, "input_norm", stream), keyHeads), Hidden, Hidden)]);
            var normed = norm(graph, "post_norm", stream);
            var gate = Linear(graph, "gate_proj", normed, Hidden, Inner);
            var active = graph.Node("Mul", "silu", [gate, graph.Node("Sigmoid", "sigmoid", [gate])]);
            var both = graph.Node("Mul", "gated", [active, Linear(graph, "up_proj", normed, Hidden, Inner)]);
            stream = graph.Node("Add", "second_sum", [stream, Linear(graph, "down_proj", both, Inner, Hidden)]);
        }

        graph.Scope = string.Empty;
        graph.Output(Linear(graph, "lm_head", norm(graph, "norm", stream), Hidden, Words), "logits", "batch_size", "sequence_length", (long)Words);
        return graph.Build("exported");
    }

    private static string Linear(GraphBuilder graph, string name, string value, long inputs, long outputs) =>
        graph.Node("Add", $"{name}.biased", [graph.Weight($"{name}.bias", OnnxElement.Float32, outputs), graph.Node("MatMul", name, [value, graph.Weight(name, OnnxElement.Float32, inputs, outputs)])]);

    private static string DecomposedNorm(GraphBuilder graph, string name, string value)
    {
        var square = graph.Node("Pow", $"{name}.square", [value, graph.Scalar(2)]);
        var mean = graph.Node("ReduceMean", $"{name}.mean", [square, graph.Integers(-1)], OnnxSetting.Of("keepdims", 1L));
        var root = graph.Node("Sqrt", $"{name}.root", [graph.Node("Add", $"{name}.eps", [mean, graph.Scalar(1e-5f)])]);
        var scaled = graph.Node("Mul", $"{name}.scaled", [value, graph.Node("Reciprocal", $"{name}.over", [root])]);
        return graph.Node("Mul", name, [graph.Weight($"{name}.gain", OnnxElement.Float32, (long)Hidden), scaled]);
    }

    private static string FusedNorm(GraphBuilder graph, string name, string value) =>
        graph.Node("SimplifiedLayerNormalization", name, [value, graph.Weight($"{name}.gain", OnnxElement.Float32, (long)Hidden)], OnnxSetting.Of("axis", -1L), OnnxSetting.Of("epsilon", 1e-5f));

    private static string LayerNorm(GraphBuilder graph, string name, string value) => graph.Node(
        "LayerNormalization", name, [value, graph.Weight($"{name}.gain", OnnxElement.Float32, (long)Hidden), graph.Weight($"{name}.bias", OnnxElement.Float32, (long)Hidden)], OnnxSetting.Of("axis", -1L));

    private static string StandardNorm(GraphBuilder graph, string name, string value) =>
        graph.Node("RMSNormalization", name, [value, graph.Weight($"{name}.gain", OnnxElement.Float32, (long)Hidden)], OnnxSetting.Of("axis", -1L));

    private static (string Query, string Key, string Value) Projections(GraphBuilder graph, string value, int keyHeads) =>
        (Linear(graph, "q_proj", value, Hidden, Heads * Width), Linear(graph, "k_proj", value, Hidden, keyHeads * Width), Linear(graph, "v_proj", value, Hidden, keyHeads * Width));

    private static string Past(GraphBuilder graph, string name, int keyHeads) =>
        graph.Input($"past_key_values.{graph.Scope}{name}", OnnxElement.Float32, "batch_size", (long)keyHeads, "past_sequence_length", (long)Width);

    private static string Present(GraphBuilder graph, string name) => $"present.{graph.Scope}{name}";

    private static void Declare(GraphBuilder graph, int keyHeads)
    {
        foreach (var name in new[] { "key", "value" })
        {
            graph.Output(Present(graph, name), Present(graph, name), "batch_size", (long)keyHeads, "past_sequence_length + sequence_length", (long)Width);
        }
    }

    /// <summary>Heads by reshape, rotary by halves, cache by concatenation, keys repeated, a mask by comparison, softmax between two products.</summary>
    private static string Plain(GraphBuilder graph, string value, int keyHeads)
    {
        var (query, key, values) = Projections(graph, value, keyHeads);
        string Apart(string name, string flat, long heads) =>
            graph.Node("Transpose", $"{name}.heads", [graph.Reshape($"{name}.apart", flat, 0, 0, heads, Width)], OnnxSetting.Of("perm", 0L, 2, 1, 3));
        var places = graph.Input("position_ids", OnnxElement.Int64, "batch_size", "sequence_length");
        string Turned(string name, string heads)
        {
            string Half(long from, long to) => graph.Node("Slice", $"{name}.{from}", [heads, graph.Integers(from), graph.Integers(to), graph.Integers(3)]);
            string Table(string table) => graph.Node("Unsqueeze", $"{name}.{table}", [graph.Node("Gather", $"{name}.{table}.rows", [graph.SharedWeight($"rope.{table}", OnnxElement.Float32, 512L, (long)Width), places]), graph.Integers(1)]);
            var half = graph.Node("Concat", $"{name}.rotated", [graph.Node("Neg", $"{name}.minus", [Half(Width / 2, Width)]), Half(0, Width / 2)], OnnxSetting.Of("axis", -1L));
            return graph.Node("Add", $"{name}.turned", [graph.Node("Mul", $"{name}.by_cos", [heads, Table("cos")]), graph.Node("Mul", $"{name}.by_sin", [half, Table("sin")])]);
        }

        string Joined(string name, string fresh)
        {
            graph.Add(new OnnxNode("Concat", string.Empty, $"{graph.Scope}{name}.joined", [Past(graph, name, keyHeads), fresh], [Present(graph, name)], [OnnxSetting.Of("axis", 2L)]));
            var five = graph.Node("Unsqueeze", $"{name}.five", [Present(graph, name), graph.Integers(2)]);
            var times = Heads / keyHeads;
            var spread = graph.Node("Expand", $"{name}.spread", [five, graph.Integers(1, 1, times, 1, 1)]);
            var shape = graph.Node("Shape", $"{name}.shape", [Present(graph, name)]);
            var length = graph.Node("Slice", $"{name}.length", [shape, graph.Integers(2), graph.Integers(3)]);
            var batch = graph.Node("Slice", $"{name}.batch", [shape, graph.Integers(0), graph.Integers(1)]);
            return graph.Node("Reshape", $"{name}.repeated", [spread, graph.Node("Concat", $"{name}.wanted", [batch, graph.Integers(Heads), length, graph.Integers(Width)], OnnxSetting.Of("axis", 0L))]);
        }

        var keys = Joined("key", Turned("k", Apart("k", key, keyHeads)));
        var cached = Joined("value", Apart("v", values, keyHeads));
        var scaledQuery = graph.Node("Mul", "q.scaled", [Turned("q", Apart("q", query, Heads)), graph.Scalar(0.5f)]);
        var scaledKey = graph.Node("Mul", "k.scaled", [graph.Node("Transpose", "k.turned_over", [keys], OnnxSetting.Of("perm", 0L, 1, 3, 2)), graph.Scalar(0.5f)]);
        var scores = graph.Node("Add", "masked", [graph.Node("MatMul", "scores", [scaledQuery, scaledKey]), Mask(graph, places)]);
        var mixed = graph.Node("MatMul", "mixed", [graph.Node("Softmax", "shares", [scores], OnnxSetting.Of("axis", -1L)), cached]);
        Declare(graph, keyHeads);
        return graph.Reshape("flat", graph.Node("Transpose", "rows", [mixed], OnnxSetting.Of("perm", 0L, 2, 1, 3)), 0, 0, Heads * Width);
    }

    private static string Mask(GraphBuilder graph, string places)
    {
        var shape = graph.Node("Shape", "mask.shape", [graph.Input("attention_mask", OnnxElement.Int64, "batch_size", "past_sequence_length + sequence_length")], OnnxSetting.Of("start", 1L));
        var total = graph.Node("Squeeze", "mask.total", [shape]);
        var zero = graph.Node("Squeeze", "mask.zero", [graph.Integers(0)]);
        var columns = graph.Node("Range", "mask.columns", [zero, total, graph.Node("Squeeze", "mask.one", [graph.Integers(1)])]);
        var seen = graph.Node("GreaterOrEqual", "mask.seen", [graph.Node("Unsqueeze", "mask.rows", [places, graph.Integers(-1)]), columns]);
        return graph.Node("Unsqueeze", "mask", [graph.Node("Where", "mask.bias", [seen, graph.Scalar(0), graph.Scalar(-1e9f)]), graph.Integers(1)]);
    }

    /// <summary>Lengths come of the mask: ones added up less one, and its width.</summary>
    private static string GroupedQuery(GraphBuilder graph, string value, int keyHeads)
    {
        var (query, key, values) = Projections(graph, value, keyHeads);
        var mask = graph.Input("attention_mask", OnnxElement.Int64, "batch_size", "total_sequence_length");
        var ones = graph.Node("ReduceSum", "lengths.sum", [mask, graph.Integers(1)], OnnxSetting.Of("keepdims", 0L));
        var last = graph.Node("Cast", "lengths.last", [graph.Node("Sub", "lengths.less", [ones, graph.Integers(1)])], OnnxSetting.Of("to", (long)OnnxElement.Int32));
        var total = graph.Node("Cast", "lengths.total", [graph.Node("Shape", "lengths.width", [mask], OnnxSetting.Of("start", 1L))], OnnxSetting.Of("to", (long)OnnxElement.Int32));
        string Table(string name) => graph.SharedWeight(name, OnnxElement.Float32, 512L, Width / 2L);
        var made = $"{graph.Scope}attention";
        graph.Add(new OnnxNode(
            "GroupQueryAttention", OnnxGraph.Microsoft, made,
            [query, key, values, Past(graph, "key", keyHeads), Past(graph, "value", keyHeads), last, total, Table("rotary_cos"), Table("rotary_sin")],
            [made, Present(graph, "key"), Present(graph, "value")],
            [OnnxSetting.Of("num_heads", (long)Heads), OnnxSetting.Of("kv_num_heads", (long)keyHeads), OnnxSetting.Of("do_rotary", 1L)]));
        Declare(graph, keyHeads);
        return made;
    }

    private static string MultiHead(GraphBuilder graph, string value, int keyHeads)
    {
        var (query, key, values) = Projections(graph, value, keyHeads);
        var made = $"{graph.Scope}attention";
        graph.Add(new OnnxNode(
            "MultiHeadAttention", OnnxGraph.Microsoft, made,
            [query, key, values, string.Empty, string.Empty, string.Empty, Past(graph, "key", keyHeads), Past(graph, "value", keyHeads)],
            [made, Present(graph, "key"), Present(graph, "value")],
            [OnnxSetting.Of("num_heads", (long)Heads), OnnxSetting.Of("unidirectional", 1L)]));
        Declare(graph, keyHeads);
        return made;
    }

    private static string Standard(GraphBuilder graph, string value, int keyHeads)
    {
        var (query, key, values) = Projections(graph, value, keyHeads);
        var made = $"{graph.Scope}attention";
        graph.Add(new OnnxNode(
            "Attention", string.Empty, made,
            [query, key, values, string.Empty, Past(graph, "key", keyHeads), Past(graph, "value", keyHeads)],
            [made, Present(graph, "key"), Present(graph, "value")],
            [OnnxSetting.Of("q_num_heads", (long)Heads), OnnxSetting.Of("kv_num_heads", (long)keyHeads), OnnxSetting.Of("is_causal", 1L)]));
        Declare(graph, keyHeads);
        return made;
    }

    /// <summary>Attention of com.microsoft as GPT-2 is fused: it multiplies by the weights of queries, keys and values itself; keys and values lie in one cache.</summary>
    private static string WithWeights(GraphBuilder graph, string value, int keyHeads)
    {
        var past = graph.Input($"past_{graph.Scope}", OnnxElement.Float32, 2L, "batch_size", (long)keyHeads, "past_sequence_length", (long)Width);
        var (made, present) = ($"{graph.Scope}attention", $"present_{graph.Scope}");
        graph.Add(new OnnxNode(
            "Attention", OnnxGraph.Microsoft, made,
            [value, graph.Weight("qkv", OnnxElement.Float32, (long)Hidden, 3L * Hidden), graph.Weight("qkv.bias", OnnxElement.Float32, 3L * Hidden), string.Empty, past],
            [made, present],
            [OnnxSetting.Of("num_heads", (long)Heads), OnnxSetting.Of("unidirectional", 1L)]));
        graph.Output(present, present, 2L, "batch_size", (long)keyHeads, "past_sequence_length + sequence_length", (long)Width);
        return made;
    }
}
