using System.Collections.Immutable;
using InferenceModel.Models;
using InferenceModel.Operators;
using InferenceModel.Profiling.Onnx;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Counting;

/// <summary>
/// Counts arithmetic and traffic of a graph, kernel by kernel, from its nodes alone: a description of a model that owes nothing to the
/// lowering. What serving engines fuse counts as one kernel: element-wise nodes that follow each other; a bias, a scale or a
/// sum on a product (its epilogue); norms and rotary position between projections and attention with the cache write; a gate on attention's result;
/// the additions of all experts' results. Numbers of one per token (shares, gates) are too small to count.
/// </summary>
public sealed class GraphWork
{
    private readonly OnnxGraph graph;
    private readonly ShapeInference shapes;
    private readonly Dictionary<string, OnnxNode> makers = new(StringComparer.Ordinal);
    private readonly NodeRoles roles;
    private readonly AttentionFinder attentions;
    private readonly ImmutableArray<CountedKernel>.Builder kernels = ImmutableArray.CreateBuilder<CountedKernel>();
    private readonly double width;

    private GraphWork(OnnxGraph graph, IReadOnlyDictionary<string, double> sizes, Bytes activation)
    {
        this.graph = graph;
        width = activation.Total;
        shapes = new ShapeInference(graph, sizes);
        foreach (var node in graph.Nodes)
        {
            foreach (var made in node.Outputs.Where(made => made.Length > 0))
            {
                makers[made] = node;
            }
        }

        if (graph.Nodes.FirstOrDefault(node => node.Operator is "MatMul" or "Gemm" && node.Inputs.Any(input => shapes[input] is null)) is { } lost)
        {
            throw new OnnxFormatException(FirstLost(lost));
        }

        roles = new NodeRoles(graph, shapes, makers);
        attentions = new AttentionFinder(graph, shapes, roles);
    }

    /// <summary>The kernels of a graph.</summary>
    /// <param name="graph">The graph, nodes in order.</param>
    /// <param name="sizes">Size of each named dimension.</param>
    /// <param name="activation">Bytes of a number that passes between kernels.</param>
    /// <exception cref="OnnxFormatException">A shape cannot be followed.</exception>
    public static ImmutableArray<CountedKernel> Count(OnnxGraph graph, IReadOnlyDictionary<string, double> sizes, Bytes activation)
    {
        var counting = new GraphWork(graph, sizes, activation);
        foreach (var node in graph.Nodes)
        {
            counting.Product(node);
            counting.Attention(node);
        }

        ElementwiseWork.Count(graph, counting.shapes, counting.roles, counting.attentions, counting.width, counting.kernels);
        return counting.kernels.ToImmutable();
    }

    /// <summary>A product whose size is not known, and the operator behind it that could not be followed.</summary>
    private string FirstLost(OnnxNode product)
    {
        var node = product;
        for (var steps = 0; steps < makers.Count && node.Inputs.FirstOrDefault(input => input.Length > 0 && shapes[input] is null) is { } input && makers.TryGetValue(input, out var behind); steps++)
        {
            node = behind;
        }

        return $"the shape of the product '{Catalog.Finding.Shorten(product.Name)}' is not known: operator {Catalog.Finding.Shorten(node.Operator)} ('{Catalog.Finding.Shorten(node.Name)}') cannot be followed; infer shapes when exporting";
    }

    private ValueFacts Facts(string name) => shapes[name] ?? throw new OnnxFormatException($"the shape of '{Catalog.Finding.Shorten(name)}' cannot be followed");

    private void Product(OnnxNode node)
    {
        if (!roles.IsProduct(node))
        {
            return;
        }

        var input = Facts(node.Inputs[0]);
        var output = Facts(node.Outputs[0]);
        var weight = Facts(node.Inputs[1]);
        var (inner, outer) = (input.Width, node.Operator == "Attention" ? weight.Width : output.Width);
        var batches = weight.Sizes.Length == 3 && node.Operator == "MatMul" ? weight.Sizes[0] : 1;
        var rows = input.Count / inner / batches;
        var (bits, compute) = Stored(node, weight);
        if (compute is NumberFormat.Int8)
        {
            Add(new CountedKernel($"{node.Name}: quantised input", OperatorKind.Elementwise, new OperatorWork(Flops.Zero, NumberFormat.Bf16, Bytes.Zero, Bytes.Of(input.Count * (width + 1)), Bytes.Zero, 1)));
        }

        var touched = input.Routing is { } routing ? 1 - Math.Pow(1 - (routing.PerToken / routing.Experts), routing.Tokens) : 1;
        Add(new CountedKernel(node.Name, input.Routing is null ? OperatorKind.Gemm : OperatorKind.GroupedGemm, new OperatorWork(
            Flops.Of(2 * rows * inner * outer * batches),
            compute,
            Bytes.OfBits(touched * bits * inner * outer * batches),
            Bytes.Of(rows * (inner + outer) * batches * width),
            Bytes.Zero,
            1)));
    }

    /// <summary>Bits a weight takes with its scales, and what it is multiplied in.</summary>
    private (double Bits, NumberFormat Compute) Stored(OnnxNode node, ValueFacts weight)
    {
        switch (node.Operator)
        {
            case "MatMulNBits":
                var scale = Facts(node.Inputs[2]);
                return (node.Integer("bits", 4) + (8.0 * scale.Element.Width() / node.Integer("block_size", 32)), NumberFormat.Bf16);
            case "DynamicQuantizeMatMul" or "MatMulInteger" or "MatMulIntegerToFloat":
                return (8, NumberFormat.Int8);
            default:
                return (weight.StoredBits ?? (8.0 * weight.Element.Width()), weight.Element switch
                {
                    OnnxElement.Float32 => NumberFormat.Fp32,
                    OnnxElement.Float16 => NumberFormat.Fp16,
                    _ => NumberFormat.Bf16,
                });
        }
    }

    private void Attention(OnnxNode node)
    {
        if (attentions.Of(node) is not { } core)
        {
            return;
        }

        var (heads, score, value) = (core.Heads, core.ScoreWidth, core.ValueWidth);
        var (batch, tokens) = (core.Batch, core.Tokens);
        var cached = CachedPerToken(core);
        var isDecode = tokens == 1;
        var pairs = 0.0;
        for (var i = 1; i <= tokens; i++)
        {
            pairs += Math.Min(core.Past + (core.IsCausal ? i : tokens), core.Window);
        }

        var read = isDecode ? Math.Min(core.Past + 1, core.Window) : Math.Min(core.Past + tokens, core.Window + tokens);
        Add(new CountedKernel(node.Name, isDecode ? OperatorKind.DecodeAttention : OperatorKind.PrefillAttention, new OperatorWork(
            Flops.Of(batch * pairs * 2 * heads * (score + value)),
            NumberFormat.Bf16,
            Bytes.Zero,
            Bytes.Of(batch * tokens * heads * (score + value) * width),
            Bytes.Of(batch * read * cached * width),
            1)));
        var features = node.Operator == "Attention" && node.Domain == OnnxGraph.Microsoft
            ? Facts(node.Inputs[1]).Width
            : roles.Projections(core.Query).Sum(projection => Facts(projection).Count) / (batch * tokens);
        var fresh = roles.Projections(core.Key).Any(projection => roles.Projections(core.Query).Contains(projection)) ? 0 : cached;
        if (features > 0)
        {
            Add(new CountedKernel($"{node.Name}: rotary position and cache write", OperatorKind.Elementwise, new OperatorWork(
                Flops.Zero, NumberFormat.Bf16, Bytes.Zero, Bytes.Of(batch * tokens * ((2 * (features + fresh)) + cached) * width), Bytes.Zero, 1)));
        }
    }

    /// <summary>Numbers a token leaves in the cache: those of the present outputs, or keys and values where the graph keeps none.</summary>
    private double CachedPerToken(AttentionCore core)
    {
        var present = graph.Outputs.Where(output => roles.IsCacheOf(output.Name, core)).Select(output => Facts(output.Name)).ToList();
        return present.Count == 0
            ? core.KeyHeads * (core.ScoreWidth + core.ValueWidth)
            : present.Sum(facts => facts.Sizes.Length switch
            {
                4 => facts.Sizes[1] * facts.Width,
                5 => facts.Sizes[0] * facts.Sizes[2] * facts.Width,
                _ => facts.Width,
            });
    }

    private void Add(CountedKernel kernel) => kernels.Add(kernel);
}
