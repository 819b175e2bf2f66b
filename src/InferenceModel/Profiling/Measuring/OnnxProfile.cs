using System.Collections.Immutable;
using InferenceModel.Calibration;
using InferenceModel.Catalog;
using InferenceModel.Profiling.Counting;
using InferenceModel.Profiling.Layers;
using InferenceModel.Profiling.Onnx;
using InferenceModel.Profiling.Running;
using InferenceModel.Units;
using Microsoft.ML.OnnxRuntime;

namespace InferenceModel.Profiling.Measuring;

/// <summary>
/// Times the layers of a user's exported transformer: its layers are found and counted, the file runs on made-up inputs, and the time of each node goes
/// to its layer. Inputs that stand for weights (<c>w.*</c>) are filled from a seed.
/// </summary>
public static class OnnxProfile
{
    private const ulong Seed = 1;

    /// <summary>The layers of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="runtime">How ONNX Runtime runs.</param>
    /// <param name="repetitions">Timed runs of each phase.</param>
    /// <param name="done">Called after each run.</param>
    /// <exception cref="BadInputException">It is no transformer, or ONNX Runtime cannot run it; the finding says why.</exception>
    public static IReadOnlyList<TimedLayer> Measure(string path, RuntimeOptions runtime, int repetitions, Action done)
    {
        var graph = OnnxReader.ReadFile(path);
        try
        {
            var layers = TransformerLayers.Of(graph);
            var times = Times(graph, path, runtime, repetitions, done);
            return [.. layers.Select(layer => new TimedLayer(layer, Median(times, layer.Name, isDecode: false), Median(times, layer.Name, isDecode: true)))];
        }
        catch (Exception exception) when (exception is OnnxFormatException or OnnxRuntimeException or InvalidOperationException or OverflowException)
        {
            throw new BadInputException(new Finding(path, 0, 0, "ONNX", string.Empty, exception.Message));
        }
    }

    /// <summary>JSON: a list of layers with work and times.</summary>
    /// <param name="layers">The layers.</param>
    public static string ToJson(IReadOnlyList<TimedLayer> layers)
    {
        var root = new System.Text.Json.Nodes.JsonArray();
        foreach (var (layer, prefill, decode) in layers)
        {
            root.Add(new System.Text.Json.Nodes.JsonObject
            {
                ["layer"] = layer.Name,
                ["kind"] = layer.Kind,
                ["prompt_flop"] = layer.Prefill.Operations,
                ["prompt_bytes"] = layer.Prefill.Bytes,
                ["prompt_ms"] = Math.Round(prefill.TotalMilliseconds, 4),
                ["decode_flop"] = layer.Decode.Operations,
                ["decode_bytes"] = layer.Decode.Bytes,
                ["decode_ms"] = Math.Round(decode.TotalMilliseconds, 4),
            });
        }

        return root.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true });
    }

    private static List<(string Layer, bool IsDecode, double Seconds)> Times(OnnxGraph graph, string path, RuntimeOptions runtime, int repetitions, Action done)
    {
        using var folder = TidyPath.Folder();
        var profiled = runtime with { ProfilePrefix = Path.Combine(folder.Value, "ort") };
        using var session = Open(graph, path, profiled);
        foreach (var (tokens, past) in new[] { (TransformerLayers.PromptTokens, 0), (1, TransformerLayers.PromptTokens) })
        {
            Run(session, tokens, past, repetitions, done);
        }

        var places = TransformerLayers.Places(graph);
        var runs = RuntimeProfile.Read(session.EndProfile());
        return [.. runs.Index().Where(run => run.Index % (repetitions + 1) > 0).SelectMany(run => Sums(run.Item, places, isDecode: run.Index > repetitions))];
    }

    /// <summary>The file as it is, or written anew where its weights are made up or its nodes have no names to tell them by.</summary>
    private static ModelSession Open(OnnxGraph graph, string path, RuntimeOptions runtime)
    {
        if (graph.Inputs.Any(SeededWeights.IsWeight))
        {
            return new ModelSession(SeededWeights.Fill(graph, Seed), runtime);
        }

        if (!graph.HasNamesOfOurs)
        {
            return new ModelSession(graph, path, runtime);
        }

        return graph.HasDataBeside
            ? throw new OnnxFormatException("nodes without names and data in another file: times cannot be told apart; name the nodes when exporting, or save the model in one file")
            : new ModelSession(graph, runtime);
    }

    private static void Run(ModelSession session, int tokens, int past, int repetitions, Action done)
    {
        // Sizes of outputs that no input has are for the run to find out.
        var given = session.Graph.Inputs.SelectMany(input => input.Shape).Select(dimension => dimension.Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var sizes = ExportedSizes.Of(session.Graph, tokens, past).Where(pair => given.Contains(pair.Key)).ToDictionary(pair => pair.Key, pair => (long)pair.Value, StringComparer.Ordinal);
        using var run = new GraphRun(session, sizes);
        RunnableModel.Feed(run, past, tokens);
        foreach (var input in session.Graph.Inputs)
        {
            Feed(run[input.Name], input.Name, past, tokens);
        }

        for (var i = 0; i <= repetitions; i++)
        {
            run.Run();
            done();
        }
    }

    /// <summary>Masks see everything, lengths are what they are, places go up; all other inputs stay zero.</summary>
    private static void Feed(BoundTensor tensor, string name, int past, int tokens)
    {
        bool Has(string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);
        long? every = Has("mask") ? 1 : Has("seqlens") ? past + tokens - 1 : Has("total_seq") ? past + tokens : null;
        switch (tensor.Element)
        {
            case OnnxElement.Bool when every is not null:
                tensor.Flags.Fill(1);
                break;
            case OnnxElement.Int32 when every is { } number:
                tensor.SmallIntegers.Fill((int)number);
                break;
            case OnnxElement.Int64 when every is { } number:
                tensor.Integers.Fill(number);
                break;
            case OnnxElement.Int64 when Has("position"):
                for (var i = 0; i < tensor.Integers.Length; i++)
                {
                    tensor.Integers[i] = past + (i % tokens);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Time of each layer in one run; a node that ONNX Runtime made itself belongs where the one before it does.</summary>
    private static IEnumerable<(string Layer, bool IsDecode, double Seconds)> Sums(ImmutableArray<ProfiledNode> nodes, Dictionary<string, int> places, bool isDecode)
    {
        var sums = new Dictionary<int, double>();
        var layer = -1;
        foreach (var node in nodes)
        {
            layer = places.GetValueOrDefault(node.Name, layer);
            sums[layer] = sums.GetValueOrDefault(layer) + node.Seconds;
        }

        return sums.Select(sum => (TransformerLayers.Name(sum.Key), isDecode, sum.Value));
    }

    private static Seconds Median(List<(string Layer, bool IsDecode, double Seconds)> times, string layer, bool isDecode)
    {
        double[] sorted = [.. times.Where(time => time.Layer == layer && time.IsDecode == isDecode).Select(time => time.Seconds).Order()];
        return sorted.Length == 0 ? Seconds.Zero : Seconds.Of(ErrorStatistics.Quantile(sorted, 0.5));
    }
}
