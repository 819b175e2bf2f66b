using System.Collections.Immutable;

namespace InferenceModel.Costs.Kernels;

/// <summary>Fitted constants of a family for one engine, precision and generation.</summary>
/// <param name="Key">What they were fitted for.</param>
/// <param name="Values">Values in the order of the family's constants.</param>
/// <param name="Rows">Measured rows behind them.</param>
/// <param name="MedianPercent">Median absolute error of physics alone on rows left out.</param>
/// <param name="MeanPercent">Mean absolute error of physics alone on rows left out.</param>
/// <param name="Source">Accelerators of the tables they come from, by id, a comma and a blank between.</param>
public sealed record CoefficientSet(
    CoefficientKey Key, ImmutableArray<double> Values, int Rows, double MedianPercent, double MeanPercent, string Source)
{
    /// <summary>Ids of the accelerators measured.</summary>
    public IEnumerable<string> Systems => Source.Split(", ");
}
