using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Counting;

/// <summary>What each node of a transformer's graph is there for.</summary>
internal sealed class NodeRoles
{
    private static readonly HashSet<string> Views = new(StringComparer.Ordinal)
    {
        "Reshape", "Transpose", "Split", "Slice", "Unsqueeze", "Squeeze", "Concat", "Expand", "Cast", "Identity", "Flatten", "Dropout",
    };

    private static readonly HashSet<string> Preparing = new(StringComparer.Ordinal)
    {
        "SimplifiedLayerNormalization", "RMSNormalization", "LayerNormalization", "RotaryEmbedding", "Add", "Mul", "Neg", "Div", "Sub",
    };

    private readonly OnnxGraph graph;
    private readonly ShapeInference shapes;
    private readonly Dictionary<string, OnnxNode> makers;
    private readonly Dictionary<string, List<OnnxNode>> readers = new(StringComparer.Ordinal);

    /// <summary>Looks at a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shapes">Its shapes.</param>
    /// <param name="makers">The node that makes each value.</param>
    public NodeRoles(OnnxGraph graph, ShapeInference shapes, Dictionary<string, OnnxNode> makers)
    {
        this.graph = graph;
        this.shapes = shapes;
        this.makers = makers;
        foreach (var node in graph.Nodes)
        {
            foreach (var read in node.Inputs.Distinct())
            {
                (readers.TryGetValue(read, out var list) ? list : readers[read] = []).Add(node);
            }
        }
    }

    /// <summary>The nodes that read a value.</summary>
    /// <param name="value">The value.</param>
    public IReadOnlyList<OnnxNode> Readers(string value) => readers.GetValueOrDefault(value) ?? [];

    /// <summary>The node that makes a value; null for inputs and constants.</summary>
    /// <param name="value">The value.</param>
    public OnnxNode? Maker(string value) => makers.GetValueOrDefault(value);

    /// <summary>Whether a node only moves, cuts or joins.</summary>
    /// <param name="node">The node.</param>
    public static bool IsView(OnnxNode node) => Views.Contains(node.Operator);

    /// <summary>Whether a node multiplies by a weight.</summary>
    /// <param name="node">The node.</param>
    public bool IsProduct(OnnxNode node) => node.Operator switch
    {
        "MatMulNBits" or "DynamicQuantizeMatMul" or "MatMulInteger" or "MatMulIntegerToFloat" => true,
        "MatMul" or "Gemm" or "FusedMatMul" => shapes[node.Inputs[1]] is { IsConstant: true, Sizes.Length: >= 2 } && shapes[node.Inputs[0]] is { IsConstant: false },
        _ => false,
    };

    /// <summary>Whether a value is a product, or one with its bias, scale or sum on it.</summary>
    /// <param name="value">The value.</param>
    public bool IsProductOutput(string value) => Maker(Behind(value)) is { } maker && (IsProduct(maker) || IsEpilogue(maker));

    /// <summary>Whether a node is the end of the product before it: a sum with it, or its scaling by one number a row.</summary>
    /// <param name="node">The node.</param>
    public bool IsEpilogue(OnnxNode node)
    {
        if (node.Operator is not ("Add" or "Mul") || node.Inputs.Length != 2)
        {
            return false;
        }

        for (var i = 0; i < 2; i++)
        {
            var (here, other) = (node.Inputs[i], node.Inputs[1 - i]);
            if (IsProductOutput(here) && (node.Operator == "Add" || (shapes[other] is { Width: 1 } && shapes[here] is not { Width: 1 })))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The value behind views.</summary>
    /// <param name="value">A value.</param>
    public string Behind(string value)
    {
        while (Maker(value) is { } maker && IsView(maker) && maker.Operator != "Concat")
        {
            value = maker.Inputs[0];
        }

        return value;
    }

    /// <summary>The outputs of projections with a two-dimensional weight that a value is prepared from.</summary>
    /// <param name="value">Queries or keys.</param>
    public IReadOnlyCollection<string> Projections(string value)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([value]);
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next) || Maker(next) is not { } maker)
            {
                continue;
            }

            if (IsProduct(maker) && !(maker.Operator == "MatMul" && shapes[maker.Inputs[1]]!.Sizes.Length == 3))
            {
                found.Add(next);
            }
            else if (IsView(maker) || Preparing.Contains(maker.Operator) || IsProduct(maker))
            {
                foreach (var input in maker.Operator == "Concat" ? maker.Inputs : maker.Operator is "Add" or "Mul" or "Sub" ? maker.Inputs : [maker.Inputs[0]])
                {
                    open.Push(input);
                }
            }
        }

        return found;
    }

    /// <summary>Whether an output of the graph is the cache an attention reads and extends.</summary>
    /// <param name="output">The output.</param>
    /// <param name="core">The attention.</param>
    public bool IsCacheOf(string output, AttentionCore core)
    {
        if (!output.StartsWith("present", StringComparison.Ordinal))
        {
            return false;
        }

        return Maker(output) is { } maker && (maker.Outputs.Length > 1 ? maker.Inputs[0] == core.Query : Projections(output).Any(Projections(core.Key).Contains) || graph.Outputs.Count(other => other.Name.StartsWith("present", StringComparison.Ordinal)) == 1);
    }

    /// <summary>The attention a node stands for; null for other nodes.</summary>
    /// <param name="node">The node: fused attention, or the softmax between two products of values.</param>
    public AttentionCore? CoreOf(OnnxNode node) => node.Operator switch
    {
        "GroupQueryAttention" => Cached(node),
        "MultiHeadAttention" => Whole(node),
        "Softmax" => Explicit(node),
        _ => null,
    };

    private AttentionCore? Cached(OnnxNode node)
    {
        var (heads, keyHeads) = (node.Integer("num_heads", 1), node.Integer("kv_num_heads", 1));
        if (shapes[node.Inputs[0]] is not { Sizes.Length: 3 } query)
        {
            return null;
        }

        var width = node.Input(1).Length == 0 ? query.Width / (heads + (2 * keyHeads)) : query.Width / heads;
        var cache = shapes[node.Outputs.Length > 1 ? node.Outputs[1] : string.Empty]?.Sizes is { Length: 4 } sizes ? sizes[2] : query.Sizes[1];
        var window = node.Integer("local_window_size", -1) is > 0 and var local ? local : double.PositiveInfinity;
        return new AttentionCore(node.Inputs[0], node.Input(1).Length == 0 ? node.Inputs[0] : node.Inputs[1], query.Sizes[0], query.Sizes[1], cache - query.Sizes[1], heads, keyHeads, width, width, window);
    }

    private AttentionCore? Whole(OnnxNode node)
    {
        var heads = node.Integer("num_heads", 1);
        if (shapes[node.Inputs[0]] is not { Sizes.Length: 3 } query || shapes[node.Input(1)] is not { } key || shapes[node.Input(2)] is not { } value)
        {
            return null;
        }

        var past = shapes[node.Input(6)]?.Sizes is { Length: 4 } sizes ? sizes[2] : 0;
        return new AttentionCore(node.Inputs[0], node.Inputs[1], query.Sizes[0], query.Sizes[1], past, heads, heads, key.Width / heads, value.Width / heads, double.PositiveInfinity);
    }

    private AttentionCore? Explicit(OnnxNode softmax)
    {
        var scores = Maker(Before(softmax.Inputs[0]));
        if (scores is not { Operator: "MatMul" } || IsProduct(scores) || shapes[scores.Inputs[0]] is not { } query || shapes[scores.Outputs[0]] is not { } made)
        {
            return null;
        }

        var weighted = FollowedBy(softmax.Outputs[0]);
        if (weighted is null || shapes[weighted.Outputs[0]] is not { } mixed)
        {
            return null;
        }

        // Three dimensions: one token a sequence, heads in its place; four: heads apart from tokens.
        var isFlat = query.Sizes.Length == 3;
        var (batch, tokens, heads) = isFlat ? (query.Sizes[0], 1, query.Sizes[1]) : (query.Sizes[0], query.Sizes[2], query.Sizes[1]);
        return new AttentionCore(scores.Inputs[0], Behind(scores.Inputs[1]), batch, tokens, made.Width - tokens, heads, heads, query.Width, mixed.Width, double.PositiveInfinity);
    }

    private string Before(string value)
    {
        while (Maker(value) is { } maker && (IsView(maker) || maker.Operator is "Add" or "Mul" or "Div" or "Where"))
        {
            value = maker.Inputs[maker.Operator == "Where" ? 1 : 0];
        }

        return value;
    }

    private OnnxNode? FollowedBy(string value)
    {
        for (var i = 0; i < 4; i++)
        {
            var next = Readers(value);
            if (next.FirstOrDefault(node => node.Operator == "MatMul") is { } product)
            {
                return product;
            }

            if (next.Count == 0)
            {
                return null;
            }

            value = next[0].Outputs[0];
        }

        return null;
    }
}
