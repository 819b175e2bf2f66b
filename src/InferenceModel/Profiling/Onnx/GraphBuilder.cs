using System.Collections.Immutable;
using System.Globalization;

namespace InferenceModel.Profiling.Onnx;

/// <summary>Puts a graph together node by node; every method returns the name of the value it makes.</summary>
/// <param name="activation">Type of what passes between nodes.</param>
internal sealed class GraphBuilder(OnnxElement activation)
{
    /// <summary>What the names of weights begin with: inputs whose numbers are made at run time.</summary>
    public const string WeightPrefix = "w.";

    private readonly ImmutableArray<OnnxValue>.Builder inputs = ImmutableArray.CreateBuilder<OnnxValue>();
    private readonly ImmutableArray<OnnxValue>.Builder outputs = ImmutableArray.CreateBuilder<OnnxValue>();
    private readonly ImmutableArray<OnnxTensor>.Builder constants = ImmutableArray.CreateBuilder<OnnxTensor>();
    private readonly ImmutableArray<OnnxNode>.Builder nodes = ImmutableArray.CreateBuilder<OnnxNode>();
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>Type of what passes between nodes.</summary>
    public OnnxElement Activation => activation;

    /// <summary>What the names of nodes and weights made from here on begin with, for example <c>layers.3.</c>.</summary>
    public string Scope { get; set; } = string.Empty;

    /// <summary>The graph.</summary>
    /// <param name="name">Its name.</param>
    public OnnxGraph Build(string name) => new(name, inputs.ToImmutable(), outputs.ToImmutable(), constants.ToImmutable(), nodes.ToImmutable());

    /// <summary>Declares an input.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="element">Its type.</param>
    /// <param name="shape">Its dimensions.</param>
    public string Input(string name, OnnxElement element, params ReadOnlySpan<OnnxDimension> shape)
    {
        if (known.Add(name))
        {
            inputs.Add(OnnxValue.Of(name, element, shape));
        }

        return name;
    }

    /// <summary>Declares a weight of the current scope.</summary>
    /// <param name="name">Its name within the scope.</param>
    /// <param name="element">Its type.</param>
    /// <param name="shape">Its sizes.</param>
    public string Weight(string name, OnnxElement element, params ReadOnlySpan<OnnxDimension> shape) =>
        Input($"{WeightPrefix}{Scope}{name}", element, shape);

    /// <summary>Declares a weight all scopes share.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="element">Its type.</param>
    /// <param name="shape">Its sizes.</param>
    public string SharedWeight(string name, OnnxElement element, params ReadOnlySpan<OnnxDimension> shape) =>
        Input($"{WeightPrefix}{name}", element, shape);

    /// <summary>A small vector of whole numbers.</summary>
    /// <param name="numbers">The numbers.</param>
    public string Integers(params ReadOnlySpan<long> numbers)
    {
        var name = $"i.{string.Join('_', numbers.ToArray().Select(number => number.ToString(CultureInfo.InvariantCulture)))}";
        if (known.Add(name))
        {
            constants.Add(OnnxTensor.Int64(name, numbers));
        }

        return name;
    }

    /// <summary>A small vector of 32-bit numbers.</summary>
    /// <param name="number">The number.</param>
    public string Scalar(float number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"f.{number:R}");
        if (known.Add(name))
        {
            constants.Add(OnnxTensor.Float32(name, [number], 1));
        }

        return name;
    }

    /// <summary>Adds a standard node of one output.</summary>
    /// <param name="kind">The operator.</param>
    /// <param name="name">What the node does, within the scope.</param>
    /// <param name="reads">Its inputs.</param>
    /// <param name="attributes">Its attributes.</param>
    public string Node(string kind, string name, ReadOnlySpan<string> reads, params ReadOnlySpan<OnnxSetting> attributes) =>
        Nodes(string.Empty, kind, name, reads, 1, attributes)[0];

    /// <summary>Adds a fused node of ONNX Runtime of one output.</summary>
    /// <param name="kind">The operator.</param>
    /// <param name="name">What the node does, within the scope.</param>
    /// <param name="reads">Its inputs.</param>
    /// <param name="attributes">Its attributes.</param>
    public string Fused(string kind, string name, ReadOnlySpan<string> reads, params ReadOnlySpan<OnnxSetting> attributes) =>
        Nodes(OnnxGraph.Microsoft, kind, name, reads, 1, attributes)[0];

    /// <summary>Adds a node of several outputs.</summary>
    /// <param name="domain">Whose operator it is.</param>
    /// <param name="kind">The operator.</param>
    /// <param name="name">What the node does, within the scope.</param>
    /// <param name="reads">Its inputs.</param>
    /// <param name="count">How many outputs.</param>
    /// <param name="attributes">Its attributes.</param>
    public string[] Nodes(string domain, string kind, string name, ReadOnlySpan<string> reads, int count, params ReadOnlySpan<OnnxSetting> attributes)
    {
        string[] made = [.. Enumerable.Range(0, count).Select(index => count == 1 ? $"{Scope}{name}" : $"{Scope}{name}.{index}")];
        if (!known.Add($"node {Scope}{name}"))
        {
            throw new InvalidOperationException($"Two nodes are called {Scope}{name}.");
        }

        nodes.Add(new OnnxNode(kind, domain, $"{Scope}{name}", [.. reads], [.. made], [.. attributes]));
        return made;
    }

    /// <summary>Adds a node whose outputs have names of their own.</summary>
    /// <param name="node">The node.</param>
    public void Add(OnnxNode node) => nodes.Add(node);

    /// <summary>Makes a value an output under another name.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">The output's name.</param>
    /// <param name="shape">Its dimensions.</param>
    public void Output(string value, string name, params ReadOnlySpan<OnnxDimension> shape)
    {
        for (var i = 0; i < nodes.Count && value != name; i++)
        {
            // Renaming at the source saves an identity node, which would copy.
            nodes[i] = nodes[i] with
            {
                Outputs = [.. nodes[i].Outputs.Select(made => made == value ? name : made)],
                Inputs = [.. nodes[i].Inputs.Select(read => read == value ? name : read)],
            };
        }

        outputs.Add(OnnxValue.Of(name, activation, shape));
    }

    /// <summary>Splits the last axis.</summary>
    /// <param name="name">What the node does.</param>
    /// <param name="value">What to split.</param>
    /// <param name="sizes">Sizes of the parts.</param>
    public string[] Split(string name, string value, params ReadOnlySpan<long> sizes) =>
        Nodes(string.Empty, "Split", name, [value, Integers(sizes)], sizes.Length, OnnxSetting.Of("axis", -1L));

    /// <summary>Gives a value another shape; 0 keeps a dimension, -1 is what is left.</summary>
    /// <param name="name">What the node does.</param>
    /// <param name="value">The value.</param>
    /// <param name="shape">The shape.</param>
    public string Reshape(string name, string value, params ReadOnlySpan<long> shape) => Node("Reshape", name, [value, Integers(shape)]);
}
