using System.Globalization;
using System.Text;
using System.Text.Json;
using InferenceModel.Catalog;
using InferenceModel.Profiling.Onnx;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Counting;

/// <summary>
/// Finds the layers of an exported transformer and counts their work. A layer begins with the norm before the projections of its attention, or with
/// these where there is none, and ends where the next begins.
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

    /// <summary>The layer of each node by its name: negative before the layers, <see cref="int.MaxValue"/> after them.</summary>
    /// <param name="graph">The graph.</param>
    /// <exception cref="OnnxFormatException">It is no transformer.</exception>
    internal static Dictionary<string, int> Places(OnnxGraph graph)
    {
        var map = LayerMap.Of(graph, ExportedSizes.Of(graph, PromptTokens, 0));
        return graph.Nodes.Index().GroupBy(pair => pair.Item.Name).ToDictionary(same => same.Key, same => map.Layer(same.First().Index), StringComparer.Ordinal);
    }

    /// <summary>What people call a layer.</summary>
    /// <param name="number">Its number as <see cref="Places"/> gives it.</param>
    internal static string Name(int number) =>
        number < 0 ? "before layers" : number == int.MaxValue ? "after layers" : string.Create(CultureInfo.InvariantCulture, $"layer {number}");

    private static Dictionary<int, List<CountedKernel>> Work(OnnxGraph graph, int tokens, int past)
    {
        var sizes = ExportedSizes.Of(graph, tokens, past);
        var kernels = GraphWork.Count(graph, sizes, Bytes.Of(2));
        var map = LayerMap.Of(graph, sizes);
        if (kernels.All(kernel => kernel.Kind != Operators.OperatorKind.Gemm))
        {
            throw new OnnxFormatException("no product with a weight is found in it; it is no transformer");
        }

        var place = graph.Nodes.Index().GroupBy(pair => pair.Item.Name).ToDictionary(same => same.Key, same => same.First().Index, StringComparer.Ordinal);
        return kernels.GroupBy(kernel => map.Layer(place.GetValueOrDefault(Base(kernel.Name)))).ToDictionary(same => same.Key, same => same.ToList());
    }

    private static string Base(string name) => name.IndexOf(": ", StringComparison.Ordinal) is > 0 and var at ? name[..at] : name;

    private static string Kind(List<CountedKernel>? kernels) => kernels is null
        ? string.Empty
        : string.Join(", ", kernels.GroupBy(kernel => kernel.Kind).OrderBy(same => same.Key).Select(same => string.Create(CultureInfo.InvariantCulture, $"{same.Count()} {same.Key}")));

    private static (double Operations, double Bytes) Sum(List<CountedKernel>? kernels) =>
        kernels is null ? (0, 0) : (kernels.Sum(kernel => kernel.Work.Arithmetic.Total), kernels.Sum(kernel => kernel.Work.Traffic.Total));
}
