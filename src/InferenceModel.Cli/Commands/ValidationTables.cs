using System.CommandLine;
using System.Globalization;
using InferenceModel.Calibration;
using InferenceModel.Calibration.Serving;
using InferenceModel.Reports;

namespace InferenceModel.Cli.Commands;

/// <summary>Prints a validation report: overall, by group, worst rows, rows refused.</summary>
internal static class ValidationTables
{
    private static readonly string[] Heads = ["by", "key", "metric", "n", "median %", "mean %", "p75 %", "p90 %", "bias %", "cover 90 %"];

    /// <summary>Prints the tables, or JSON.</summary>
    /// <param name="console">Where to write.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="report">The report.</param>
    /// <param name="json">Whether to write JSON.</param>
    public static void Write(CommandConsole console, ParseResult parsed, ValidationReport report, bool json)
    {
        if (json)
        {
            console.Output.WriteLine(report.ToJson());
            return;
        }

        var rows = report.Metrics.Select(metric => Row("all", string.Empty, metric))
            .Concat(report.Groups.SelectMany(group => group.Metrics.Select(metric => Row(group.By, group.Key, metric))));
        console.WriteTable(parsed, Heads, rows, 0, 1, 2);
        console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Predicted} of {report.Rows} rows predicted; worst:"));
        console.WriteTable(
            parsed,
            ["row", "metric", "measured", "predicted", "error %"],
            report.Worst.Select(point => (IReadOnlyList<string>)
                [point.Name, point.Metric, ResultSummary.Number(point.Measured), ResultSummary.Number(point.Predicted), Percent(point.SignedPercent)]),
            0, 1);
        foreach (var (reason, count) in report.Refused)
        {
            console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} not predicted: {reason}"));
        }
    }

    /// <summary>Prints metrics alone.</summary>
    /// <param name="console">Where to write.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="metrics">Errors by metric.</param>
    public static void WriteMetrics(CommandConsole console, ParseResult parsed, IEnumerable<KeyValuePair<string, ErrorStatistics>> metrics) =>
        console.WriteTable(parsed, Heads, metrics.Select(metric => Row(string.Empty, string.Empty, metric)), 0, 1, 2);

    /// <summary>Prints the errors of several models side by side.</summary>
    /// <param name="console">Where to write.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="rivals">The errors.</param>
    public static void WriteRivals(CommandConsole console, ParseResult parsed, IEnumerable<RivalErrors> rivals) =>
        console.WriteTable(parsed, ["rows", "model", .. Heads[2..^1]], rivals.Select(row => (IReadOnlyList<string>)[.. Row(row.Rows, row.Model, new(row.Metric, row.Errors)).SkipLast(1)]), 0, 1, 2);

    private static IReadOnlyList<string> Row(string by, string key, KeyValuePair<string, ErrorStatistics> metric) =>
    [
        by, key, metric.Key, metric.Value.Count.ToString(CultureInfo.InvariantCulture), Percent(metric.Value.MedianAbsolute), Percent(metric.Value.MeanAbsolute),
        Percent(metric.Value.P75Absolute), Percent(metric.Value.P90Absolute), Percent(metric.Value.Bias), metric.Value.Coverage90 is { } coverage ? Percent(coverage) : string.Empty,
    ];

    private static string Percent(double percent) => percent.ToString("F1", CultureInfo.InvariantCulture);
}
