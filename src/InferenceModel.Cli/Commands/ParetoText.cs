using InferenceModel.Reports;
using InferenceModel.Reports.Plans;

namespace InferenceModel.Cli.Commands;

/// <summary>Pareto plots for a terminal.</summary>
internal static class ParetoText
{
    /// <summary>The plot.</summary>
    /// <param name="points">Name, tokens per second and user, and the measure where there is one.</param>
    /// <param name="measure">What it shows up.</param>
    public static string Draw(IEnumerable<(string Name, double Across, double? Up)> points, ParetoMeasure measure)
    {
        List<PlotPoint> shown = [.. points.Where(point => point.Up is not null).Select(point => new PlotPoint(point.Across, point.Up!.Value, point.Name))];
        var label = measure switch { ParetoMeasure.Dollars => "$ per million tokens (less is better)", ParetoMeasure.Megawatt => "tokens/s/MW", _ => "tokens/s/GPU" };
        return TextPlot.Pareto(shown, "tokens/s/user", label, measure != ParetoMeasure.Dollars);
    }
}
