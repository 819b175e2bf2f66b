using System.Text.Json;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Catalog.Traces;

/// <summary>Reads traces of one JSON object a line: Mooncake's with its prefix blocks, LLMServingSim's.</summary>
internal static class JsonTrace
{
    /// <summary>Tokens of a block of Mooncake's hash_ids (FAST'25 release).</summary>
    private const int MooncakeBlockTokens = 512;

    /// <summary>Reads all rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="rows">Takes the requests.</param>
    /// <param name="findings">Takes faults of the whole file.</param>
    /// <returns>Tokens of a prefix block.</returns>
    public static int Read(string path, byte[] bytes, TraceRows rows, FindingList findings)
    {
        var blockTokens = 1;
        var line = 0;
        var rest = bytes.AsMemory();
        while (!rest.IsEmpty)
        {
            line++;
            var end = rest.Span.IndexOf((byte)'\n');
            var text = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!text.Span.Trim(" \r\t"u8).IsEmpty)
            {
                blockTokens = Math.Max(blockTokens, ReadRow(text, line, rows));
            }
        }

        if (line == 0)
        {
            findings.Add(new Finding(path, 0, 0, "trace", string.Empty, TraceColumns.Expected));
        }

        return blockTokens;
    }

    private static int ReadRow(ReadOnlyMemory<byte> text, int line, TraceRows rows)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var time = (Seconds?)null;
            int? input = null, output = null;
            ReadOnlyMemory<long> blocks = default;
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.NameEquals("hash_ids"))
                {
                    blocks = member.Value.EnumerateArray().Select(id => id.GetInt64()).ToArray();
                }
                else if (TraceColumns.ByName.TryGetValue(member.Name, out var column))
                {
                    time = column switch
                    {
                        TraceColumn.Time => Seconds.Of(member.Value.GetDouble()),
                        TraceColumn.TimeMilliseconds => Seconds.OfMilliseconds(member.Value.GetDouble()),
                        TraceColumn.TimeNanoseconds => Seconds.OfNanoseconds(member.Value.GetDouble()),
                        _ => time,
                    };
                    input = column == TraceColumn.Input ? Tokens(member.Value) : input;
                    output = column == TraceColumn.Output ? Tokens(member.Value) : output;
                }
            }

            if (time is not { } sent || input is not { } prompt || output is not { } answer)
            {
                rows.Report(line, 0, "object", string.Empty, TraceColumns.Expected);
                return 0;
            }

            // The last identity may stand for a block that is not full; only full blocks are shared.
            var full = Math.Min(blocks.Length, prompt / MooncakeBlockTokens);
            rows.Add(sent, new RequestSpec(default, prompt, answer) { PrefixBlocks = blocks[..full] });
            return blocks.IsEmpty ? 0 : MooncakeBlockTokens;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            rows.Report(line, 0, "object", string.Empty, $"one JSON object a line: {exception.Message}");
            return 0;
        }
    }

    private static int? Tokens(JsonElement value) => value.TryGetInt32(out var tokens) && tokens is >= 0 and <= TraceRows.Longest ? tokens : null;
}
