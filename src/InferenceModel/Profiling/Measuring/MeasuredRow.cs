using InferenceModel.Operators.Calls;

namespace InferenceModel.Profiling.Measuring;

/// <summary>One kind of kernel at one point of the grid, timed several times.</summary>
/// <param name="Point">The point.</param>
/// <param name="Call">What ran.</param>
/// <param name="Seconds">Median over runs of the mean over equal nodes of a run.</param>
/// <param name="Spread">Distance of the quartiles over the median.</param>
/// <param name="Samples">Runs.</param>
public sealed record MeasuredRow(GridPoint Point, KernelCall Call, double Seconds, double Spread, int Samples)
{
    /// <summary>The row of the times of several runs.</summary>
    /// <param name="point">The point.</param>
    /// <param name="call">What ran.</param>
    /// <param name="seconds">A time for each run, at least one.</param>
    public static MeasuredRow Of(GridPoint point, KernelCall call, IEnumerable<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        var median = Calibration.ErrorStatistics.Quantile(sorted, 0.5);
        var spread = (Calibration.ErrorStatistics.Quantile(sorted, 0.75) - Calibration.ErrorStatistics.Quantile(sorted, 0.25)) / median;
        return new MeasuredRow(point, call, median, spread, sorted.Length);
    }
}
