using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Units;

namespace InferenceModel.Calibration.Serving;

/// <summary>
/// Reads the summary that NVIDIA AIPerf writes (<c>profile_export_aiperf.csv</c>; ai-dynamo/aiperf, src/aiperf/exporters): a table of statistics a
/// metric, then a table of single values; the unit stands behind the name of a metric. AIPerf's inter token latency is (end to end - first token) /
/// (answer tokens - 1) of a request, which is time per output token here. The file says neither what was served nor under which load.
/// </summary>
internal static class AiPerfReader
{
    private const string Metric = "Metric";
    private const string FirstToken = "Time to First Token";
    private const string InputLength = "Input Sequence Length";
    private const string OutputLength = "Output Sequence Length";

    private static readonly (string Unit, Func<double, Seconds> Of)[] Times =
        [("ms", Seconds.OfMilliseconds), ("us", Seconds.OfMicroseconds), ("ns", Seconds.OfNanoseconds), ("sec", Seconds.Of), ("s", Seconds.Of)];

    /// <summary>Whether a header is of this kind.</summary>
    /// <param name="table">The table.</param>
    public static bool Recognises(CsvTable table) => table.Header.Length > 1 && table.Header[0] == Metric && (table.Has("avg") || table.Header[1] == "Value");

    /// <summary>Reads the run.</summary>
    /// <param name="table">The file.</param>
    /// <param name="id">The run's name.</param>
    /// <param name="details">What options give.</param>
    /// <param name="findings">Takes faults.</param>
    public static ServingRun? Read(CsvTable table, string id, RunDetails details, FindingList findings)
    {
        var fields = new RunFields(table.Path, 0, details, _ => null, findings);
        var means = Means(table, findings);
        double? Number(string metric) => means.TryGetValue(metric, out var found) ? found.Value : null;
        Seconds? Time(string metric)
        {
            if (!means.TryGetValue(metric, out var found) || found.Value <= 0)
            {
                return null;
            }

            var unit = Times.FirstOrDefault(pair => pair.Unit == found.Unit);
            if (unit.Of is null)
            {
                findings.Add(new Finding(table.Path, found.Line, 1, metric, found.Unit, $"a unit: {string.Join(", ", Times.Select(pair => pair.Unit))}"));
            }

            return unit.Of?.Invoke(found.Value);
        }

        double Length(string metric, string option) => fields.FindNumber(option, 1, 1e9) ?? Number(metric) ?? fields.Number(option, 1, 1e9);
        var (input, output) = (Length(InputLength, "isl"), Length(OutputLength, "osl"));
        var load = fields.Load();
        if (load is null && fields.Find("concurrency") is null && fields.Find("request-rate") is null)
        {
            fields.Report("concurrency", "the requests kept in flight, or --request-rate in its place; the file does not carry the load");
        }

        if (!means.ContainsKey(FirstToken) && !means.ContainsKey("Output Token Throughput"))
        {
            findings.Add(new Finding(table.Path, 0, 0, Metric, string.Empty, $"'{FirstToken} (ms)' or 'Output Token Throughput (tokens/sec)' among the metrics"));
        }

        var figures = new RunFigures(
            id, "aiperf", input, output, load ?? new ServingRunLoad.Queued(), Time(FirstToken), Time("Inter Token Latency"), Time("Request Latency"), Number("Output Token Throughput"), !(Number("Error Request Count") > 0));
        return figures.ToRun(fields);
    }

    /// <summary>Mean, or only value, of every metric, with its unit; telemetry tables that follow are left out.</summary>
    private static Dictionary<string, (double Value, string Unit, int Line)> Means(CsvTable table, FindingList findings)
    {
        var means = new Dictionary<string, (double, string, int)>(StringComparer.OrdinalIgnoreCase);
        var column = Column(table.Header);
        foreach (var (line, cells) in table.Rows)
        {
            if (cells[0] == Metric)
            {
                column = Column(cells);
            }
            else if (cells[0] == "Endpoint")
            {
                break;
            }
            else if (column < cells.Length && cells[column].Trim() is { Length: > 0 } text)
            {
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                {
                    var (name, unit) = Split(cells[0]);
                    means[name] = (value, unit, line);
                }
                else
                {
                    findings.Add(new Finding(table.Path, line, column + 1, cells[0], Finding.Shorten(text), "a number"));
                }
            }
        }

        return means;
    }

    private static int Column(IReadOnlyList<string> header)
    {
        var index = header.Select(name => name.Trim()).ToList().FindIndex(name => name is "avg" or "Value");
        return index > 0 ? index : 1;
    }

    private static (string Name, string Unit) Split(string metric)
    {
        var open = metric.LastIndexOf('(');
        return open > 0 && metric.EndsWith(')') ? (metric[..open].Trim(), metric[(open + 1)..^1].Trim()) : (metric.Trim(), string.Empty);
    }
}
