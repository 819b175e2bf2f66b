namespace InferenceModel.Estimation.Intervals;

/// <summary>Log ratios of measurement to prediction in one regime: 5th, 50th and 95th percentile.</summary>
/// <param name="Fidelity">How predictions were made.</param>
/// <param name="Figure">Of which figure.</param>
/// <param name="Name">The regime, see <see cref="OperatingCondition.Regimes"/>.</param>
/// <param name="Rows">Measurements.</param>
/// <param name="Configurations">Configurations they belong to.</param>
/// <param name="Low">5th percentile.</param>
/// <param name="Middle">Median.</param>
/// <param name="High">95th percentile.</param>
public sealed record IntervalRegime(
    ServingFidelity Fidelity, PredictedFigure Figure, string Name, int Rows, int Configurations, double Low, double Middle, double High)
{
    private const double LeastHalf = 0.02;

    /// <summary>The interval, its halves stretched.</summary>
    /// <param name="factor">By how much.</param>
    public IntervalRatio At(double factor) =>
        new(Math.Exp(Middle - (factor * Below)), Math.Exp(Middle + (factor * Above)));

    /// <summary>The factor by which the halves must be stretched for a log ratio to lie at an end.</summary>
    /// <param name="logRatio">Log of measurement over prediction.</param>
    public double FactorFor(double logRatio) => logRatio >= Middle ? (logRatio - Middle) / Above : (Middle - logRatio) / Below;

    private double Below => Math.Max(LeastHalf, Middle - Low);

    private double Above => Math.Max(LeastHalf, High - Middle);
}
