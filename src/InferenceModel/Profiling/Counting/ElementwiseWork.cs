using System.Collections.Immutable;
using InferenceModel.Models;
using InferenceModel.Operators;
using InferenceModel.Profiling.Onnx;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Counting;

/// <summary>Counts what is neither product nor attention, neighbours that engines fuse as one kernel.</summary>
internal static class ElementwiseWork
{
    private static readonly HashSet<string> Pointwise = new(StringComparer.Ordinal)
    {
        "Sigmoid", "Mul", "Add", "FastGelu", "Gelu", "QuickGelu", "BiasGelu", "Relu", "Tanh", "Erf", "Pow", "Div", "Sub", "Sqrt", "Reciprocal", "ReduceMean", "Neg", "Exp", "Clip", "Softplus", "HardSigmoid",
        "LeakyRelu", "Elu", "Swish", "BiasSplitGelu",
    };

    private static readonly HashSet<string> Norms = new(StringComparer.Ordinal) { "SimplifiedLayerNormalization", "RMSNormalization", "LayerNormalization" };

    /// <summary>Adds the kernels.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shapes">Its shapes.</param>
    /// <param name="roles">What its nodes are for.</param>
    /// <param name="attentions">Its attention.</param>
    /// <param name="width">Bytes of a number that passes between kernels.</param>
    /// <param name="into">Takes the kernels.</param>
    public static void Count(OnnxGraph graph, ShapeInference shapes, NodeRoles roles, AttentionFinder attentions, double width, ImmutableArray<CountedKernel>.Builder into)
    {
        var group = new Dictionary<string, int>(StringComparer.Ordinal);
        var groups = new List<List<OnnxNode>>();
        foreach (var node in graph.Nodes)
        {
            switch (node.Operator)
            {
                case "SkipSimplifiedLayerNormalization" or "SkipLayerNormalization":
                    into.Add(Kernel(node, 4 * Elements(shapes, node.Inputs[0]) * width));
                    break;
                case "TopK" when shapes[node.Inputs[0]] is { Sizes.Length: 2 } scores:
                    // Scores are 32 bits wide; a choice is a share and an index of 32 bits each.
                    into.Add(Kernel(node, (4 * scores.Count) + (8 * Elements(shapes, node.Outputs[0])), launches: 2));
                    break;
                case "Gather" when shapes[node.Outputs[0]] is { IsConstant: false, Element: var element } && element.IsFloating():
                    into.Add(Kernel(node, 2 * Elements(shapes, node.Outputs[0]) * width));
                    break;
                case var norm when Norms.Contains(norm) && !roles.IsProductOutput(node.Inputs[0]):
                    into.Add(Kernel(node, 2 * Elements(shapes, node.Inputs[0]) * width));
                    break;
                case "ScatterND":
                    Join(node, group, groups, roles);
                    break;
                case var kind when Pointwise.Contains(kind) && !roles.IsEpilogue(node) && shapes[node.Outputs[0]] is { IsConstant: false, Element: var element } made && element.IsFloating() && (made.Width > 1 || Follows(node, group, roles))
                    && !IsOfAttention(node, roles, attentions):
                    Join(node, group, groups, roles);
                    break;
                default:
                    break;
            }
        }

        into.AddRange(groups.Select(nodes => Fused(nodes, shapes, roles, width)).Where(kernel => kernel.Work.Launches > 0));
    }

    private static double Elements(ShapeInference shapes, string value) =>
        shapes[value]?.Count ?? throw new OnnxFormatException($"the shape of '{Catalog.Finding.Shorten(value)}' cannot be followed");

    private static CountedKernel Kernel(OnnxNode node, double bytes, int launches = 1, OperatorKind kind = OperatorKind.Elementwise) =>
        new(node.Name, kind, new OperatorWork(Flops.Zero, NumberFormat.Bf16, Bytes.Zero, Bytes.Of(bytes), Bytes.Zero, launches));

    /// <summary>Whether a node belongs to attention: it prepares queries or keys, scales scores, or opens a gate on the result.</summary>
    private static bool IsOfAttention(OnnxNode node, NodeRoles roles, AttentionFinder attentions)
    {
        var open = new Queue<string>(node.Outputs);
        for (var steps = 0; steps < 64 && open.TryDequeue(out var value); steps++)
        {
            foreach (var reader in roles.Readers(value))
            {
                if (attentions.Of(reader) is not null)
                {
                    return true;
                }

                if (NodeRoles.IsView(reader) || reader.Operator is "Add" or "Mul" or "RotaryEmbedding" || (reader.Operator == "MatMul" && !roles.IsProduct(reader)))
                {
                    reader.Outputs.ToList().ForEach(open.Enqueue);
                }
            }
        }

        return Comes(node, roles, attentions);
    }

    /// <summary>Whether one of the inputs, or the other side of the product with it, is attention's result.</summary>
    private static bool Comes(OnnxNode node, NodeRoles roles, AttentionFinder attentions) =>
        node.Inputs.Any(input => IsAttention(roles.Maker(roles.Behind(input)), roles, attentions))
        || (node.Operator == "Sigmoid" && roles.Readers(node.Outputs[0]).Any(reader => reader.Inputs.Any(input => IsAttention(roles.Maker(roles.Behind(input)), roles, attentions))));

    private static bool IsAttention(OnnxNode? node, NodeRoles roles, AttentionFinder attentions) =>
        node is not null && (attentions.Of(node) is not null || (node.Operator == "MatMul" && !roles.IsProduct(node)));

    /// <summary>A number a row that comes of element-wise work, as the root of a mean square, is part of that work.</summary>
    private static bool Follows(OnnxNode node, Dictionary<string, int> group, NodeRoles roles) => node.Inputs.Any(input => group.ContainsKey(roles.Behind(input)));

    private static void Join(OnnxNode node, Dictionary<string, int> group, List<List<OnnxNode>> groups, NodeRoles roles)
    {
        int? home = null;
        foreach (var input in node.Inputs)
        {
            if (group.TryGetValue(roles.Behind(input), out var other) && home != other && roles.Depth(groups[other][0].Outputs[0]) == roles.Depth(node.Outputs[0]))
            {
                if (home is { } first)
                {
                    groups[first].AddRange(groups[other]);
                    groups[other].ForEach(moved => group[moved.Outputs[0]] = first);
                    groups[other].Clear();
                }
                else
                {
                    home = other;
                }
            }
        }

        if (home is null)
        {
            home = groups.Count;
            groups.Add([]);
        }

        groups[home.Value].Add(node);
        group[node.Outputs[0]] = home.Value;
    }

    /// <summary>A fused kernel reads what comes from outside once and writes what leaves; a scattered sum is written once.</summary>
    private static CountedKernel Fused(List<OnnxNode> nodes, ShapeInference shapes, NodeRoles roles, double width)
    {
        if (nodes.Count == 0)
        {
            return new CountedKernel(string.Empty, OperatorKind.Elementwise, default);
        }

        var inside = nodes.Select(node => node.Outputs[0]).ToHashSet(StringComparer.Ordinal);
        var read = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            // The sum that is scattered into stays where it is.
            foreach (var input in node.Operator == "ScatterND" ? node.Inputs.Skip(2) : node.Inputs)
            {
                var source = roles.Behind(input);
                if (!inside.Contains(source) && shapes[source] is { IsConstant: false, Width: > 1 })
                {
                    read.Add(source);
                }
            }
        }

        var written = nodes.Where(node => shapes[node.Outputs[0]] is not { Width: <= 1 }).Where(node => roles.Readers(node.Outputs[0]).Count == 0 || roles.Readers(node.Outputs[0]).Any(reader => !inside.Contains(reader.Outputs[0])));
        var elements = read.Sum(value => Elements(shapes, value)) + written.Sum(node => Elements(shapes, node.Outputs[0]));

        // What routed experts do between and after their products is part of the routed experts, as it is in every engine's kernels.
        var isRouted = nodes.Any(node => node.Operator == "ScatterND" || shapes[node.Outputs[0]]?.Routing is not null);
        return Kernel(nodes[^1], elements * width, kind: isRouted ? OperatorKind.GroupedGemm : OperatorKind.Elementwise);
    }
}
