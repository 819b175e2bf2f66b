using System.Collections.Immutable;

namespace InferenceModel.Calibration.Kernels;

/// <summary>
/// Gathers the errors of very many rows: a number for each metric, row and label, and the worst rows by name. Names are made
/// for the worst alone.
/// </summary>
/// <param name="metrics">Names of the metrics, in the order their errors are given.</param>
internal sealed class ErrorTally(ImmutableArray<string> metrics)
{
    private const int WorstKept = 10;

    private readonly Dictionary<(string By, string Key), List<float>[]> errors = [];
    private readonly List<(string By, string Key)> order = [];
    private readonly SortedDictionary<string, int> refused = new(StringComparer.Ordinal);
    private readonly PriorityQueue<ComparedPoint, double> worst = new();
    private int rows;
    private int predicted;

    /// <summary>Rows outside of what was measured.</summary>
    public int Extrapolated { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="labels">Kind and value of each label.</param>
    /// <param name="measured">The measurement.</param>
    /// <param name="values">The prediction of each metric.</param>
    /// <param name="isExtrapolated">Whether it lies outside of what was measured.</param>
    /// <param name="name">Names the row, asked for the worst alone.</param>
    public void Add(ReadOnlySpan<(string By, string Key)> labels, double measured, ReadOnlySpan<double> values, bool isExtrapolated, Func<string> name)
    {
        rows++;
        predicted++;
        Extrapolated += isExtrapolated ? 1 : 0;
        Keep((string.Empty, string.Empty), measured, values);
        foreach (var label in labels)
        {
            Keep(label, measured, values);
        }

        var error = Math.Abs((values[0] - measured) / measured);
        if (worst.Count < WorstKept || (worst.TryPeek(out _, out var least) && error > least))
        {
            worst.Enqueue(new ComparedPoint(metrics[0], name(), measured, values[0]), error);
            if (worst.Count > WorstKept)
            {
                worst.Dequeue();
            }
        }
    }

    /// <summary>Counts rows that were not predicted.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="count">How many.</param>
    public void Refuse(string reason, int count)
    {
        rows += count;
        refused[reason] = refused.GetValueOrDefault(reason) + count;
    }

    /// <summary>The report.</summary>
    public ValidationReport Report() => new(
        rows,
        predicted,
        errors.ContainsKey((string.Empty, string.Empty)) ? Metrics((string.Empty, string.Empty)) : ImmutableSortedDictionary<string, ErrorStatistics>.Empty,
        [.. order.Where(label => label.By.Length > 0).OrderBy(label => label.By, StringComparer.Ordinal).ThenBy(label => label.Key, StringComparer.Ordinal).Select(label => new ValidationGroup(label.By, label.Key, Metrics(label)))],
        [.. worst.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)],
        refused.ToImmutableSortedDictionary(StringComparer.Ordinal));

    private void Keep((string By, string Key) label, double measured, ReadOnlySpan<double> values)
    {
        if (!errors.TryGetValue(label, out var lists))
        {
            errors[label] = lists = [.. metrics.Select(_ => new List<float>())];
            order.Add(label);
        }

        for (var i = 0; i < values.Length; i++)
        {
            lists[i].Add((float)(100 * (values[i] - measured) / measured));
        }
    }

    private ImmutableSortedDictionary<string, ErrorStatistics> Metrics((string By, string Key) label) =>
        metrics.Select((metric, i) => KeyValuePair.Create(metric, Statistics(errors[label][i]))).ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>As <see cref="ErrorStatistics.Of"/>, sorting in place.</summary>
    private static ErrorStatistics Statistics(List<float> signed)
    {
        double[] sorted = [.. signed];
        Array.Sort(sorted);
        var absolute = Array.ConvertAll(sorted, Math.Abs);
        Array.Sort(absolute);
        return new ErrorStatistics(
            sorted.Length,
            ErrorStatistics.Quantile(absolute, 0.5),
            absolute.Average(),
            ErrorStatistics.Quantile(absolute, 0.75),
            ErrorStatistics.Quantile(absolute, 0.9),
            ErrorStatistics.Quantile(sorted, 0.5),
            null);
    }
}
