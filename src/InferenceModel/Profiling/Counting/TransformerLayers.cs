using System.Globalization;
using System.Text;
using System.Text.Json;
using InferenceModel.Catalog;
using InferenceModel.Profiling.Onnx;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Counting;

/// <summary>
/// Finds the layers of an exported transformer and counts their work. A layer begins where attention's projections begin: nodes are dealt
/// out in order, a product behind the previous attention's output projection and feed-forward belonging to the attention it precedes.
/// </summary>
public static class TransformerLayers
{
    /// <summary>Tokens of the prompt, and of the cache, that work is counted for.</summary>
    public const int PromptTokens = 128;

    /// <summary>The layers of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">The file is no transformer; the finding says why.</exception>
    public static IReadOnlyList<CountedLayer> Read(string path)
    {
        var graph = OnnxReader.ReadFile(path);
        try
        {
            return Of(graph);
        }
        catch (OnnxFormatException exception)
        {
            throw new BadInputException(new Finding(path, 0, 0, "ONNX", string.Empty, exception.Message));
        }
    }

    /// <summary>The layers of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <exception cref="OnnxFormatException">It is no transformer.</exception>
    public static IReadOnlyList<CountedLayer> Of(OnnxGraph graph)
    {
        var prompt = Work(graph, PromptTokens, 0);
        var decode = Work(graph, 1, PromptTokens);
        var names = prompt.Keys.Union(decode.Keys).Order().ToList();
        return
        [
            .. names.Select(name => new CountedLayer(
                Name(name),
                Kind(prompt.GetValueOrDefault(name)),
                Sum(prompt.GetValueOrDefault(name)),
                Sum(decode.GetValueOrDefault(name)))),
        ];
    }

    /// <summary>JSON: a list of layers.</summary>
    /// <param name="layers">The layers.</param>
    public static string ToJson(IReadOnlyList<CountedLayer> layers)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var layer in layers)
            {
                json.WriteStartObject();
                json.WriteString("layer", layer.Name);
                json.WriteString("kind", layer.Kind);
                json.WriteNumber("prompt_flop", layer.Prefill.Operations);
                json.WriteNumber("prompt_bytes", layer.Prefill.Bytes);
                json.WriteNumber("decode_flop", layer.Decode.Operations);
                json.WriteNumber("decode_bytes", layer.Decode.Bytes);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Sizes of dimensions by the names exporters give them.</summary>
    internal static Dictionary<string, double> Sizes(OnnxGraph graph, int tokens, int past)
    {
        var sizes = new Dictionary<string, double>(StringComparer.Ordinal);
        var cache = graph.Nodes.Any(node => node.Operator == "GroupQueryAttention") && graph.Inputs.Any(input => input.Shape.Any(dimension => dimension.Name == "cache")) ? past + tokens : past;
        foreach (var name in graph.Inputs.Concat(graph.Outputs).Concat(graph.Stated).SelectMany(value => value.Shape).Select(dimension => dimension.Name).OfType<string>().Distinct())
        {
            var has = (string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);
            sizes[name] = has("batch") ? 1 : has("total") || (has("past") && (has("+"))) ? past + tokens : has("past") ? past : has("cache") ? cache : has("head") ? 1 : tokens;
        }

        return sizes;
    }

    /// <summary>The layer of each node by its name: negative before the layers, <see cref="int.MaxValue"/> after them.</summary>
    /// <param name="graph">The graph.</param>
    /// <exception cref="OnnxFormatException">It is no transformer.</exception>
    internal static Dictionary<string, int> Places(OnnxGraph graph)
    {
        var starts = Starts(graph, Attentions(graph, GraphWork.Count(graph, Sizes(graph, PromptTokens, 0), Bytes.Of(2))));
        return graph.Nodes.Index().GroupBy(pair => pair.Item.Name).ToDictionary(same => same.Key, same => Layer(same.First().Index, starts, graph), StringComparer.Ordinal);
    }

    /// <summary>What people call a layer.</summary>
    /// <param name="number">Its number as <see cref="Places"/> gives it.</param>
    internal static string Name(int number) =>
        number < 0 ? "before layers" : number == int.MaxValue ? "after layers" : string.Create(CultureInfo.InvariantCulture, $"layer {number}");

    private static Dictionary<int, List<CountedKernel>> Work(OnnxGraph graph, int tokens, int past)
    {
        var kernels = GraphWork.Count(graph, Sizes(graph, tokens, past), Bytes.Of(2));
        var place = Indices(graph);
        var starts = Starts(graph, Attentions(graph, kernels));
        return kernels.GroupBy(kernel => Layer(place.GetValueOrDefault(Base(kernel.Name)), starts, graph)).ToDictionary(same => same.Key, same => same.ToList());
    }

    private static Dictionary<string, int> Indices(OnnxGraph graph) =>
        graph.Nodes.Index().GroupBy(pair => pair.Item.Name).ToDictionary(same => same.Key, same => same.First().Index, StringComparer.Ordinal);

    /// <summary>Places of the attention nodes, in order.</summary>
    private static List<int> Attentions(OnnxGraph graph, IReadOnlyList<CountedKernel> kernels)
    {
        var place = Indices(graph);
        var attentions = kernels.Where(IsAttention).Select(kernel => place.GetValueOrDefault(kernel.Name)).Distinct().Order().ToList();
        if (attentions.Count == 0)
        {
            throw new OnnxFormatException("no attention is found in it: no fused attention node, and no softmax between two products of values; it is no transformer");
        }

        return kernels.Any(kernel => kernel.Kind == Operators.OperatorKind.Gemm)
            ? attentions
            : throw new OnnxFormatException("no product with a weight is found in it; it is no transformer");
    }

    /// <summary>The first node of each layer: the norm before the projections of its attention.</summary>
    private static List<int> Starts(OnnxGraph graph, List<int> attentions)
    {
        var norms = graph.Nodes.Index().Where(pair => IsNorm(pair.Item)).Select(pair => pair.Index).ToList();
        var starts = new List<int>();
        foreach (var (number, attention) in attentions.Index())
        {
            var floor = number == 0 ? -1 : attentions[number - 1];
            var before = norms.Where(norm => norm < attention && norm > floor && !IsHeadNorm(graph.Nodes[norm])).ToList();
            starts.Add(before.Count > 0 ? before[^1] : floor + 1);
        }

        return starts;
    }

    private static int Layer(int place, List<int> starts, OnnxGraph graph)
    {
        var layer = starts.FindLastIndex(start => start <= place);
        var last = graph.Nodes.Index().Where(pair => IsNorm(pair.Item)).Select(pair => pair.Index).LastOrDefault();
        return layer == starts.Count - 1 && place >= last && last > starts[^1] ? int.MaxValue : layer;
    }

    private static bool IsNorm(OnnxNode node) => node.Operator is "SkipSimplifiedLayerNormalization" or "SkipLayerNormalization" or "SimplifiedLayerNormalization" or "LayerNormalization" or "RMSNormalization";

    private static bool IsHeadNorm(OnnxNode node) => node.Name.Contains("q_norm", StringComparison.Ordinal) || node.Name.Contains("k_norm", StringComparison.Ordinal)
        || node.Name.Contains("_a_", StringComparison.Ordinal);

    private static bool IsAttention(CountedKernel kernel) => kernel.Kind is Operators.OperatorKind.PrefillAttention or Operators.OperatorKind.DecodeAttention;

    private static string Base(string name) => name.IndexOf(": ", StringComparison.Ordinal) is > 0 and var at ? name[..at] : name;

    private static string Kind(List<CountedKernel>? kernels) => kernels is null
        ? string.Empty
        : string.Join(", ", kernels.GroupBy(kernel => kernel.Kind).OrderBy(same => same.Key).Select(same => string.Create(CultureInfo.InvariantCulture, $"{same.Count()} {same.Key}")));

    private static (double Operations, double Bytes) Sum(List<CountedKernel>? kernels) =>
        kernels is null ? (0, 0) : (kernels.Sum(kernel => kernel.Work.Arithmetic.Total), kernels.Sum(kernel => kernel.Work.Traffic.Total));
}
