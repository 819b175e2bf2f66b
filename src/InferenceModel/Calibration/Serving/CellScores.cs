using System.Collections.Immutable;

namespace InferenceModel.Calibration.Serving;

/// <summary>
/// Errors scored by cell: the median over the rows of a configuration (GPU x plan x model x precision x engine), then over
/// configurations, so that one swept configuration weighs no more than one measured once.
/// </summary>
public static class CellScores
{
    /// <summary>Errors over cells by quantity: prefill and decode time of static batches, throughput at full queue, latencies under load.</summary>
    /// <param name="outcomes">The runs.</param>
    public static ImmutableSortedDictionary<string, ErrorStatistics> Of(IEnumerable<ServingOutcome> outcomes) => outcomes
        .Where(outcome => outcome is { Run.Cell.Length: > 0, Prediction: not null })
        .SelectMany(Errors)
        .GroupBy(error => (error.Quantity, error.Cell))
        .Select(cell => (cell.Key.Quantity, Error: Median([.. cell.Select(error => error.SignedPercent)])))
        .GroupBy(cell => cell.Quantity)
        .ToImmutableSortedDictionary(cells => cells.Key, cells => ErrorStatistics.Of([.. cells.Select(cell => cell.Error)]), StringComparer.Ordinal);

    private static IEnumerable<(string Quantity, string Cell, double SignedPercent)> Errors(ServingOutcome outcome)
    {
        var (run, prediction) = (outcome.Run!, outcome.Prediction!.Value);
        var points = ServingValidation.Points(run, prediction);
        foreach (var point in points)
        {
            var quantity = (run.Load, point.Metric) switch
            {
                (ServingRunLoad.StaticBatch, "ttft_ms") => "static_prefill",
                (ServingRunLoad.StaticBatch, "tpot_ms") => "static_decode",
                (ServingRunLoad.StaticBatch, "e2e_ms") => "static_e2e",
                (ServingRunLoad.Queued, "output_tput_per_gpu") => "full_queue_throughput",
                (ServingRunLoad.Clients or ServingRunLoad.Rate, var metric) => $"load_{metric}",
                _ => string.Empty,
            };
            if (quantity.Length > 0)
            {
                yield return (quantity, run.Cell, point.SignedPercent);
            }
        }
    }

    private static double Median(double[] values)
    {
        // The error of a cell is its median absolute error, with the sign of its median.
        double[] absolute = [.. values.Select(Math.Abs).Order()];
        double[] signed = [.. values.Order()];
        return Math.CopySign(ErrorStatistics.Quantile(absolute, 0.5), ErrorStatistics.Quantile(signed, 0.5));
    }
}
