using InferenceModel.Costs.Kernels;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Estimation;

/// <summary>
/// Learned factors of one operator at samples of two axes, straight between their logarithms. The samples of a row are asked in one batch when the row is first
/// needed. Safe to use from several threads.
/// </summary>
/// <param name="rows">Samples of the first axis.</param>
/// <param name="columns">Samples of the second.</param>
/// <param name="call">The kernel at a sample of each.</param>
/// <param name="kernels">Times kernels.</param>
internal sealed class SampledFactors(double[] rows, double[] columns, Func<double, double, KernelCall> call, KernelPredictor kernels)
{
    private readonly float[]?[] asked = new float[]?[rows.Length];

    /// <summary>The factor at a place.</summary>
    /// <param name="row">Place between samples of the first axis.</param>
    /// <param name="column">Place between samples of the second.</param>
    public double At(SamplePlace row, SamplePlace column)
    {
        var (i, down) = row;
        var (j, along) = column;
        var (upper, lower) = (Row(i), Row(i + 1));
        var near = upper[j] + ((upper[j + 1] - upper[j]) * along);
        var far = lower[j] + ((lower[j + 1] - lower[j]) * along);
        return Math.Exp(near + ((far - near) * down));
    }

    private float[] Row(int row) => asked[row] ??=
        [.. kernels.Predict([.. columns.Select(column => call(rows[row], column))]).Select(prediction => (float)Math.Log(prediction.Factor))];
}
