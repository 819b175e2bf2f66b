using System.Text.Json;
using InferenceModel.Calibration;
using Xunit;

namespace InferenceModel.Tests.Calibration;

/// <summary>Errors are counted as published: percent of the measurement, by group, worst first.</summary>
public sealed class ValidationTallyTests
{
    [Fact]
    public void Statistics_of_four_errors_match_a_hand_computation()
    {
        // Sorted absolute errors 5, 10, 20, 40: median 15, mean 18.75, p75 at 2.25 -> 25, p90 at 2.7 -> 34; signed -40, 5, 10, 20.
        var statistics = ErrorStatistics.Of([10, -40, 5, 20]);
        Assert.Equal((4, 15.0, 18.75, 25.0), (statistics.Count, statistics.MedianAbsolute, statistics.MeanAbsolute, statistics.P75Absolute));
        Assert.Equal(34, statistics.P90Absolute, 9);
        Assert.Equal(7.5, statistics.Bias, 9);
        Assert.Null(statistics.Coverage90);
    }

    [Fact]
    public void A_report_groups_points_lists_the_worst_and_counts_the_refused()
    {
        var tally = new ValidationTally();
        tally.Add([("system", "a")], new ComparedPoint("latency", "first", 10, 11) { Low = 9, High = 12 });
        tally.Add([("system", "b")], new ComparedPoint("latency", "second", 10, 5) { Low = 4, High = 6 });
        tally.Refuse("no such model");
        using var json = JsonDocument.Parse(tally.Report().ToJson());
        var root = json.RootElement;
        Assert.Equal((3, 2), (root.GetProperty("rows").GetInt32(), root.GetProperty("predicted").GetInt32()));
        Assert.Equal(30, root.GetProperty("metrics").GetProperty("latency").GetProperty("mean_abs_pct").GetDouble(), 6);
        Assert.Equal(50, root.GetProperty("metrics").GetProperty("latency").GetProperty("coverage90_pct").GetDouble(), 6);
        Assert.Equal(["a", "b"], root.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("key").GetString()));
        Assert.Equal("second", root.GetProperty("worst")[0].GetProperty("row").GetString());
        Assert.Equal(1, root.GetProperty("refused").GetProperty("no such model").GetInt32());
    }
}
