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
    private readonly Dictionary<string, string> behind = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> depths = new(StringComparer.Ordinal);
    private readonly HashSet<OnnxNode> epilogues = new(ReferenceEqualityComparer.Instance);

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

        // In the order of the nodes, so that a long chain costs neither depth nor time.
        foreach (var node in graph.Nodes)
        {
            if (IsView(node) && node.Operator != "Concat" && node.Inputs.Length > 0)
            {
                foreach (var made in node.Outputs)
                {
                    behind[made] = Behind(node.Inputs[0]);
                }
            }

            if (EndsProduct(node))
            {
                epilogues.Add(node);
            }

            var depth = node.Inputs.Max(read => (int?)depths.GetValueOrDefault(read)) ?? 0;
            foreach (var made in node.Outputs)
            {
                depths[made] = depth + (IsProduct(node) || node.Operator == "MatMul" ? 1 : 0);
            }
        }
    }

    /// <summary>Products one after the other that a value needs: what needs more of them cannot be done in one kernel with what needs fewer.</summary>
    /// <param name="value">The value.</param>
    public int Depth(string value) => depths.GetValueOrDefault(value);

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
        "MatMul" or "Gemm" or "FusedMatMul" => shapes[node.Input(1)] is { IsConstant: true, Sizes.Length: >= 2 } && shapes[node.Input(0)] is { IsConstant: false },
        "Attention" => node.Domain == OnnxGraph.Microsoft,
        _ => false,
    };

    /// <summary>Whether a value is a product, or one with its bias, scale or sum on it.</summary>
    /// <param name="value">The value.</param>
    public bool IsProductOutput(string value) => Maker(Behind(value)) is { } maker && (IsProduct(maker) || IsEpilogue(maker));

    /// <summary>
    /// Whether a node is the end of the product before it: its bias, its sum with another product, or its scaling by one number a row. A sum
    /// with the residual stream is work of its own.
    /// </summary>
    /// <param name="node">The node.</param>
    public bool IsEpilogue(OnnxNode node) => epilogues.Contains(node);

    /// <summary>The value behind views.</summary>
    /// <param name="value">A value.</param>
    public string Behind(string value) => behind.GetValueOrDefault(value, value);

    private bool EndsProduct(OnnxNode node)
    {
        if (node.Operator is not ("Add" or "Mul") || node.Inputs.Length != 2)
        {
            return false;
        }

        for (var i = 0; i < 2; i++)
        {
            var (here, other) = (node.Inputs[i], node.Inputs[1 - i]);
            if (IsProductOutput(here) && (node.Operator == "Add"
                ? shapes[other] is { IsConstant: true } || IsProductOutput(other) || IsRouted(other)
                : shapes[other] is { Width: 1 } && shapes[here] is not { Width: 1 }))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The sum of routed experts takes what stands beside it without passing over it again.</summary>
    private bool IsRouted(string value) => Maker(Behind(value)) is { Operator: "ScatterND" };

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

            if (IsProduct(maker) && !(maker.Operator == "MatMul" && shapes[maker.Inputs[1]] is { Sizes.Length: 3 }))
            {
                found.Add(next);
            }
            else if ((IsView(maker) || Preparing.Contains(maker.Operator) || IsProduct(maker)) && maker.Inputs.Length > 0)
            {
                foreach (var input in maker.Operator is "Concat" or "Add" or "Mul" or "Sub" or "Div" ? maker.Inputs : [maker.Inputs[0]])
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

        return Maker(output) is { } maker && (maker.Outputs.Length > 1 && !IsView(maker) ? maker == core.Node : Projections(output).Any(found => Projections(core.Key).Contains(found) || Projections(core.Value).Contains(found)) || graph.Outputs.Count(other => other.Name.StartsWith("present", StringComparison.Ordinal)) == 1);
    }
}
