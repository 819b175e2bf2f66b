using System.Text.Json;

namespace InferenceModel.Calibration;

/// <summary>
/// How far predictions are from measurements, in percent of the measurement. An error is
/// 100 (predicted - measured) / measured; the default value has no points.
/// </summary>
/// <param name="Count">Points compared.</param>
/// <param name="MedianAbsolute">Median of the absolute errors.</param>
/// <param name="MeanAbsolute">Mean of the absolute errors.</param>
/// <param name="P75Absolute">75th percentile of the absolute errors.</param>
/// <param name="P90Absolute">90th percentile of the absolute errors.</param>
/// <param name="Bias">Median of the signed errors.</param>
/// <param name="Coverage90">Share of measurements, in percent, inside the 90 % interval; null where none was stated.</param>
public readonly record struct ErrorStatistics(
    int Count, double MedianAbsolute, double MeanAbsolute, double P75Absolute, double P90Absolute, double Bias, double? Coverage90)
{
    /// <summary>The statistics of signed errors.</summary>
    /// <param name="signedPercent">100 (predicted - measured) / measured of each point.</param>
    /// <param name="coverage90">Share of points inside their interval in percent, or null.</param>
    public static ErrorStatistics Of(IReadOnlyCollection<double> signedPercent, double? coverage90 = null)
    {
        if (signedPercent.Count == 0)
        {
            return default;
        }

        double[] signed = [.. signedPercent.Order()];
        double[] absolute = [.. signedPercent.Select(Math.Abs).Order()];
        return new ErrorStatistics(
            signed.Length, Quantile(absolute, 0.5), absolute.Average(), Quantile(absolute, 0.75), Quantile(absolute, 0.9), Quantile(signed, 0.5), coverage90);
    }

    /// <summary>Writes the members people and scripts read: n, median_abs_pct, mean_abs_pct, p75_abs_pct, p90_abs_pct, bias_pct, coverage90_pct.</summary>
    /// <param name="json">Where to write; an object is open.</param>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("n", Count);
        json.WriteNumber("median_abs_pct", Rounded(MedianAbsolute));
        json.WriteNumber("mean_abs_pct", Rounded(MeanAbsolute));
        json.WriteNumber("p75_abs_pct", Rounded(P75Absolute));
        json.WriteNumber("p90_abs_pct", Rounded(P90Absolute));
        json.WriteNumber("bias_pct", Rounded(Bias));
        if (Coverage90 is { } coverage)
        {
            json.WriteNumber("coverage90_pct", Rounded(coverage));
        }
    }

    /// <summary>A quantile between order statistics, by straight line.</summary>
    /// <param name="sorted">Values in rising order, at least one.</param>
    /// <param name="share">Share below, 0 to 1.</param>
    internal static double Quantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var low = (int)Math.Floor(at);
        var high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + ((sorted[high] - sorted[low]) * (at - low));
    }

    private static double Rounded(double percent) => Math.Round(percent, 4);
}
