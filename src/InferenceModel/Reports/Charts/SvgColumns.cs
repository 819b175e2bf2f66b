using System.Globalization;
using System.Xml.Linq;

namespace InferenceModel.Reports.Charts;

/// <summary>Draws columns as vector graphics, in the manner of <see cref="SvgChart"/>.</summary>
public static class SvgColumns
{
    private const double Standing = 560;
    private const double BarHeight = 26;
    private const double Right = 20;
    private const double Far = 76;
    private const double CharacterWidth = 6.8;
    private const int MostLetters = 34;
    private const double Filled = 0.76;

    /// <summary>The chart as an element of a page that has <see cref="SvgChart.Style"/>.</summary>
    /// <param name="chart">The chart.</param>
    public static XElement Element(ColumnChart chart) => chart.IsLying ? Lying(chart) : Upright(chart);

    private static XElement Upright(ColumnChart chart)
    {
        var root = SvgChart.Frame(chart.Title, Standing);
        root.Add(SvgChart.Legend(chart.Series.Index().Select(series => (series.Item.Name, series.Index, series.Item.IsLine)), out var top));
        var columns = chart.Series.Where(series => !series.IsLine).ToList();
        var sums = Enumerable.Range(0, chart.Categories.Length).Select(i => chart.IsStacked ? columns.Sum(series => series.Values[i]) : columns.Select(series => series.Values[i]).DefaultIfEmpty(0).Max());
        var lines = chart.Series.Where(series => series.IsLine).SelectMany(series => series.Values).ToList();
        var up = AxisScale.Of(new ChartAxis(chart.Up), [.. sums, .. chart.SecondUp is null ? lines : []]);
        var second = AxisScale.Of(new ChartAxis(chart.SecondUp ?? string.Empty), lines);
        var letters = chart.Categories.Select(name => Shortened(name, MostLetters / 2)).ToList();
        var bottom = 40 + (letters.Max(name => name.Length) * CharacterWidth * 0.72);
        var left = 34 + (up.Ticks.Max(tick => AxisScale.Label(tick).Length) * CharacterWidth);
        var right = chart.SecondUp is null ? Right : Far + 20;
        var plot = new Area(left, top, SvgChart.Width - left - right, Standing - bottom - top);
        Axes(root, chart, plot, up, chart.SecondUp is null ? null : second);
        var step = plot.Width / chart.Categories.Length;
        for (var i = 0; i < chart.Categories.Length; i++)
        {
            Column(root, chart, plot, up, i, plot.Left + (i * step), step);
            if (i % Math.Max(1, (int)Math.Ceiling(13 / step)) == 0)
            {
                root.Add(Slanted(plot.Left + ((i + 0.5) * step), plot.Top + plot.Height + 14, letters[i]));
            }
        }

        foreach (var (place, series) in chart.Series.Index().Where(series => series.Item.IsLine))
        {
            var scale = chart.SecondUp is null ? up : second;
            for (var i = 1; i < series.Values.Length; i++)
            {
                root.Add(SvgChart.Line(
                    string.Create(CultureInfo.InvariantCulture, $"line{ChartColours.Place(place)}"), plot.Left + ((i - 0.5) * step), plot.Y(scale, series.Values[i - 1]), plot.Left + ((i + 0.5) * step), plot.Y(scale, series.Values[i])));
            }
        }

        return root;
    }

    private static void Axes(XElement root, ColumnChart chart, Area plot, AxisScale up, AxisScale? second)
    {
        foreach (var tick in up.Ticks)
        {
            root.Add(SvgChart.Line("grid", plot.Left, plot.Y(up, tick), plot.Left + plot.Width, plot.Y(up, tick)), SvgChart.Text(plot.Left - 8, plot.Y(up, tick) + 4, AxisScale.Label(tick), "end"));
        }

        foreach (var tick in second?.Ticks ?? [])
        {
            root.Add(SvgChart.Text(plot.Left + plot.Width + 6, plot.Y(second!, tick) + 4, AxisScale.Label(tick), "start"));
        }

        root.Add(SvgChart.Line("axis", plot.Left, plot.Top, plot.Left, plot.Top + plot.Height), SvgChart.Line("axis", plot.Left, plot.Y(up, Math.Max(0, up.Low)), plot.Left + plot.Width, plot.Y(up, Math.Max(0, up.Low))));
        root.Add(SvgChart.Turned(14, plot.Top + (plot.Height / 2), chart.Up), SvgChart.Text(plot.Left + (plot.Width / 2), Standing - 8, chart.Across, "middle"));
        if (chart.SecondUp is { } name)
        {
            root.Add(SvgChart.Turned(SvgChart.Width - 8, plot.Top + (plot.Height / 2), name));
        }
    }

    private static void Column(XElement root, ColumnChart chart, Area plot, AxisScale up, int category, double left, double step)
    {
        var columns = chart.Series.Index().Where(series => !series.Item.IsLine).ToList();
        var width = step * Filled / (chart.IsStacked ? 1 : columns.Count);
        var (x, below) = (left + (step * (1 - Filled) / 2), 0.0);
        foreach (var (place, series) in columns)
        {
            var value = series.Values[category];
            var (from, to) = (plot.Y(up, below), plot.Y(up, below + value));
            root.Add(SvgChart.Bar(place, x, Math.Min(from, to), width, Math.Abs(to - from), $"{chart.Categories[category]}, {series.Name}: {ResultSummary.Number(value)}"));
            below += chart.IsStacked ? value : 0;
            x += chart.IsStacked ? 0 : width;
        }
    }

    private static XElement Lying(ColumnChart chart)
    {
        var names = chart.Categories.Select(name => Shortened(name, MostLetters + 8)).ToList();
        var left = 24 + (names.Max(name => name.Length) * CharacterWidth);
        var root = SvgChart.Frame(chart.Title, 110 + (BarHeight * chart.Categories.Length));
        root.Add(SvgChart.Legend(chart.Series.Index().Select(series => (series.Item.Name, series.Index, series.Item.IsLine)), out var top));
        var across = AxisScale.Of(new ChartAxis(chart.Up), [.. chart.Series.SelectMany(series => series.Values)]);
        var plot = new Area(left, top, SvgChart.Width - left - 40, BarHeight * chart.Categories.Length);
        double X(double value) => plot.Left + (across.Share(value) * plot.Width);
        foreach (var tick in across.Ticks)
        {
            root.Add(SvgChart.Line(tick == 0 ? "axis" : "grid", X(tick), top, X(tick), top + plot.Height), SvgChart.Text(X(tick), top + plot.Height + 18, AxisScale.Label(tick), "middle"));
        }

        for (var i = 0; i < chart.Categories.Length; i++)
        {
            root.Add(SvgChart.Text(left - 10, top + ((i + 0.5) * BarHeight) + 4, names[i], "end"));
            foreach (var (place, series) in chart.Series.Index())
            {
                var value = series.Values[i];
                root.Add(SvgChart.Bar(place, Math.Min(X(0), X(value)), top + (i * BarHeight) + 4, Math.Abs(X(value) - X(0)), BarHeight - 8, $"{chart.Categories[i]}, {series.Name}: {value.ToString("+0.0%;-0.0%", CultureInfo.InvariantCulture)}"));
            }
        }

        root.Add(SvgChart.Text(plot.Left + (plot.Width / 2), top + plot.Height + 40, chart.Up, "middle"));
        return root;
    }

    private static XElement Slanted(double x, double y, string text)
    {
        var label = SvgChart.Text(0, 0, text, "end");
        label.SetAttributeValue("x", null);
        label.SetAttributeValue("y", null);
        label.SetAttributeValue("transform", string.Create(CultureInfo.InvariantCulture, $"translate({x:0.##} {y:0.##})rotate(-45)"));
        return label;
    }

    private static string Shortened(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";

    /// <summary>Where the columns stand.</summary>
    private sealed record Area(double Left, double Top, double Width, double Height)
    {
        public double Y(AxisScale scale, double value) => Top + Height - (scale.Share(value) * Height);
    }
}
