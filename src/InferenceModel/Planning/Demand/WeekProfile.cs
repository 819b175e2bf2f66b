using System.Collections.Immutable;

namespace InferenceModel.Planning.Demand;

/// <summary>The load over the hours of a week, as shares of its peak, from Monday 0 o'clock on.</summary>
public sealed record WeekProfile
{
    private const int Weekdays = 5;

    private WeekProfile(ImmutableArray<double> shares) => Shares = shares;

    /// <summary>168 shares of the peak; the largest is 1.</summary>
    public ImmutableArray<double> Shares { get; }

    /// <summary>Mean over peak.</summary>
    public double Mean => Shares.Average();

    /// <summary>The same load at every hour.</summary>
    public static WeekProfile Flat { get; } = Scaled(Enumerable.Repeat(1.0, BillingPeriods.HoursPerWeek));

    /// <summary>
    /// A day that swings as a cosine between a trough and a peak, and weekends lower by a factor: t + (1 - t) (1 + cos(2 pi (h - p) / 24)) / 2.
    /// </summary>
    /// <param name="trough">Share of the peak at the quietest hour, 0 to 1.</param>
    /// <param name="peakHour">The busiest hour, 0 to 23.</param>
    /// <param name="weekend">Weekend over weekday.</param>
    public static WeekProfile Swing(double trough, int peakHour, double weekend)
    {
        var day = Enumerable.Range(0, BillingPeriods.HoursPerDay)
            .Select(hour => trough + ((1 - trough) * (1 + Math.Cos(2 * Math.PI * (hour - peakHour) / BillingPeriods.HoursPerDay)) / 2)).ToImmutableArray();
        return OfDays(day, [.. day.Select(share => share * weekend)]);
    }

    /// <summary>A weekday and a day of the weekend by the hour, in any measure; the busiest hour of both is the peak.</summary>
    /// <param name="weekday">24 values, not negative.</param>
    /// <param name="weekend">24 values, not negative, in the same measure.</param>
    public static WeekProfile OfDays(ImmutableArray<double> weekday, ImmutableArray<double> weekend) =>
        Scaled(Enumerable.Range(0, BillingPeriods.HoursPerWeek / BillingPeriods.HoursPerDay).SelectMany(day => day < Weekdays ? weekday : weekend));

    private static WeekProfile Scaled(IEnumerable<double> values)
    {
        var all = values.ToImmutableArray();
        var peak = all.Max();
        return new WeekProfile([.. all.Select(value => value / peak)]);
    }
}
