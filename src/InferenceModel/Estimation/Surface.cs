namespace InferenceModel.Estimation;

/// <summary>A time over two axes, straight between the points of both.</summary>
internal sealed class Surface
{
    private readonly Knots rows;
    private readonly Knots columns;
    private readonly double[] seconds;

    /// <summary>A surface of no time.</summary>
    /// <param name="rows">Points of the first axis.</param>
    /// <param name="columns">Points of the second.</param>
    public Surface(Knots rows, Knots columns)
    {
        this.rows = rows;
        this.columns = columns;
        seconds = new double[rows.Values.Length * columns.Values.Length];
    }

    /// <summary>A surface sampled from a function; along the second axis it never falls, since more cache is never less work.</summary>
    /// <param name="rows">Points of the first axis.</param>
    /// <param name="columns">Points of the second.</param>
    /// <param name="time">Seconds at indices of both.</param>
    public static Surface Of(Knots rows, Knots columns, Func<int, int, double> time)
    {
        var surface = new Surface(rows, columns);
        for (var i = 0; i < rows.Values.Length; i++)
        {
            var most = 0.0;
            for (var j = 0; j < columns.Values.Length; j++)
            {
                most = Math.Max(most, time(i, j));
                surface.seconds[(i * columns.Values.Length) + j] = most;
            }
        }

        return surface;
    }

    /// <summary>Adds another surface over the same points, so many times.</summary>
    /// <param name="other">The other.</param>
    /// <param name="times">How often.</param>
    public void Add(Surface other, double times)
    {
        for (var i = 0; i < seconds.Length; i++)
        {
            seconds[i] += other.seconds[i] * times;
        }
    }

    /// <summary>The time at a place.</summary>
    /// <param name="row">Place on the first axis.</param>
    /// <param name="column">Place on the second.</param>
    public double Read(double row, double column)
    {
        var i = rows.IntervalOf(row);
        var j = columns.IntervalOf(column);
        var down = (row - rows.Values[i]) / (rows.Values[i + 1] - rows.Values[i]);
        var along = (column - columns.Values[j]) / (columns.Values[j + 1] - columns.Values[j]);
        var at = (i * columns.Values.Length) + j;
        var next = at + columns.Values.Length;
        var near = seconds[at] + ((seconds[at + 1] - seconds[at]) * along);
        var far = seconds[next] + ((seconds[next + 1] - seconds[next]) * along);
        return near + ((far - near) * down);
    }
}
