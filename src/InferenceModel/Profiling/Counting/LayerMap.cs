using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Counting;

/// <summary>Which layer each node of a transformer belongs to: its attention, the projections behind that, and the norm behind those.</summary>
internal sealed class LayerMap
{
    private const int LongestNorm = 12;
    private const int LongestPath = 4096;

    private readonly List<int> starts;
    private readonly int end;

    private LayerMap(List<int> starts, int end)
    {
        this.starts = starts;
        this.end = end;
    }

    /// <summary>Looks at a graph.</summary>
    /// <param name="graph">The graph, nodes in order.</param>
    /// <param name="sizes">Size of each named dimension.</param>
    /// <exception cref="OnnxFormatException">It has no attention.</exception>
    public static LayerMap Of(OnnxGraph graph, IReadOnlyDictionary<string, double> sizes)
    {
        var shapes = new ShapeInference(graph, sizes);
        var makers = new Dictionary<string, OnnxNode>(StringComparer.Ordinal);
        var place = new Dictionary<OnnxNode, int>(ReferenceEqualityComparer.Instance);
        foreach (var (index, node) in graph.Nodes.Index())
        {
            place[node] = index;
            foreach (var made in node.Outputs)
            {
                makers[made] = node;
            }
        }

        var roles = new NodeRoles(graph, shapes, makers);
        var attentions = new AttentionFinder(graph, shapes, roles).All;
        if (attentions.Count == 0)
        {
            throw new OnnxFormatException("no attention is found in it: no fused attention node, and no softmax between two products of values; it is no transformer");
        }

        var map = new Search(roles, place);
        var starts = attentions.Select(map.Start).Distinct().Order().ToList();

        // What follows the last norm behind the last attention is head, or nothing where the model ends with its layers.
        var last = graph.Nodes.Index().Where(pair => IsNorm(pair.Item)).Select(pair => pair.Index).LastOrDefault(-1);
        var final = place[attentions.Last().Node];
        var hasHead = last > final && graph.Nodes.Index().Any(pair => pair.Index > last && roles.IsProduct(pair.Item)) && !FollowedByWholeBlock(graph, roles, last);
        return new LayerMap(starts, hasHead ? map.BeginningOf(graph.Nodes[last]) : int.MaxValue);
    }

    /// <summary>The layer of a node: negative before the layers, <see cref="int.MaxValue"/> after them.</summary>
    /// <param name="index">The node's place in the graph.</param>
    public int Layer(int index) => index >= end ? int.MaxValue : starts.FindLastIndex(start => start <= index);

    /// <summary>A norm with a feed-forward block behind it is no last norm: at least two products, one of them after an activation.</summary>
    private static bool FollowedByWholeBlock(OnnxGraph graph, NodeRoles roles, int last) =>
        graph.Nodes.Skip(last + 1).Count(roles.IsProduct) > 1 && graph.Nodes.Skip(last + 1).Any(node => node.Operator is "Sigmoid" or "Erf" or "Gelu" or "FastGelu" or "Relu" or "QuickGelu" or "BiasGelu");

    private static bool IsNorm(OnnxNode node) =>
        node.Operator is "SkipSimplifiedLayerNormalization" or "SkipLayerNormalization" or "SimplifiedLayerNormalization" or "LayerNormalization" or "RMSNormalization" or "EmbedLayerNormalization" or "ReduceMean";

    private sealed class Search(NodeRoles roles, Dictionary<OnnxNode, int> place)
    {
        /// <summary>Where the layer of an attention begins.</summary>
        public int Start(AttentionCore core)
        {
            var projections = roles.Projections(core.Query).Select(roles.Maker).OfType<OnnxNode>().Distinct().ToList();
            if (projections.Count == 0)
            {
                return place[core.Node];
            }

            var first = projections.MinBy(node => place[node])!;
            for (var i = 0; i < LongestNorm; i++)
            {
                if (NormBefore(first.Inputs[0]) is not { } norm)
                {
                    return place[first];
                }

                // The norm of a compressed query: the projection that compresses stands before it. A norm that adds to the stream is none.
                if (!norm.Operator.StartsWith("Skip", StringComparison.Ordinal) && roles.Maker(roles.Behind(norm.Inputs[0])) is { } behind && roles.IsProduct(behind))
                {
                    first = behind;
                    continue;
                }

                return BeginningOf(norm);
            }

            return place[first];
        }

        /// <summary>The first node of a norm that is written as several: they lie between its mean and the value it norms.</summary>
        public int BeginningOf(OnnxNode norm)
        {
            if (norm.Operator != "ReduceMean")
            {
                return place[norm];
            }

            var (first, value) = (place[norm], norm.Inputs[0]);
            while (roles.Maker(value) is { Operator: "Pow" or "Mul" or "Sub" or "Cast" or "ReduceMean" } maker)
            {
                first = Math.Min(first, place[maker]);
                value = maker.Inputs[0];
            }

            return first;
        }

        /// <summary>The norm a value comes from, through gains, biases and casts; null where it is no normed value.</summary>
        private OnnxNode? NormBefore(string value)
        {
            var open = new Queue<string>([value]);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (var steps = 0; steps < LongestPath && open.TryDequeue(out var next); steps++)
            {
                if (!seen.Add(next) || roles.Maker(next) is not { } maker || (roles.IsProduct(maker) && maker.Operator != "Attention"))
                {
                    continue;
                }

                if (IsNorm(maker))
                {
                    return maker;
                }

                if (seen.Count <= LongestNorm && (NodeRoles.IsView(maker) || maker.Operator is "Mul" or "Add" or "Div" or "Sub" or "Sqrt" or "Reciprocal" or "Pow"))
                {
                    foreach (var input in maker.Inputs)
                    {
                        open.Enqueue(input);
                    }
                }
            }

            return null;
        }
    }
}
