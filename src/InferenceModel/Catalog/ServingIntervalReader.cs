using InferenceModel.Catalog.Json;
using InferenceModel.Estimation;
using InferenceModel.Estimation.Intervals;

namespace InferenceModel.Catalog;

/// <summary>Reads the intervals a calibration on serving runs has written.</summary>
internal static class ServingIntervalReader
{
    /// <summary>The file within the folder of calibrations.</summary>
    public const string FileName = "serving-intervals.json";

    private const int MostRows = int.MaxValue;
    private const double Largest = 1e12;

    /// <summary>The intervals of a file; null where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">The file is faulty.</exception>
    public static ServingIntervals? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var findings = new FindingList();
        ServingIntervals? intervals = null;
        if (JsonDocumentAt.Read(path, findings) is { } root)
        {
            root.Text("id");
            root.Number("coverage", 0, 1);
            var source = root.Object("source");
            var title = $"{source.Text("title")}, {source.Text("date")}";
            source.RefuseUnknown();
            _ = root.Objects("data").Select(Counted).ToList();
            intervals = new ServingIntervals(
                [.. root.Objects("regimes").Select(Regime)], [.. root.Objects("margins").Select(Margin)], [.. root.Objects("hulls").Select(Hull)], title);
            root.RefuseUnknown();
        }

        return findings.Count > 0 ? throw new BadInputException(findings) : intervals;
    }

    private static int Counted(JsonObjectReader one)
    {
        var rows = one.Integer("rows", 0, MostRows) + one.Integer("used", 0, MostRows);
        one.Text("file");
        one.RefuseUnknown();
        return rows;
    }

    private static IntervalRegime Regime(JsonObjectReader one)
    {
        var regime = new IntervalRegime(
            one.Choice<ServingFidelity>("fidelity"), one.Choice<PredictedFigure>("figure"), one.Text("regime"),
            one.Integer("rows", 1, MostRows), one.Integer("configurations", 1, MostRows),
            one.Number("low", -Largest, Largest), one.Number("middle", -Largest, Largest), one.Number("high", -Largest, Largest));
        one.RefuseUnknown();
        return regime;
    }

    private static IntervalMargin Margin(JsonObjectReader one)
    {
        var margin = new IntervalMargin(
            one.Choice<ServingFidelity>("fidelity"), one.Choice<PredictedFigure>("figure"), one.Text("group"),
            one.Number("configuration", 0, Largest), one.Number("model", 0, Largest), one.Number("accelerator", 0, Largest), one.Number("engine", 0, Largest));
        one.RefuseUnknown();
        return margin;
    }

    private static (ServingFidelity Fidelity, MeasuredHull Hull) Hull(JsonObjectReader one)
    {
        (double, double) Range(string name) => (one.Number("least_" + name, 0, Largest), one.Number("most_" + name, 0, Largest));
        var hull = new MeasuredHull(
            one.Text("group"), [.. one.Texts("models")], [.. one.Texts("accelerators")], [.. one.Texts("engines")],
            Range("requests_per_rank"), Range("input_tokens"), Range("output_tokens"));
        var fidelity = one.Choice<ServingFidelity>("fidelity");
        one.RefuseUnknown();
        return (fidelity, hull);
    }
}
