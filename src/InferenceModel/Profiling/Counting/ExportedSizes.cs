using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Counting;

/// <summary>Sizes of the open dimensions of an exported transformer: by the names exporters give them, else by the input they stand in.</summary>
internal static class ExportedSizes
{
    /// <summary>Sizes of all names that can be given one.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="tokens">New tokens.</param>
    /// <param name="past">Tokens in the cache.</param>
    public static Dictionary<string, double> Of(OnnxGraph graph, int tokens, int past)
    {
        var sizes = new Dictionary<string, double>(StringComparer.Ordinal);

        // Caches that are written in place have room for the new tokens from the start.
        var isInPlace = graph.Nodes.Any(node => node.Operator == "GroupQueryAttention") && graph.Inputs.Any(input => input.Shape.Any(dimension => dimension.Name == "cache"));
        foreach (var input in graph.Inputs)
        {
            foreach (var (place, dimension) in input.Shape.Index())
            {
                if (dimension.Name is { } name)
                {
                    sizes.TryAdd(name, ByName(name, tokens, past, isInPlace) ?? ByPlace(input, place, tokens, past));
                }
            }
        }

        foreach (var name in graph.Outputs.Concat(graph.Stated).SelectMany(value => value.Shape).Select(dimension => dimension.Name).OfType<string>())
        {
            if (!sizes.ContainsKey(name) && (ByName(name, tokens, past, isInPlace) ?? Sum(name, sizes)) is { } size)
            {
                sizes[name] = size;
            }
        }

        return sizes;
    }

    private static double? ByName(string name, int tokens, int past, bool isInPlace)
    {
        bool Has(string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);
        return name switch
        {
            _ when name.StartsWith(OnnxReader.Nameless) => null,
            _ when Has("batch") && !Has("*") => 1,
            _ when Has("total") || (Has("past") && Has("+")) => past + tokens,
            _ when Has("past") => past,
            _ when name == "cache" => isInPlace ? past + tokens : past,
            _ when name is "tokens" or "sequence" or "seq" or "seq_len" or "seqlen" || (Has("sequence") && Has("length")) => tokens,
            _ => null,
        };
    }

    /// <summary>A cache is [batch, heads, tokens, width], a mask covers cache and new tokens, everything else is [batch, tokens, ...].</summary>
    private static double ByPlace(OnnxValue input, int place, int tokens, int past)
    {
        bool Has(string part) => input.Name.Contains(part, StringComparison.OrdinalIgnoreCase);
        var isCache = (Has("past") || Has("cache")) && input.Shape.Length >= 3;
        return (place, isCache) switch
        {
            (0, _) => 1,
            (1, true) => input.Shape.Length == 3 ? past : 1,
            (2, true) => past,
            (1, false) => Has("mask") && input.Shape.Length == 2 ? past + tokens : tokens,
            _ when Has("mask") => place == input.Shape.Length - 1 ? past + tokens : tokens,
            _ => tokens,
        };
    }

    /// <summary>Names such as <c>s1 + s2</c>, of which all parts are known.</summary>
    private static double? Sum(string name, Dictionary<string, double> sizes)
    {
        var sum = 0.0;
        foreach (var part in name.Split('+', StringSplitOptions.TrimEntries))
        {
            if (sizes.TryGetValue(part, out var size) || double.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out size))
            {
                sum += size;
            }
            else
            {
                return null;
            }
        }

        return sum;
    }
}
