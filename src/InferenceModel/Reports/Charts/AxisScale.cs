using System.Collections.Immutable;
using System.Globalization;

namespace InferenceModel.Reports.Charts;

/// <summary>Where values lie on an axis, and the values that get a label.</summary>
/// <param name="Low">Value at the near end.</param>
/// <param name="High">Value at the far end.</param>
/// <param name="IsLogarithmic">Whether equal ratios take equal room.</param>
/// <param name="Ticks">Values with a label, rising.</param>
internal sealed record AxisScale(double Low, double High, bool IsLogarithmic, ImmutableArray<double> Ticks)
{
    private const int Intervals = 6;
    private const double FewDecades = 3.2;
    private const double Margin = 1.12;
    private static readonly double[] Steps = [1, 2, 5, 10];

    /// <summary>
    /// The scale of some values. A linear axis begins at zero, since lengths that do not mislead; a logarithmic one leaves a margin at both ends.
    /// </summary>
    /// <param name="axis">The axis.</param>
    /// <param name="values">All that must lie on it; an axis without values goes from 0 to 1, or from 1 to 10.</param>
    public static AxisScale Of(ChartAxis axis, IReadOnlyCollection<double> values) => axis.IsLogarithmic
        ? Logarithmic([.. values.Where(value => value > 0)])
        : Linear(values.Append(0).Min(), values.Append(0).Max());

    /// <summary>Share of the axis before a value, 0 to 1 within it.</summary>
    /// <param name="value">A value; above zero on a logarithmic axis.</param>
    public double Share(double value) => IsLogarithmic ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);

    /// <summary>Whether a value lies on the axis.</summary>
    /// <param name="value">The value.</param>
    public bool Holds(double value) => value >= Low && value <= High;

    /// <summary>How a value is written beside the axis.</summary>
    /// <param name="value">A tick.</param>
    public static string Label(double value) => Math.Abs(value) >= 1e6 || (value != 0 && Math.Abs(value) < 1e-4)
        ? value.ToString("0.##E+0", CultureInfo.InvariantCulture)
        : value.ToString("#,0.######", CultureInfo.InvariantCulture);

    private static AxisScale Linear(double least, double most)
    {
        if (least == most)
        {
            return new AxisScale(0, 1, false, [0, 0.5, 1]);
        }

        var raw = (most - least) / Intervals;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = Steps.First(factor => factor * power >= raw * (1 - 1e-9)) * power;
        var (first, last) = ((long)Math.Floor(least / step), (long)Math.Ceiling(most / step));
        var ticks = Enumerable.Range(0, checked((int)(last - first)) + 1).Select(i => Exact((first + i) * step)).ToImmutableArray();
        return new AxisScale(ticks[0], ticks[^1], false, ticks);
    }

    private static AxisScale Logarithmic(IReadOnlyList<double> values)
    {
        var (low, high) = values.Count == 0 ? (1, 10) : (values.Min() / Margin, values.Max() * Margin);
        double[] within = Math.Log10(high / low) > FewDecades ? [1] : [1, 2, 5];
        var ticks = Enumerable.Range((int)Math.Floor(Math.Log10(low)), (int)Math.Ceiling(Math.Log10(high / low)) + 2)
            .SelectMany(power => within.Select(factor => Exact(factor * Math.Pow(10, power)))).Where(tick => tick >= low && tick <= high).ToImmutableArray();
        return new AxisScale(low, high, true, ticks.Length > 1 ? ticks : [Rounded(low), Rounded(high)]);
    }

    /// <summary>Takes off what binary fractions leave behind, so that 0.30000000000000004 reads 0.3.</summary>
    private static double Exact(double value) => double.Parse(value.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static double Rounded(double value) => double.Parse(value.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
