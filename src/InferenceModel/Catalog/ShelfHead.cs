using System.Text.Json;
using InferenceModel.Catalog.Json;

namespace InferenceModel.Catalog;

/// <summary>The names an entry answers to, read without the rest of its file: a run needs a few entries of hundreds.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Aliases">Its other names.</param>
internal sealed record ShelfHead(string Id, IReadOnlyList<string> Aliases)
{
    // Every shipped file has its names in the first two kilobytes; longer heads are read whole.
    private const int HeadLength = 2048;

    /// <summary>The head of a file; null where the file is faulty.</summary>
    /// <param name="file">The file.</param>
    public static ShelfHead? Read(string file)
    {
        Span<byte> buffer = stackalloc byte[HeadLength];
        return ReadQuickly(file, buffer) ?? ReadWhole(file);
    }

    private static ShelfHead? ReadQuickly(string file, Span<byte> buffer)
    {
        try
        {
            using var handle = File.OpenHandle(file);
            var length = RandomAccess.Read(handle, buffer, 0);
            return Names(new Utf8JsonReader(buffer[..length], isFinalBlock: length < buffer.Length, default));
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The names up to the second of the two members, or of the whole text where it has no aliases; null where the text ends before.</summary>
    private static ShelfHead? Names(Utf8JsonReader reader)
    {
        string? id = null;
        reader.Read();
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                return id is null ? null : new ShelfHead(id, []);
            }

            if (reader.ValueTextEquals("id"u8))
            {
                id = reader.Read() ? reader.GetString() : null;
            }
            else if (reader.ValueTextEquals("aliases"u8) && id is not null)
            {
                return Texts(ref reader) is { } aliases ? new ShelfHead(id, aliases) : null;
            }
            else if (!reader.Read() || !reader.TrySkip())
            {
                return null;
            }
        }

        return null;
    }

    private static List<string>? Texts(ref Utf8JsonReader reader)
    {
        var aliases = new List<string>();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                return aliases;
            }

            aliases.Add(reader.GetString() ?? string.Empty);
        }

        return null;
    }

    private static ShelfHead? ReadWhole(string file)
    {
        var findings = new FindingList();
        if (JsonDocumentAt.Read(file, findings) is not { } root)
        {
            return null;
        }

        var head = new ShelfHead(root.Text("id"), root.Texts("aliases"));
        return findings.Count > 0 ? null : head;
    }
}
