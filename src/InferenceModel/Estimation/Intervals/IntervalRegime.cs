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
    /// <summary>The interval, both ends moved outward.</summary>
    /// <param name="margin">By how much, in the logarithm.</param>
    public IntervalRatio At(double margin) => new(Math.Exp(Low - margin), Math.Exp(High + margin));

    /// <summary>
    /// How far a log ratio lies outside; negative inside (Romano, Patterson and Candes, Conformalized Quantile Regression, NeurIPS 2019, equation 6).
    /// </summary>
    /// <param name="logRatio">Log of measurement over prediction.</param>
    public double Excess(double logRatio) => Math.Max(Low - logRatio, logRatio - High);
}
