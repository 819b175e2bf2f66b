using System.Collections.Immutable;
using InferenceModel.Calibration.Serving;
using InferenceModel.Reports.Charts;

namespace InferenceModel.Reports;

/// <summary>Predicted against measured figures of serving runs.</summary>
public static class ServingCharts
{
    private const double Tolerance = 1.25;

    private static readonly (string Metric, string Name, string Unit)[] Metrics =
    [
        ("ttft_ms", "time to first token", "ms"), ("tpot_ms", "time per output token", "ms"), ("e2e_ms", "end to end", "ms"), ("output_tput_per_gpu", "output tokens/s/GPU", string.Empty),
    ];

    /// <summary>A chart of each metric that was measured, by its name in files.</summary>
    /// <param name="outcomes">The rows.</param>
    public static ImmutableArray<(string Metric, Chart Chart)> Of(IEnumerable<ServingOutcome> outcomes)
    {
        var points = outcomes.Where(outcome => outcome is { Run: not null, Prediction: not null })
            .SelectMany(outcome => ServingValidation.Points(outcome.Run!, outcome.Prediction!.Value), (outcome, point) => (Series: Series(outcome.Run!), Point: point)).ToList();
        return
        [
            .. from metric in Metrics
               let own = points.Where(pair => pair.Point.Metric == metric.Metric).ToList()
               where own.Count > 0
               select (metric.Metric, Scatter(metric.Name, metric.Unit, own.Select(pair => (pair.Series, new PlotPoint(pair.Point.Measured, pair.Point.Predicted, pair.Point.Name))))),
        ];
    }

    private static Chart Scatter(string name, string unit, IEnumerable<(string Series, PlotPoint Point)> points)
    {
        string Axis(string kind) => unit.Length > 0 ? $"{kind}, {unit}" : kind;
        return new Chart(
            $"Predicted against measured: {name}",
            new ChartAxis(Axis("measured"), IsLogarithmic: true),
            new ChartAxis(Axis("predicted"), IsLogarithmic: true),
            [.. points.GroupBy(pair => pair.Series).OrderBy(series => series.Key, StringComparer.Ordinal).Select(series => new ChartSeries(series.Key, ChartMark.Points, [.. series.Select(pair => pair.Point)]))])
        {
            Guides = [new ChartGuide.Diagonal(1, "equal"), new ChartGuide.Diagonal(Tolerance, "+25 %"), new ChartGuide.Diagonal(1 / Tolerance, "-20 %")],
        };
    }

    private static string Series(ServingRun run) => run.Engine;
}
