using System.Collections.Immutable;
using InferenceModel.Estimation;
using InferenceModel.Estimation.Intervals;
using InferenceModel.Scenarios;
using InferenceModel.Workloads;

namespace InferenceModel.Reports;

/// <summary>
/// The ends of the 90 % intervals: <c>NAME_lo</c> and <c>NAME_hi</c> beside a figure. Percentiles carry the ratio of their mean, a gap between tokens that of
/// the time per token, costs and energy the reciprocal of the throughput's. Hardware that is a guess widens both ends by its own band.
/// </summary>
internal static class IntervalColumns
{
    private static readonly ImmutableArray<(string Name, PredictedFigure Figure, bool IsReciprocal)> Followers =
    [
        .. from latency in new[] { ("ttft", PredictedFigure.FirstToken), ("tpot", PredictedFigure.PerToken), ("itl", PredictedFigure.PerToken), ("e2el", PredictedFigure.EndToEnd) }
           from statistic in new[] { "mean", "median", "p95", "p99" }
           select ($"{statistic}_{latency.Item1}_ms", latency.Item2, false),
        ("tok_s_user", PredictedFigure.PerToken, true),
        .. from name in new[] { "request_throughput", "request_capacity", "output_throughput", "total_token_throughput", "output_tput_per_gpu", "input_tput_per_gpu", "tput_per_gpu" }
           select (name, PredictedFigure.Throughput, false),
        .. from name in new[] { "usd_per_mtok_total", "usd_per_mtok_input", "usd_per_mtok_output", "joules_per_output_token" } select (name, PredictedFigure.Throughput, true),
        ("tok_s_per_mw", PredictedFigure.Throughput, false),
    ];

    /// <summary>The columns of the ends of every figure that has an interval.</summary>
    /// <param name="figures">The figures.</param>
    public static IEnumerable<ResultColumn> Of(ImmutableArray<ResultColumn> figures) => Followers.SelectMany(follower =>
    {
        var figure = figures.Single(column => column.Name == follower.Name);
        return new ResultColumn[]
        {
            new(follower.Name + "_lo", result => End(result, figure, follower.Figure, follower.IsReciprocal, isLow: true)),
            new(follower.Name + "_hi", result => End(result, figure, follower.Figure, follower.IsReciprocal, isLow: false)),
        };
    });

    /// <summary>The interval of a figure of a result as a ratio to it; null where none is known.</summary>
    /// <param name="result">The result.</param>
    /// <param name="figure">The measured figure.</param>
    public static IntervalRatio? Ratio(ScenarioResult result, PredictedFigure figure) => result.Intervals?.Of(figure) is { } ratio
        ? figure == PredictedFigure.Throughput ? Carried(result, ratio) : ratio : null;

    /// <summary>What was not measured, as a cell says it: <c>model+accelerator</c>.</summary>
    /// <param name="novelty">What is new.</param>
    public static string Words(Novelty novelty) => string.Join('+', novelty.ToString().Split(", ").Select(ResultColumns.Words));

    private static double? End(ScenarioResult result, ResultColumn column, PredictedFigure figure, bool isReciprocal, bool isLow)
    {
        if ((column.Name == "request_capacity" ? result.Intervals?.Of(figure) : Ratio(result, figure)) is not { } measured)
        {
            return null;
        }

        var ratio = isReciprocal ? measured.Reciprocal : measured;
        double?[] values = [Value(column, result), Value(column, result.Worst, result), Value(column, result.Best, result)];
        if (values.Max() is not { } most || values.Min() is not { } least)
        {
            return null;
        }

        return isLow ? least * ratio.Low : most * ratio.High;
    }

    /// <summary>A stream that can be carried sets the throughput itself: it is missed only where even the capacity falls below it.</summary>
    private static IntervalRatio Carried(ScenarioResult result, IntervalRatio ratio) =>
        result is { Row.Scenario.Load: Load.OpenLoop, Estimate: { Status: not EstimateStatus.Saturated, Utilisation: > 0 and var utilisation } }
            ? new IntervalRatio(Math.Min(1, ratio.Low / utilisation), 1) : ratio;

    private static double? Value(ResultColumn column, DeploymentEstimate? estimate, ScenarioResult result) =>
        estimate is null ? null : Value(column, result with { Estimate = estimate });

    private static double? Value(ResultColumn column, ScenarioResult result) => column.Value(result) as double?;
}
