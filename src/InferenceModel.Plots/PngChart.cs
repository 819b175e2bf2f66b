using InferenceModel.Reports.Charts;
using ScottPlot;

namespace InferenceModel.Plots;

/// <summary>Draws charts as PNG. Letters come from the fonts of the machine.</summary>
public static class PngChart
{
    private const int Width = 1350;
    private const int Height = 840;
    private const float LetterScale = 1.5f;
    private static readonly string[] SansSerif = ["Segoe UI", "Helvetica", "Arial", "Liberation Sans", "DejaVu Sans", "Noto Sans"];

    /// <summary>Whether the machine has a font at all; without one a picture would have no letters.</summary>
    public static bool HasFonts => SkiaSharp.SKTypeface.Default.GlyphCount > 0;

    /// <summary>Draws a chart.</summary>
    /// <param name="chart">The chart.</param>
    /// <returns>The file.</returns>
    /// <exception cref="InvalidOperationException">The machine has no font.</exception>
    public static byte[] File(Chart chart)
    {
        if (!HasFonts)
        {
            throw new InvalidOperationException("This machine has no font to draw letters with; an SVG needs none.");
        }

        using var plot = new Plot();
        plot.ScaleFactor = LetterScale;
        if (SansSerif.FirstOrDefault(IsInstalled) is { } font)
        {
            plot.Font.Set(font);
        }
        else
        {
            plot.Font.Automatic();
        }

        var (across, up) = (chart.AcrossScale, chart.UpScale);
        plot.Title(chart.Title);
        Label(plot.Axes.Bottom, chart.Across, across);
        Label(plot.Axes.Left, chart.Up, up);
        foreach (var (i, series) in chart.Series.Index())
        {
            Draw(plot, chart, series, Color.FromHex(ChartColours.Light[ChartColours.Place(i)]), across, up);
        }

        foreach (var guide in chart.Guides)
        {
            Draw(plot, guide, across, up);
        }

        if (chart.Series.Any(series => series.Name.Length > 0))
        {
            plot.ShowLegend(Edge.Bottom);
            plot.Legend.Orientation = Orientation.Horizontal;
            plot.Legend.ShadowColor = Colors.Transparent;
            plot.Legend.OutlineColor = Colors.Transparent;
        }

        plot.Axes.SetLimits(0, 1, 0, 1);
        return plot.GetImageBytes(Width, Height, ImageFormat.Png);
    }

    private static bool IsInstalled(string name) => SkiaSharp.SKFontManager.Default.FontFamilies.Contains(name);

    /// <summary>Charts are drawn in shares of their axes, with ticks of our own, so that every picture of a chart shows the same.</summary>
    private static void Label(IAxis axis, ChartAxis meaning, AxisScale scale)
    {
        axis.Label.Text = meaning.IsLogarithmic ? $"{meaning.Label}, logarithmic" : meaning.Label;
        axis.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. scale.Ticks.Select(scale.Share)], [.. scale.Ticks.Select(AxisScale.Label)]);
    }

    private static void Draw(Plot plot, Chart chart, ChartSeries series, Color colour, AxisScale across, AxisScale up)
    {
        var points = chart.Shown(series).Select(point => new Coordinates(across.Share(point.X), up.Share(point.Y))).ToArray();
        var scatter = plot.Add.Scatter(points, colour);
        scatter.LegendText = series.Name;
        scatter.LineWidth = series.Mark == ChartMark.Points ? 0 : 2;
        scatter.MarkerSize = series.Mark == ChartMark.Line ? 0 : 6;
    }

    private static void Draw(Plot plot, ChartGuide guide, AxisScale across, AxisScale up)
    {
        if (Chart.Ends(guide, across, up) is not { } ends)
        {
            return;
        }

        var (from, to) = (new Coordinates(across.Share(ends.X1), up.Share(ends.Y1)), new Coordinates(across.Share(ends.X2), up.Share(ends.Y2)));
        var line = plot.Add.Line(from, to);
        line.LinePattern = LinePattern.Dashed;
        line.LineColor = Colors.Gray;
        line.MarkerSize = 0;
        var label = plot.Add.Text(guide.Label, to);
        label.LabelFontColor = Colors.Gray;
        label.LabelAlignment = guide is ChartGuide.Vertical ? Alignment.UpperLeft : Alignment.LowerRight;
    }
}
