namespace InferenceModel.Training;

/// <summary>Centres and scales inputs so that each has mean 0 and spread 1 over the training rows, held inside the range it had there.</summary>
internal sealed class InputScaling
{
    private readonly float[] low;
    private readonly float[] high;
    private readonly float[] mean;
    private readonly float[] factor;

    private InputScaling(float[] low, float[] high, float[] mean, float[] factor) => (this.low, this.high, this.mean, this.factor) = (low, high, mean, factor);

    /// <summary>Numbers of a row.</summary>
    public int Columns => mean.Length;

    /// <summary>Numbers of a scaled row: a multiple of what products of matrices come in, noughts at the end.</summary>
    public int Padded => (Columns + DenseMath.Columns - 1) / DenseMath.Columns * DenseMath.Columns;

    /// <summary>Least values.</summary>
    public ReadOnlySpan<float> Low => low;

    /// <summary>Largest values.</summary>
    public ReadOnlySpan<float> High => high;

    /// <summary>Means.</summary>
    public ReadOnlySpan<float> Mean => mean;

    /// <summary>One over the standard deviations; 0 for an input that never changes.</summary>
    public ReadOnlySpan<float> Factor => factor;

    /// <summary>The scaling of rows.</summary>
    /// <param name="rows">Inputs, row after row.</param>
    /// <param name="columns">Numbers of a row.</param>
    public static InputScaling Of(ReadOnlySpan<float> rows, int columns)
    {
        var (low, high, sum, squares) = (new float[columns], new float[columns], new double[columns], new double[columns]);
        Array.Fill(low, float.MaxValue);
        Array.Fill(high, float.MinValue);
        for (var i = 0; i < rows.Length; i++)
        {
            var column = i % columns;
            low[column] = Math.Min(low[column], rows[i]);
            high[column] = Math.Max(high[column], rows[i]);
            sum[column] += rows[i];
            squares[column] += (double)rows[i] * rows[i];
        }

        var count = rows.Length / columns;
        var (mean, factor) = (new float[columns], new float[columns]);
        for (var i = 0; i < columns; i++)
        {
            var middle = sum[i] / count;
            var spread = Math.Sqrt(Math.Max(0, (squares[i] / count) - (middle * middle)));
            (mean[i], factor[i]) = ((float)middle, high[i] - low[i] > 1e-6 ? (float)(1 / Math.Max(spread, 1e-3)) : 0);
        }

        return new InputScaling(low, high, mean, factor);
    }

    /// <summary>Scales a row.</summary>
    /// <param name="row">Inputs.</param>
    /// <param name="into">Takes <see cref="Padded"/> numbers, those beyond the inputs untouched.</param>
    public void Scale(ReadOnlySpan<float> row, Span<float> into)
    {
        for (var i = 0; i < row.Length; i++)
        {
            into[i] = (Math.Clamp(row[i], low[i], high[i]) - mean[i]) * factor[i];
        }
    }
}
