using System.Globalization;
using System.Text;
using System.Text.Json;
using InferenceModel.Units;

namespace InferenceModel.Catalog.Json;

/// <summary>A parsed JSON file: its root, and the means to say where in the file a value stands.</summary>
internal sealed class JsonDocumentAt
{
    private const int DeepestNesting = 64;
    private static readonly Bytes LargestFile = Bytes.OfMebi(16);

    private readonly byte[] bytes;
    private readonly FindingList findings;

    /// <summary>Members and list places on the way to the value that is being read; a path is written only where a fault needs it.</summary>
    private readonly Stack<(string? Member, int Place)> trail = new();

    private JsonDocumentAt(string file, byte[] bytes, FindingList findings)
    {
        File = file;
        this.bytes = bytes;
        this.findings = findings;
    }

    /// <summary>The file as the user named it.</summary>
    public string File { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="findings">Takes duplicate members, and the fault that ends the reading.</param>
    /// <returns>The root object, or null where the file is not one.</returns>
    public static JsonObjectReader? Read(string path, FindingList findings)
    {
        try
        {
            return Parse(path, InputFile.ReadUtf8(path, LargestFile), findings);
        }
        catch (BadInputException exception)
        {
            foreach (var finding in exception.Findings)
            {
                findings.Add(finding);
            }

            return null;
        }
    }

    /// <summary>Parses a text that is already in memory.</summary>
    /// <param name="file">What to call it in messages.</param>
    /// <param name="utf8">The text.</param>
    /// <param name="findings">Takes the faults.</param>
    public static JsonObjectReader? Parse(string file, byte[] utf8, FindingList findings)
    {
        PythonNumbers.MakeReadable(utf8);
        var document = new JsonDocumentAt(file, utf8, findings);
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = DeepestNesting, CommentHandling = JsonCommentHandling.Disallow });
            reader.Read();
            var root = document.ReadValue(ref reader);
            if (reader.Read())
            {
                document.Report((int)reader.TokenStartIndex, "$", string.Empty, "nothing may follow the closing brace");
            }

            if (root.Kind == JsonKind.Object)
            {
                return new JsonObjectReader(document, root, "$");
            }

            document.Report(root, "$", "a JSON object");
        }
        catch (JsonException exception)
        {
            var line = (int)(exception.LineNumber ?? 0) + 1;
            var column = (int)(exception.BytePositionInLine ?? 0) + 1;
            findings.Add(new Finding(file, line, column, "JSON", string.Empty, FirstSentence(exception.Message)));
        }

        return null;
    }

    /// <summary>Reports a fault at a value.</summary>
    /// <param name="element">The value.</param>
    /// <param name="path">Its JSON path.</param>
    /// <param name="expected">What is accepted.</param>
    public void Report(JsonElementAt element, string path, string expected) =>
        Report(element.Offset, path, element.Kind switch { JsonKind.List => "[...]", JsonKind.Object => "{...}", _ => element.Text }, expected);

    private string TrailPath() => "$" + string.Concat(
        trail.Reverse().Select(step => step.Member is { } name ? $".{name}" : string.Create(CultureInfo.InvariantCulture, $"[{step.Place}]")));

    private static string FirstSentence(string message) =>
        message.IndexOf(" LineNumber", StringComparison.Ordinal) is > 0 and var cut ? message[..cut] : message;

    private void Report(int offset, string path, string value, string expected)
    {
        var before = bytes.AsSpan(0, Math.Min(offset, bytes.Length));
        var line = before.Count((byte)'\n') + 1;
        var column = before.Length - before.LastIndexOf((byte)'\n');
        findings.Add(new Finding(File, line, column, path, Finding.Shorten(value), expected));
    }

    private JsonElementAt ReadValue(ref Utf8JsonReader reader)
    {
        var offset = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, offset);
            case JsonTokenType.StartArray:
                var list = new JsonElementAt(JsonKind.List, string.Empty, offset);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    trail.Push((null, list.Items.Count));
                    list.Items.Add(ReadValue(ref reader));
                    trail.Pop();
                }

                return list;
            case JsonTokenType.String:
                return new(JsonKind.Text, reader.GetString() ?? string.Empty, offset);
            case JsonTokenType.Number:
                return new(JsonKind.Number, Encoding.UTF8.GetString(reader.ValueSpan), offset);
            case JsonTokenType.True or JsonTokenType.False:
                return new(JsonKind.Boolean, reader.TokenType == JsonTokenType.True ? "true" : "false", offset);
            default:
                return new(JsonKind.Null, "null", offset);
        }
    }

    private JsonElementAt ReadObject(ref Utf8JsonReader reader, int offset)
    {
        var result = new JsonElementAt(JsonKind.Object, string.Empty, offset);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString() ?? string.Empty;
            var nameOffset = (int)reader.TokenStartIndex;
            reader.Read();
            trail.Push((name, 0));
            var value = ReadValue(ref reader);
            if (!result.Members.TryAdd(name, value))
            {
                Report(nameOffset, TrailPath(), string.Empty, "the member is written twice");
                result.Members[name] = value;
            }

            trail.Pop();
        }

        return result;
    }
}
