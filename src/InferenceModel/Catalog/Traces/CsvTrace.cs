using System.Globalization;
using System.Text;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Catalog.Traces;

/// <summary>Reads traces of comma-separated values with a header.</summary>
internal static class CsvTrace
{
    private const string WholeTokens = "a whole number of tokens, 0 or more";

    /// <summary>Reads all rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="rows">Takes the requests.</param>
    /// <param name="findings">Takes faults of the header.</param>
    public static void Read(string path, byte[] bytes, TraceRows rows, FindingList findings)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8);
        var header = (reader.ReadLine() ?? string.Empty).Split(',');
        var columns = Array.ConvertAll(header, name => TraceColumns.ByName.TryGetValue(name.Trim().Trim('"'), out var column) ? (TraceColumn?)column : null);
        if (!Array.Exists(columns, IsTime) || !columns.Contains(TraceColumn.Input) || !columns.Contains(TraceColumn.Output))
        {
            findings.Add(new Finding(path, 1, 0, "header", Finding.Shorten(string.Join(',', header)), TraceColumns.Expected));
            return;
        }

        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            if (text.Length > 0)
            {
                ReadRow(text, line, columns, rows);
            }
        }
    }

    private static bool IsTime(TraceColumn? column) => column is TraceColumn.Time or TraceColumn.TimeMilliseconds or TraceColumn.TimeNanoseconds;

    private static void ReadRow(string text, int line, TraceColumn?[] columns, TraceRows rows)
    {
        var time = Seconds.Zero;
        var request = default(RequestSpec);
        var rest = text.AsSpan();
        var seen = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            var comma = rest.IndexOf(',');
            var cell = (comma < 0 ? rest : rest[..comma]).Trim().Trim('"');
            rest = comma < 0 ? default : rest[(comma + 1)..];
            seen++;
            if (columns[i] is { } column && !TryRead(column, cell, ref time, ref request))
            {
                rows.Report(line, i + 1, column.ToString(), cell.ToString(), IsTime(column) ? "a time" : WholeTokens);
                return;
            }

            if (comma < 0)
            {
                break;
            }
        }

        if (seen < columns.Length)
        {
            rows.Report(line, 0, "row", text, $"{columns.Length} cells");
            return;
        }

        rows.Add(time, request);
    }

    private static bool TryRead(TraceColumn column, ReadOnlySpan<char> cell, ref Seconds time, ref RequestSpec request)
    {
        switch (column)
        {
            case TraceColumn.Time:
                return TryReadTime(cell, out time);
            case TraceColumn.TimeMilliseconds:
                return TryReadNumber(cell, Seconds.OfMilliseconds, out time);
            case TraceColumn.TimeNanoseconds:
                return TryReadNumber(cell, Seconds.OfNanoseconds, out time);
            case TraceColumn.Session:
                request = request with { Session = long.TryParse(cell, out var session) ? session : 0 };
                return true;
            default:
                var isCount = int.TryParse(cell, NumberStyles.Integer, CultureInfo.InvariantCulture, out var count) && count is >= 0 and <= TraceRows.Longest;
                request = column switch
                {
                    TraceColumn.Input => request with { InputTokens = count },
                    TraceColumn.Output => request with { OutputTokens = count },
                    TraceColumn.Priority => request with { Priority = count },
                    TraceColumn.Tenant => request with { Tenant = count },
                    _ => request with { Adapter = count },
                };
                return isCount || (cell.IsEmpty && column is TraceColumn.Priority or TraceColumn.Tenant or TraceColumn.Adapter);
        }
    }

    private static bool TryReadTime(ReadOnlySpan<char> cell, out Seconds time)
    {
        if (TryReadNumber(cell, Seconds.Of, out time))
        {
            return true;
        }

        var isDate = DateTime.TryParse(cell, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date);
        time = Seconds.Of((date - DateTime.UnixEpoch).TotalSeconds);
        return isDate;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> cell, Func<double, Seconds> unit, out Seconds time)
    {
        var isNumber = double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        time = unit(number);
        return isNumber;
    }
}
