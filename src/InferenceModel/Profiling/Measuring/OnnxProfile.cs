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
        using var session = graph.Inputs.Any(SeededWeights.IsWeight)
            ? new ModelSession(SeededWeights.Fill(graph, Seed), profiled)
            : new ModelSession(graph, File.ReadAllBytes(path), profiled);
        foreach (var (tokens, past) in new[] { (TransformerLayers.PromptTokens, 0), (1, TransformerLayers.PromptTokens) })
        {
            Run(session, tokens, past, repetitions, done);
        }

        var places = TransformerLayers.Places(graph);
        var runs = RuntimeProfile.Read(session.EndProfile());
        return [.. runs.Index().Where(run => run.Index % (repetitions + 1) > 0).SelectMany(run => Sums(run.Item, places, isDecode: run.Index > repetitions))];
    }

    private static void Run(ModelSession session, int tokens, int past, int repetitions, Action done)
    {
        var sizes = TransformerLayers.Sizes(session.Graph, tokens, past).ToDictionary(pair => pair.Key, pair => (long)pair.Value, StringComparer.Ordinal);
        using var run = new GraphRun(session, sizes);
        RunnableModel.Feed(run, past, tokens);
        foreach (var mask in session.Graph.Inputs.Where(input => input.Element == OnnxElement.Int64 && input.Name.Contains("mask", StringComparison.OrdinalIgnoreCase)))
        {
            run[mask.Name].Integers.Fill(1);
        }

        for (var i = 0; i <= repetitions; i++)
        {
            run.Run();
            done();
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
