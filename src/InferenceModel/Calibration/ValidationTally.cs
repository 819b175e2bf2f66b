using System.Collections.Immutable;

namespace InferenceModel.Calibration;

/// <summary>Gathers compared points under the labels of their rows and makes a report of them.</summary>
public sealed class ValidationTally
{
    private readonly Dictionary<(string By, string Key, string Metric), List<ComparedPoint>> points = [];
    private readonly List<(string By, string Key)> order = [];
    private readonly SortedDictionary<string, int> refused = new(StringComparer.Ordinal);
    private int rows;
    private int predicted;

    /// <summary>Adds a row that was predicted.</summary>
    /// <param name="labels">Kind and value of each label the row is grouped by.</param>
    /// <param name="compared">Its metrics.</param>
    public void Add(IReadOnlyList<(string By, string Key)> labels, params ReadOnlySpan<ComparedPoint> compared)
    {
        rows++;
        predicted++;
        foreach (var point in compared)
        {
            Keep((string.Empty, string.Empty), point);
            foreach (var label in labels)
            {
                Keep(label, point);
            }
        }
    }

    /// <summary>Counts a row that could not be predicted.</summary>
    /// <param name="reason">Why, in the same words for the same cause.</param>
    public void Refuse(string reason)
    {
        rows++;
        refused[reason] = refused.GetValueOrDefault(reason) + 1;
    }

    /// <summary>The report over everything added so far.</summary>
    /// <param name="worst">Rows to list, those with the largest errors first.</param>
    public ValidationReport Report(int worst = 10) => new(
        rows,
        predicted,
        MetricsOf((string.Empty, string.Empty)),
        [.. order.Where(label => label.By.Length > 0).GroupBy(label => label.By).SelectMany(same => same.OrderBy(label => label.Key, StringComparer.Ordinal)).Select(label => new ValidationGroup(label.By, label.Key, MetricsOf(label)))],
        [.. points.Where(pair => pair.Key.By.Length == 0).SelectMany(pair => pair.Value).OrderByDescending(point => Math.Abs(point.SignedPercent)).Take(worst)],
        refused.ToImmutableSortedDictionary());

    private void Keep((string By, string Key) label, ComparedPoint point)
    {
        var key = (label.By, label.Key, point.Metric);
        if (!points.TryGetValue(key, out var list))
        {
            points[key] = list = [];
            if (!order.Contains(label))
            {
                order.Add(label);
            }
        }

        list.Add(point);
    }

    private ImmutableSortedDictionary<string, ErrorStatistics> MetricsOf((string By, string Key) label) => points
        .Where(pair => pair.Key.By == label.By && pair.Key.Key == label.Key)
        .ToImmutableSortedDictionary(pair => pair.Key.Metric, pair => Statistics(pair.Value), StringComparer.Ordinal);

    /// <summary>Errors and coverage of some points.</summary>
    /// <param name="list">The points.</param>
    internal static ErrorStatistics Statistics(List<ComparedPoint> list)
    {
        var intervals = list.Where(point => point.IsCovered is not null).ToList();
        double? coverage = intervals.Count == 0 ? null : 100.0 * intervals.Count(point => point.IsCovered == true) / intervals.Count;
        return ErrorStatistics.Of([.. list.Select(point => point.SignedPercent)], coverage);
    }
}
