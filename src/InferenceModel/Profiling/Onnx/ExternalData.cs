using System.Globalization;

namespace InferenceModel.Profiling.Onnx;

/// <summary>
/// Data of tensors in a file beside the model. A location is the plain name of a file of the same folder: no path, no link to elsewhere; and the part it
/// names must be there. Nothing of it is read here.
/// </summary>
/// <param name="folder">The model's folder.</param>
internal sealed class ExternalData(string folder)
{
    private readonly Dictionary<string, long> lengths = new(StringComparer.Ordinal);

    /// <summary>Refuses a place that is not to be trusted or too short.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="place">What the model says of the place.</param>
    /// <param name="size">Bytes the tensor must have; null where its type has no fixed width.</param>
    /// <exception cref="OnnxFormatException">The place is refused.</exception>
    public void Check(string name, IReadOnlyList<(string Key, string Value)> place, long? size)
    {
        var location = place.LastOrDefault(entry => entry.Key == "location").Value ?? string.Empty;
        if (location.StartsWith("./", StringComparison.Ordinal))
        {
            location = location[2..];
        }

        if (location.Length == 0 || location is "." or ".." || location.IndexOfAny(['/', '\\', ':', '\0']) >= 0)
        {
            throw new OnnxFormatException($"the data of tensor {name} lies outside the model's folder ('{Catalog.Finding.Shorten(location)}')");
        }

        var (offset, length) = (Number(name, place, "offset") ?? 0, Number(name, place, "length") ?? size ?? 0);
        if (size is { } wanted && wanted != length)
        {
            throw new OnnxFormatException($"tensor {name} claims {wanted} bytes and its place in '{Catalog.Finding.Shorten(location)}' has {length}");
        }

        if (offset > Length(name, location) - length)
        {
            throw new OnnxFormatException($"tensor {name} claims bytes behind the end of '{Catalog.Finding.Shorten(location)}'");
        }
    }

    private long Length(string name, string location)
    {
        if (lengths.TryGetValue(location, out var known))
        {
            return known;
        }

        var info = new FileInfo(Path.Combine(folder, location));
        if (!info.Exists)
        {
            throw new OnnxFormatException($"the data of tensor {name} lies in '{Catalog.Finding.Shorten(location)}', which is not there");
        }

        if (info.LinkTarget is not null)
        {
            throw new OnnxFormatException($"the data of tensor {name} lies behind a link ('{Catalog.Finding.Shorten(location)}')");
        }

        return lengths[location] = info.Length;
    }

    private static long? Number(string name, IReadOnlyList<(string Key, string Value)> place, string key)
    {
        if (place.LastOrDefault(entry => entry.Key == key).Value is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1L << 50
            ? number
            : throw new OnnxFormatException($"the {key} of the data of tensor {name} is no number of bytes");
    }
}
