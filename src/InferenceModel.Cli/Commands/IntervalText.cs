using System.Globalization;
using System.Text;
using InferenceModel.Estimation.Intervals;
using InferenceModel.Reports;
using InferenceModel.Scenarios;

namespace InferenceModel.Cli.Commands;

/// <summary>The intervals of a row in words.</summary>
internal static class IntervalText
{
    /// <summary>Appends a line a figure: its interval as a ratio to the prediction, and the measurements behind it.</summary>
    /// <param name="lines">Takes the lines.</param>
    /// <param name="result">The row.</param>
    public static void Write(StringBuilder lines, ScenarioResult result)
    {
        if (result.Intervals is not { } intervals)
        {
            lines.AppendLine("  interval   none: the data folder has no calibrations/serving-intervals.json, or nothing is served");
            return;
        }

        var isNew = intervals.Novelty == Novelty.None ? "like runs were measured" : $"not measured: {IntervalColumns.Words(intervals.Novelty)}";
        lines.AppendLine(CultureInfo.InvariantCulture, $"  interval   90 %, confidence {ResultColumns.Words((result.Worst is null ? intervals.Confidence : Confidence.Low).ToString())} ({isNew})");
        foreach (var figure in Enum.GetValues<PredictedFigure>())
        {
            var ratio = IntervalColumns.Ratio(result, figure) is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.Low:F2} to {known.High:F2} times the prediction") : "none";
            lines.AppendLine(CultureInfo.InvariantCulture, $"             {ratio}; {intervals.Basis[(int)figure]}");
        }
    }
}
