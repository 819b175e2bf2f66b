using System.Collections.Immutable;
using System.Text.Json;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Running;

/// <summary>Reads the profile ONNX Runtime writes (a trace of events in JSON): the nodes of each run, in the order of the runs.</summary>
public static class RuntimeProfile
{
    private const string NodeEnding = "_kernel_time";

    /// <summary>The runs of a session.</summary>
    /// <param name="path">The file <c>EndProfiling</c> named.</param>
    public static IReadOnlyList<ImmutableArray<ProfiledNode>> Read(string path)
    {
        using var stream = File.OpenRead(path);
        using var document = JsonDocument.Parse(stream);
        var runs = new List<ImmutableArray<ProfiledNode>>();
        var nodes = ImmutableArray.CreateBuilder<ProfiledNode>();
        foreach (var entry in document.RootElement.EnumerateArray())
        {
            var name = entry.GetProperty("name").GetString() ?? string.Empty;
            switch (entry.GetProperty("cat").GetString())
            {
                case "Node" when name.EndsWith(NodeEnding, StringComparison.Ordinal):
                    nodes.Add(Node(name[..^NodeEnding.Length], entry));
                    break;
                case "Session" when name == "model_run":
                    runs.Add(nodes.ToImmutable());
                    nodes.Clear();
                    break;
                default:
                    break;
            }
        }

        return runs;
    }

    private static ProfiledNode Node(string name, JsonElement entry)
    {
        var details = entry.GetProperty("args");
        return new ProfiledNode(
            name,
            details.GetProperty("op_name").GetString() ?? string.Empty,
            Shapes(details, "input_type_shape"),
            Shapes(details, "output_type_shape"),
            Seconds.OfMicroseconds(entry.GetProperty("dur").GetDouble()).Total);
    }

    /// <summary>A list of objects of one member each, type and shape: <c>[{"float":[1,768]}]</c>.</summary>
    private static ImmutableArray<ImmutableArray<long>> Shapes(JsonElement details, string member) => details.TryGetProperty(member, out var shapes)
        ? [.. shapes.EnumerateArray().Select(shape => shape.EnumerateObject().Select(typed => typed.Value.EnumerateArray().Select(size => size.GetInt64()).ToImmutableArray()).FirstOrDefault([]))]
        : [];
}
