using System.Collections.Immutable;

namespace InferenceModel.Reports.Charts;

/// <summary>Points and lines over two axes, as data: <see cref="SvgChart"/> and the project of raster plots draw it.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Across">The axis across.</param>
/// <param name="Up">The axis up.</param>
/// <param name="Series">What is drawn, the first at the bottom.</param>
public sealed record Chart(string Title, ChartAxis Across, ChartAxis Up, ImmutableArray<ChartSeries> Series)
{
    /// <summary>Dashed lines.</summary>
    public ImmutableArray<ChartGuide> Guides { get; init; } = [];

    /// <summary>The points of a series that its axes can show.</summary>
    /// <param name="series">One of the chart's.</param>
    public IEnumerable<PlotPoint> Shown(ChartSeries series) => series.Points.Where(point => Fits(Across, point.X) && Fits(Up, point.Y));

    /// <summary>The scale across.</summary>
    internal AxisScale AcrossScale => AxisScale.Of(Across, [.. Series.SelectMany(Shown).Select(point => point.X), .. Guides.OfType<ChartGuide.Vertical>().Select(guide => guide.X)]);

    /// <summary>The scale up.</summary>
    internal AxisScale UpScale => AxisScale.Of(Up, [.. Series.SelectMany(Shown).Select(point => point.Y), .. Guides.OfType<ChartGuide.Horizontal>().Select(guide => guide.Y)]);

    /// <summary>Both ends of a guide within the scales; null where it lies outside.</summary>
    /// <param name="guide">One of the chart's.</param>
    /// <param name="across">The scale across.</param>
    /// <param name="up">The scale up.</param>
    internal static (double X1, double Y1, double X2, double Y2)? Ends(ChartGuide guide, AxisScale across, AxisScale up)
    {
        switch (guide)
        {
            case ChartGuide.Vertical vertical when across.Holds(vertical.X):
                return (vertical.X, up.Low, vertical.X, up.High);
            case ChartGuide.Horizontal horizontal when up.Holds(horizontal.Y):
                return (across.Low, horizontal.Y, across.High, horizontal.Y);
            case ChartGuide.Diagonal diagonal:
                var (low, high) = (Math.Max(across.Low, up.Low / diagonal.Factor), Math.Min(across.High, up.High / diagonal.Factor));
                return low < high ? (low, low * diagonal.Factor, high, high * diagonal.Factor) : null;
            default:
                return null;
        }
    }

    private static bool Fits(ChartAxis axis, double value) => double.IsFinite(value) && (!axis.IsLogarithmic || value > 0);
}
