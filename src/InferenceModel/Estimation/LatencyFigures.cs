using InferenceModel.Units;

namespace InferenceModel.Estimation;

/// <summary>Mean and percentiles of a latency. The default value is no time at all.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="Median">Half of the values are below.</param>
/// <param name="P95">95 % of the values are below.</param>
/// <param name="P99">99 % of the values are below.</param>
public readonly record struct LatencyFigures(Seconds Mean, Seconds Median, Seconds P95, Seconds P99)
{
    /// <summary>A latency that is the same for all.</summary>
    /// <param name="value">The latency.</param>
    public static LatencyFigures Constant(Seconds value) => new(value, value, value, value);

    /// <summary>The figure of a percentile a service level may name.</summary>
    /// <param name="percentile">50, 95 or 99; anything else means the mean.</param>
    public Seconds At(int percentile) => percentile switch { 50 => Median, 95 => P95, 99 => P99, _ => Mean };

    /// <summary>One latency after another, the second the same for all.</summary>
    /// <param name="rest">The second.</param>
    public LatencyFigures Plus(Seconds rest) => new(Mean + rest, Median + rest, P95 + rest, P99 + rest);
}
