namespace InferenceModel.Estimation;

/// <summary>
/// A time over two axes, straight between the points of both. A row is computed when it is first read: a question asks a few rows of many. Safe to use from
/// several threads; two that miss the same row compute it twice, to the same figures.
/// </summary>
/// <param name="rows">Points of the first axis.</param>
/// <param name="columns">Points of the second.</param>
/// <param name="fill">Seconds of one row at the points of the second axis.</param>
internal sealed class Surface(Knots rows, Knots columns, Func<int, double[]> fill)
{
    private readonly double[]?[] filled = new double[]?[rows.Values.Length];

    /// <summary>A surface sampled from a function; along the second axis it never falls, since more cache is never less work.</summary>
    /// <param name="rows">Points of the first axis.</param>
    /// <param name="columns">Points of the second.</param>
    /// <param name="time">Seconds at indices of both.</param>
    public static Surface Of(Knots rows, Knots columns, Func<int, int, double> time) => new(rows, columns, i =>
    {
        var row = new double[columns.Values.Length];
        var most = 0.0;
        for (var j = 0; j < row.Length; j++)
        {
            most = Math.Max(most, time(i, j));
            row[j] = most;
        }

        return row;
    });

    /// <summary>Surfaces over the same points added up, each so many times.</summary>
    /// <param name="rows">Points of the first axis.</param>
    /// <param name="columns">Points of the second.</param>
    /// <param name="parts">The surfaces and how often each counts; none is no time.</param>
    public static Surface Sum(Knots rows, Knots columns, IReadOnlyList<(Surface Part, double Times)> parts) => new(rows, columns, i =>
    {
        var row = new double[columns.Values.Length];
        foreach (var (part, times) in parts)
        {
            var own = part.Row(i);
            for (var j = 0; j < row.Length; j++)
            {
                row[j] += own[j] * times;
            }
        }

        return row;
    });

    /// <summary>The time at a place.</summary>
    /// <param name="row">Place on the first axis.</param>
    /// <param name="column">Place on the second.</param>
    public double Read(double row, double column)
    {
        var i = rows.IntervalOf(row);
        var j = columns.IntervalOf(column);
        var down = (row - rows.Values[i]) / (rows.Values[i + 1] - rows.Values[i]);
        var along = (column - columns.Values[j]) / (columns.Values[j + 1] - columns.Values[j]);
        var (upper, lower) = (Row(i), Row(i + 1));
        var near = upper[j] + ((upper[j + 1] - upper[j]) * along);
        var far = lower[j] + ((lower[j + 1] - lower[j]) * along);
        return near + ((far - near) * down);
    }

    private double[] Row(int row) => filled[row] ??= fill(row);
}
