namespace InferenceModel.Calibration.Serving;

/// <summary>Errors and coverage of outcomes by a label and metric.</summary>
/// <param name="Key">The label.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Errors">Errors and coverage.</param>
/// <param name="MedianSpread">Median of upper over lower end of the intervals.</param>
public sealed record IntervalCoverage(string Key, string Metric, ErrorStatistics Errors, double? MedianSpread)
{
    /// <summary>The coverage of outcomes with predictions.</summary>
    /// <param name="outcomes">The outcomes.</param>
    /// <param name="keyOf">The label of one.</param>
    public static IEnumerable<IntervalCoverage> By(IEnumerable<ServingOutcome> outcomes, Func<ServingOutcome, string> keyOf) => outcomes
        .SelectMany(outcome => ServingValidation.Points(outcome), (outcome, point) => (Key: keyOf(outcome), Point: point))
        .GroupBy(pair => (pair.Key, pair.Point.Metric), pair => pair.Point)
        .OrderBy(points => points.Key.Key, StringComparer.Ordinal).ThenBy(points => points.Key.Metric, StringComparer.Ordinal)
        .Select(points =>
        {
            double[] spreads = [.. points.Where(point => point is { Low: not null, High: not null }).Select(point => point.High!.Value / point.Low!.Value).Order()];
            return new IntervalCoverage(
                points.Key.Key, points.Key.Metric, ValidationTally.Statistics([.. points]), spreads.Length > 0 ? ErrorStatistics.Quantile(spreads, 0.5) : null);
        });
}
