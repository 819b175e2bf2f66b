using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Counting;

/// <summary>
/// Follows shapes through a graph for given sizes of its named dimensions, and the numbers of small integer vectors with them, since
/// exported models compute shapes as they go.
/// </summary>
internal sealed class ShapeInference
{
    private const int MostKnown = 64;

    private readonly Dictionary<string, ValueFacts> facts = new(StringComparer.Ordinal);

    /// <summary>Follows a graph.</summary>
    /// <param name="graph">The graph, nodes in order.</param>
    /// <param name="sizes">Size of each named dimension.</param>
    /// <exception cref="OnnxFormatException">A dimension has no size, or shapes do not fit each other.</exception>
    public ShapeInference(OnnxGraph graph, IReadOnlyDictionary<string, double> sizes)
    {
        foreach (var input in graph.Inputs)
        {
            facts[input.Name] = new ValueFacts(input.Element, Sizes(input, sizes)) { IsConstant = Layers.SeededWeights.IsWeight(input) };
        }

        foreach (var constant in graph.Constants)
        {
            facts[constant.Name] = Constant(constant);
        }

        var stated = graph.Outputs.Concat(graph.Stated).DistinctBy(value => value.Name).ToDictionary(value => value.Name, StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            Follow(node, stated, sizes);
        }
    }

    /// <summary>What is known of a value; null for an input left out or a value of an operator that is not followed.</summary>
    /// <param name="name">The value.</param>
    public ValueFacts? this[string name] => facts.GetValueOrDefault(name);

    private static double[] Sizes(OnnxValue value, IReadOnlyDictionary<string, double> sizes) => [.. value.Shape.Select(dimension =>
        dimension.Size ?? (dimension.Name is { } name && sizes.TryGetValue(name, out var size)
            ? size
            : throw new OnnxFormatException($"no size is known for dimension '{Catalog.Finding.Shorten(dimension.ToString())}' of '{Catalog.Finding.Shorten(value.Name)}'")))];

    private static ValueFacts Constant(OnnxTensor tensor) => new(tensor.Element, [.. tensor.Shape.Select(size => (double)size)])
    {
        IsConstant = true,
        Known = tensor.Count <= MostKnown ? tensor.Integers()?.Select(number => (double)number).ToArray() : null,
    };

    private void Follow(OnnxNode node, Dictionary<string, OnnxValue> stated, IReadOnlyDictionary<string, double> sizes)
    {
        ValueFacts?[] reads = [.. node.Inputs.Select(name => facts.GetValueOrDefault(name))];
        ValueFacts?[] made;
        try
        {
            made = Rules.ShapeRules.Of(node, reads);
        }
        catch (Exception exception) when (exception is IndexOutOfRangeException or NullReferenceException or ArgumentException or OverflowException or InvalidOperationException or OutOfMemoryException)
        {
            made = [];
        }

        var isConstant = reads.All(read => read is null or { IsConstant: true }) && reads.Any(read => read is not null);
        for (var i = 0; i < node.Outputs.Length; i++)
        {
            var name = node.Outputs[i];
            var fact = i < made.Length && made[i] is { } found && found.Sizes.All(size => size >= 0 && double.IsFinite(size)) ? found : null;

            // A cache that attention writes is as long as the graph says: with the new tokens, or with room for them from the start.
            var isCache = i > 0 && node.Operator == "GroupQueryAttention";
            if ((fact is null || isCache) && stated.TryGetValue(name, out var value) && !value.Shape.IsEmpty
                && value.Shape.All(dimension => dimension.Size is not null || (dimension.Name is { } named && sizes.ContainsKey(named))))
            {
                fact = new ValueFacts(value.Element, Sizes(value, sizes));
            }

            if (fact is not null && name.Length > 0)
            {
                facts[name] = fact with { IsConstant = reads.Length == 0 ? fact.IsConstant : isConstant, Known = fact.Known is { Length: <= MostKnown } known ? known : null };
            }
        }
    }
}
