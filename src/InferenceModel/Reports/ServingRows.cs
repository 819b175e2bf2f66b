using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using InferenceModel.Calibration;
using InferenceModel.Calibration.Serving;
using InferenceModel.Estimation.Intervals;

namespace InferenceModel.Reports;

/// <summary>Rows of measured files with their predictions, as comma-separated values.</summary>
public static class ServingRows
{
    private static readonly string[] Metrics = ["ttft_ms", "tpot_ms", "e2e_ms", "output_tput_per_gpu"];
    private static readonly string[] Parts = ["measured", "predicted", "lo", "hi", "error_pct"];

    /// <summary>Writes every row: its name and labels, each metric measured, predicted and with its interval, and why there is no prediction.</summary>
    /// <param name="outcomes">The rows.</param>
    /// <param name="output">Where to write.</param>
    public static void Write(IReadOnlyList<ServingOutcome> outcomes, TextWriter output)
    {
        using var csv = new CsvWriter(output, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }, leaveOpen: true);
        string[] labels = [.. outcomes.Where(outcome => outcome.Run is not null).SelectMany(outcome => outcome.Run!.Labels).Select(label => label.By).Distinct()];
        string[] heads = ["id", .. labels, "plan", "isl", "osl", .. Metrics.SelectMany(metric => Parts.Select(part => $"{metric}_{part}")), "clean", "confidence", "not_measured", "regime", "implausible", "not_predicted"];
        foreach (var head in heads)
        {
            csv.WriteField(head);
        }

        csv.NextRecord();
        foreach (var outcome in outcomes)
        {
            foreach (var value in Cells(outcome, labels))
            {
                csv.WriteField(ResultColumns.Text(value));
            }

            csv.NextRecord();
        }
    }

    /// <summary>Writes the worst points, those with the largest errors first.</summary>
    /// <param name="points">The points.</param>
    /// <param name="output">Where to write.</param>
    public static void WriteWorst(IEnumerable<ComparedPoint> points, TextWriter output)
    {
        using var csv = new CsvWriter(output, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }, leaveOpen: true);
        foreach (var head in (string[])["row", "metric", .. Parts])
        {
            csv.WriteField(head);
        }

        csv.NextRecord();
        foreach (var point in points)
        {
            foreach (var value in (object?[])[point.Name, point.Metric, .. Values(point)])
            {
                csv.WriteField(ResultColumns.Text(value));
            }

            csv.NextRecord();
        }
    }

    private static IEnumerable<object?> Cells(ServingOutcome outcome, string[] labels)
    {
        var run = outcome.Run;
        var points = run is not null && outcome.Prediction is not null ? ServingValidation.Points(outcome).ToDictionary(point => point.Metric) : [];
        return
        [
            run?.Id,
            .. labels.Select(by => run?.Labels.FirstOrDefault(label => label.By == by).Key),
            run is null ? null : run.PrefillPlan is { } prefill ? $"{prefill} + {run.Plan}" : run.Plan.ToString(),
            run?.InputTokens,
            run?.OutputTokens,
            .. Metrics.SelectMany(metric => points.TryGetValue(metric, out var point) ? Values(point) : Parts.Select(_ => (object?)null)),
            run is null ? null : run.IsClean ? "true" : "false",
            outcome.Intervals is { } intervals ? ResultColumns.Words(intervals.Confidence.ToString()) : null,
            outcome.Intervals is { Novelty: not Novelty.None and var novelty } ? IntervalColumns.Words(novelty) : null,
            outcome.Condition?.Regimes[0],
            outcome.Implausible,
            outcome.Reason,
        ];
    }

    private static IEnumerable<object?> Values(ComparedPoint point) => [point.Measured, point.Predicted, point.Low, point.High, point.SignedPercent];
}
