using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Counting;

/// <summary>
/// Finds attention in a graph: the fused nodes of ONNX Runtime (GroupQueryAttention, MultiHeadAttention, Attention), the standard Attention of
/// operator set 23, and a softmax between two products of values, as exporters without fusion write it.
/// </summary>
internal sealed class AttentionFinder
{
    private const int LongestPath = 64;

    private readonly ShapeInference shapes;
    private readonly NodeRoles roles;
    private readonly bool isDecoder;
    private readonly Dictionary<OnnxNode, AttentionCore> cores = new(ReferenceEqualityComparer.Instance);

    /// <summary>Looks at a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shapes">Its shapes.</param>
    /// <param name="roles">What its nodes are for.</param>
    public AttentionFinder(OnnxGraph graph, ShapeInference shapes, NodeRoles roles)
    {
        this.shapes = shapes;
        this.roles = roles;

        // A mask that compares places, or a cache, makes a decoder; an encoder's mask only leaves out padding.
        isDecoder = graph.Nodes.Any(node => node.Operator is "Trilu" or "GreaterOrEqual" or "LessOrEqual" or "Greater" or "Less")
            || graph.Outputs.Any(output => output.Name.StartsWith("present", StringComparison.Ordinal))
            || graph.Inputs.Any(input => input.Name.StartsWith("past", StringComparison.Ordinal));
        foreach (var node in graph.Nodes)
        {
            if (Find(node) is { } core)
            {
                cores[node] = core;
            }
        }
    }

    /// <summary>The attention a node stands for; null for other nodes.</summary>
    /// <param name="node">The node: fused attention, or the softmax between two products of values.</param>
    public AttentionCore? Of(OnnxNode node) => cores.GetValueOrDefault(node);

    /// <summary>All attention, in the order of the nodes.</summary>
    public IReadOnlyCollection<AttentionCore> All => cores.Values;

    private AttentionCore? Find(OnnxNode node) => node.Operator switch
    {
        "GroupQueryAttention" => Grouped(node),
        "MultiHeadAttention" => MultiHead(node),
        "Attention" => node.Domain == OnnxGraph.Microsoft ? WithProjection(node) : Standard(node),
        "Softmax" => Explicit(node),
        _ => null,
    };

    private AttentionCore? Grouped(OnnxNode node)
    {
        var (heads, keyHeads) = (node.Integer("num_heads", 1), node.Integer("kv_num_heads", 1));
        if (shapes[node.Input(0)] is not { Sizes.Length: 3 } query)
        {
            return null;
        }

        var isPacked = node.Input(1).Length == 0;
        var width = isPacked ? query.Width / (heads + (2 * keyHeads)) : query.Width / heads;
        var window = node.Integer("local_window_size", -1) is > 0 and var local ? local : double.PositiveInfinity;
        return new AttentionCore(
            node, node.Inputs[0], isPacked ? node.Inputs[0] : node.Inputs[1], isPacked ? node.Inputs[0] : node.Input(2),
            query.Sizes[0], query.Sizes[1], Length(node, 1, query.Sizes[1]) - query.Sizes[1], heads, keyHeads, width, width, window, true);
    }

    /// <summary>Queries [batch, tokens, heads x width], or queries, keys and values packed as [batch, tokens, heads, 3, width].</summary>
    private AttentionCore? MultiHead(OnnxNode node)
    {
        var heads = node.Integer("num_heads", 1);
        if (shapes[node.Input(0)] is not { Sizes.Length: 3 or 5 } query)
        {
            return null;
        }

        if (query.Sizes.Length == 5)
        {
            return new AttentionCore(
                node, node.Inputs[0], node.Inputs[0], node.Inputs[0], query.Sizes[0], query.Sizes[1], 0, heads, heads, query.Width, query.Width, double.PositiveInfinity,
                isDecoder || node.Integer("unidirectional", 0) != 0);
        }

        if (shapes[node.Input(1)] is not { } key || shapes[node.Input(2)] is not { } value)
        {
            return null;
        }

        double PerHead(ValueFacts facts) => facts.Sizes.Length == 4 ? facts.Width : facts.Width / heads;
        return new AttentionCore(
            node, node.Inputs[0], node.Inputs[1], node.Inputs[2], query.Sizes[0], query.Sizes[1], Length(node, 1, query.Sizes[1]) - query.Sizes[1], heads, heads,
            PerHead(key), PerHead(value), double.PositiveInfinity, isDecoder || node.Integer("unidirectional", 0) != 0);
    }

    /// <summary>Attention of com.microsoft multiplies by the weights of queries, keys and values itself.</summary>
    private AttentionCore? WithProjection(OnnxNode node)
    {
        var heads = node.Integer("num_heads", 1);
        if (shapes[node.Input(0)] is not { Sizes.Length: 3 } input || shapes[node.Input(1)] is not { Sizes.Length: 2 } weight)
        {
            return null;
        }

        var parts = node.Find("qkv_hidden_sizes")?.Integers;
        var (query, value) = (parts?[0] ?? weight.Width / 3, parts?[2] ?? weight.Width / 3);
        return new AttentionCore(
            node, node.Outputs[0], node.Outputs[0], node.Outputs[0], input.Sizes[0], input.Sizes[1], Length(node, 1, input.Sizes[1]) - input.Sizes[1], heads, heads,
            query / heads, value / heads, double.PositiveInfinity, isDecoder || node.Integer("unidirectional", 0) != 0);
    }

    /// <summary>Attention of operator set 23: [batch, heads, tokens, width], or [batch, tokens, heads x width] with the heads as attributes.</summary>
    private AttentionCore? Standard(OnnxNode node)
    {
        if (shapes[node.Input(0)] is not { Sizes.Length: 3 or 4 } query || shapes[node.Input(1)] is not { } key || shapes[node.Input(2)] is not { } value || key.Sizes.Length != query.Sizes.Length
            || value.Sizes.Length != query.Sizes.Length)
        {
            return null;
        }

        var isApart = query.Sizes.Length == 4;
        var (heads, keyHeads) = isApart ? (query.Sizes[1], key.Sizes[1]) : (node.Integer("q_num_heads", 1), node.Integer("kv_num_heads", 1));
        var (tokens, keys) = isApart ? (query.Sizes[2], key.Sizes[2]) : (query.Sizes[1], key.Sizes[1]);
        return new AttentionCore(
            node, node.Inputs[0], node.Inputs[1], node.Inputs[2], query.Sizes[0], tokens, Length(node, 1, keys) - tokens, heads, keyHeads,
            isApart ? query.Width : query.Width / heads, isApart ? value.Width : value.Width / keyHeads, double.PositiveInfinity, isDecoder || node.Integer("is_causal", 0) != 0);
    }

    /// <summary>Tokens of the cache a node writes: the third of [batch, heads, tokens, width], the fourth where keys and values lie together.</summary>
    private double Length(OnnxNode node, int output, double otherwise) =>
        (node.Outputs.Length > output ? shapes[node.Outputs[output]]?.Sizes : null) switch
        {
            { Length: 4 } sizes => sizes[2],
            { Length: 5 } sizes => sizes[3],
            _ => otherwise,
        };

    private AttentionCore? Explicit(OnnxNode softmax)
    {
        if (Scores(softmax.Input(0)) is not { } scores || shapes[scores.Inputs[0]] is not { Sizes.Length: >= 3 } query || shapes[scores.Outputs[0]] is not { } made
            || FollowedBy(softmax.Outputs[0]) is not { } weighted || shapes[weighted.Outputs[0]] is not { } mixed)
        {
            return null;
        }

        // Three dimensions: one token a sequence, heads in its place; four: heads apart from tokens.
        var isFlat = query.Sizes.Length == 3;
        var (batch, tokens, heads) = isFlat ? (query.Sizes[0], 1, query.Sizes[1]) : (query.Sizes[0], query.Sizes[2], query.Sizes[1]);
        return new AttentionCore(
            softmax, scores.Inputs[0], roles.Behind(scores.Inputs[1]), weighted.Inputs[1], batch, tokens, made.Width - tokens, heads, heads, query.Width, mixed.Width,
            double.PositiveInfinity, isDecoder);
    }

    /// <summary>The product of two values that scores come from, behind scales, masks and caps.</summary>
    private OnnxNode? Scores(string value)
    {
        var open = new Queue<string>([value]);
        for (var steps = 0; steps < LongestPath && open.TryDequeue(out var next); steps++)
        {
            if (roles.Maker(next) is not { } maker)
            {
                continue;
            }

            if (maker.Operator is "MatMul" or "FusedMatMul" or "Einsum" && !roles.IsProduct(maker))
            {
                return maker;
            }

            if (NodeRoles.IsView(maker) || maker.Operator is "Add" or "Mul" or "Div" or "Where" or "Tanh" or "Sub" or "Max" or "Min")
            {
                foreach (var input in maker.Inputs)
                {
                    open.Enqueue(input);
                }
            }
        }

        return null;
    }

    private OnnxNode? FollowedBy(string value)
    {
        for (var i = 0; i < 6; i++)
        {
            var next = roles.Readers(value);
            if (next.FirstOrDefault(node => node.Operator is "MatMul" or "FusedMatMul" && !roles.IsProduct(node)) is { } product)
            {
                return product;
            }

            // Exporters guard rows that see nothing: IsNaN beside Where.
            var on = next.FirstOrDefault(node => node.Operator is "Where") ?? (next.Count > 0 ? next[0] : null);
            if (on is null)
            {
                return null;
            }

            value = on.Outputs[0];
        }

        return null;
    }
}
