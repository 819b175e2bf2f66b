using System.Globalization;
using System.Xml.Linq;

namespace InferenceModel.Reports.Charts;

/// <summary>
/// Draws charts as vector graphics. Colours are style rules, so that a page may turn them dark, and letters are text, so that neither the fonts of
/// the machine that draws nor their absence changes a byte.
/// </summary>
public static class SvgChart
{
    /// <summary>Width of a chart in its own units.</summary>
    internal const double Width = 900;

    private const double Height = 560;
    private const double Right = 20;
    private const double Bottom = 52;
    private const double CharacterWidth = 6.8;
    private const double LegendLine = 20;

    /// <summary>Style rules of charts, for a page that holds several.</summary>
    public static string Style { get; } =
        ".chart{--ink:#1b1f24;--faint:#d5d9de;--paper:#fff;" + Colours(ChartColours.Light) + "font:12px system-ui,'Segoe UI','DejaVu Sans',sans-serif}"
        + "@media(prefers-color-scheme:dark){.chart{--ink:#e6e8ea;--faint:#3a4046;--paper:#14171a;" + Colours(ChartColours.Dark) + "}}"
        + "@media print{.chart{--ink:#1b1f24;--faint:#d5d9de;--paper:#fff;" + Colours(ChartColours.Light) + "}}"
        + ".chart text{fill:var(--ink)}.chart .title{font-size:15px;font-weight:600}.chart .grid{stroke:var(--faint);fill:none}.chart .axis{stroke:var(--ink);fill:none}"
        + ".chart .paper{fill:var(--paper)}.chart .guide{stroke:var(--ink);stroke-dasharray:5 4;fill:none;opacity:.65}.chart .guide-label{opacity:.8;font-size:11px}"
        + string.Concat(Enumerable.Range(0, ChartColours.Light.Length).Select(i => string.Create(CultureInfo.InvariantCulture, $".chart .line{i}{{stroke:var(--c{i});stroke-width:2;fill:none}}.chart .dot{i}{{fill:var(--c{i})}}")));

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>The chart as a file of its own.</summary>
    /// <param name="chart">The chart.</param>
    public static string File(Chart chart)
    {
        var root = Element(chart);
        root.AddFirst(new XElement(Svg + "style", Style));
        return root.ToString(SaveOptions.DisableFormatting) + "\n";
    }

    /// <summary>The chart as an element of a page that has <see cref="Style"/>.</summary>
    /// <param name="chart">The chart.</param>
    public static XElement Element(Chart chart)
    {
        var (across, up) = (chart.AcrossScale, chart.UpScale);
        var names = chart.Series.Index().Where(series => series.Item.Name.Length > 0).ToList();
        var legend = Legend(names.Select(series => (series.Item.Name, series.Index, series.Item.Mark != ChartMark.Points)), out var top);
        var left = 34 + (up.Ticks.Max(tick => AxisScale.Label(tick).Length) * CharacterWidth);
        double X(double value) => left + (across.Share(value) * (Width - left - Right));
        double Y(double value) => Height - Bottom - (up.Share(value) * (Height - Bottom - top));
        var root = Frame(chart.Title, Height);
        root.Add(legend);
        root.Add(across.Ticks.SelectMany(tick => new[] { Line("grid", X(tick), top, X(tick), Height - Bottom), Text(X(tick), Height - Bottom + 18, AxisScale.Label(tick), "middle") }));
        root.Add(up.Ticks.SelectMany(tick => new[] { Line("grid", left, Y(tick), Width - Right, Y(tick)), Text(left - 8, Y(tick) + 4, AxisScale.Label(tick), "end") }));
        root.Add(new XElement(Svg + "path", new XAttribute("class", "axis"), new XAttribute("d", $"M{N(left)} {N(top)}V{N(Height - Bottom)}H{N(Width - Right)}")));
        root.Add(Text((left + Width - Right) / 2, Height - 10, Named(chart.Across), "middle"), Turned(16, (top + Height - Bottom) / 2, Named(chart.Up)));
        foreach (var guide in chart.Guides)
        {
            if (Chart.Ends(guide, across, up) is { } ends)
            {
                root.Add(Line("guide", X(ends.X1), Y(ends.Y1), X(ends.X2), Y(ends.Y2)), Label(guide, X(ends.X2), Y(ends.Y2)));
            }
        }

        foreach (var (i, series) in chart.Series.Index())
        {
            root.Add(Drawn(i, series.Mark, [.. chart.Shown(series).Select(point => (X(point.X), Y(point.Y), point.Name))]));
        }

        return root;
    }

    /// <summary>An empty chart with its title.</summary>
    /// <param name="title">The title.</param>
    /// <param name="height">Its height.</param>
    internal static XElement Frame(string title, double height) => new(
        Svg + "svg",
        new XAttribute("class", "chart"),
        new XAttribute("viewBox", $"0 0 {N(Width)} {N(height)}"),
        new XAttribute("role", "img"),
        new XAttribute("aria-label", title),
        new XElement(Svg + "rect", new XAttribute("class", "paper"), new XAttribute("width", N(Width)), new XAttribute("height", N(height))),
        Text(Width / 2, 22, title, "middle", "title"));

    /// <summary>Names of series below the title, in as many lines as they need.</summary>
    /// <param name="names">Name, place of the colour, and whether it is drawn as a line.</param>
    /// <param name="bottom">Where the legend ends.</param>
    internal static IEnumerable<XElement> Legend(IEnumerable<(string Name, int Place, bool IsLine)> names, out double bottom)
    {
        var elements = new List<XElement>();
        var (x, y) = (40.0, 44.0);
        foreach (var (name, place, isLine) in names)
        {
            var width = 44 + (name.Length * CharacterWidth);
            if (x > 40 && x + width > Width - Right)
            {
                (x, y) = (40, y + LegendLine);
            }

            elements.Add(isLine ? Line(Class("line", place), x, y - 4, x + 16, y - 4) : Dot(place, x + 8, y - 4, string.Empty));
            elements.Add(Text(x + 22, y, name, "start"));
            x += width;
        }

        bottom = elements.Count == 0 ? 36 : y + 14;
        return elements;
    }

    /// <summary>A rectangle in the colour of a series.</summary>
    internal static XElement Bar(int place, double x, double y, double width, double height, string tooltip) => new(
        Svg + "rect", new XAttribute("class", Class("dot", place)), new XAttribute("x", N(x)), new XAttribute("y", N(y)), new XAttribute("width", N(Math.Max(0, width))), new XAttribute("height", N(Math.Max(0, height))),
        tooltip.Length > 0 ? new XElement(Svg + "title", tooltip) : null);

    /// <summary>A straight line.</summary>
    internal static XElement Line(string style, double x1, double y1, double x2, double y2) =>
        new(Svg + "path", new XAttribute("class", style), new XAttribute("d", $"M{N(x1)} {N(y1)}L{N(x2)} {N(y2)}"));

    /// <summary>A line of text.</summary>
    internal static XElement Text(double x, double y, string text, string anchor, string? style = null) => new(
        Svg + "text", new XAttribute("x", N(x)), new XAttribute("y", N(y)), new XAttribute("text-anchor", anchor), style is null ? null : new XAttribute("class", style), text);

    /// <summary>A line of text that reads upwards.</summary>
    internal static XElement Turned(double x, double y, string text) =>
        new(Svg + "text", new XAttribute("transform", $"translate({N(x)} {N(y)})rotate(-90)"), new XAttribute("text-anchor", "middle"), text);

    private static IEnumerable<XElement> Drawn(int series, ChartMark mark, IReadOnlyList<(double X, double Y, string Name)> points)
    {
        if (mark != ChartMark.Points && points.Count > 1)
        {
            yield return new XElement(
                Svg + "path", new XAttribute("class", Class("line", series)), new XAttribute("d", "M" + string.Join('L', points.Select(point => $"{N(point.X)} {N(point.Y)}"))));
        }

        foreach (var point in mark == ChartMark.Line ? [] : points)
        {
            yield return Dot(series, point.X, point.Y, point.Name);
        }
    }

    private static XElement Dot(int series, double x, double y, string name) => new(
        Svg + "circle", new XAttribute("class", Class("dot", series)), new XAttribute("cx", N(x)), new XAttribute("cy", N(y)), new XAttribute("r", "3.5"),
        name.Length > 0 ? new XElement(Svg + "title", name) : null);

    private static XElement Label(ChartGuide guide, double x, double y) => guide switch
    {
        ChartGuide.Vertical => Text(x + 5, y + 14, guide.Label, "start", "guide-label"),
        _ => Text(x - 6, y - 6, guide.Label, "end", "guide-label"),
    };

    private static string Named(ChartAxis axis) => axis.IsLogarithmic ? $"{axis.Label}, logarithmic" : axis.Label;

    private static string Class(string kind, int series) => string.Create(CultureInfo.InvariantCulture, $"{kind}{ChartColours.Place(series)}");

    private static string Colours(IEnumerable<string> colours) => string.Concat(colours.Index().Select(colour => string.Create(CultureInfo.InvariantCulture, $"--c{colour.Index}:{colour.Item};")));

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
