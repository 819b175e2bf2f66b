using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Estimation;
using InferenceModel.Estimation.Intervals;
using InferenceModel.Scenarios;
using InferenceModel.Units;

namespace InferenceModel.Reports;

/// <summary>The columns a result adds to its scenario, in order; one list for every format.</summary>
public static class ResultColumns
{
    private const string Uncalibrated = "uncalibrated";

    /// <summary>The figures of a row, in order.</summary>
    private static readonly ImmutableArray<ResultColumn> Figures =
    [
        new("status", result => Words(result.Status.ToString())),
        new("status_reason", result => result.Reason),
        Of("limiting_factor", estimate => Words(estimate.LimitingFactor.ToString())),
        new("num_total_gpus", result => result.Row.Scenario?.Accelerators),
        new("gpus_per_replica", result => result.Row.Scenario?.Plan.AcceleratorsPerReplica),
        Of("max_concurrency", estimate => Positive(estimate.MaximumConcurrency)),
        Of("kv_token_capacity", estimate => Positive(Math.Floor(estimate.Memory.KvTokenCapacity))),
        Of("kv_cache_util", estimate => Served(estimate, estimate.KvCacheUtilisation)),
        Of("weight_gib_per_gpu", estimate => estimate.Memory.Weights.TotalGibi),
        Of("in_flight", estimate => Served(estimate, estimate.InFlight)),
        Of("utilisation", estimate => Served(estimate, estimate.Utilisation)),
        .. Latency("ttft", estimate => estimate.TimeToFirstToken),
        .. Latency("tpot", estimate => estimate.TimePerOutputToken),
        .. Latency("itl", estimate => estimate.InterTokenLatency),
        .. Latency("e2el", estimate => estimate.EndToEnd),
        Of("tok_s_user", estimate => Positive(estimate.TokensPerSecondPerUser)),
        Of("request_throughput", estimate => Served(estimate, estimate.RequestsPerSecond)),
        Of("request_capacity", estimate => Served(estimate, estimate.CapacityRequestsPerSecond)),
        Of("output_throughput", estimate => Served(estimate, estimate.OutputTokensPerSecond)),
        Of("total_token_throughput", estimate => Served(estimate, estimate.OutputTokensPerSecond + estimate.InputTokensPerSecond)),
        Of("output_tput_per_gpu", estimate => Served(estimate, estimate.OutputTokensPerSecond / estimate.Accelerators)),
        Of("input_tput_per_gpu", estimate => Served(estimate, estimate.InputTokensPerSecond / estimate.Accelerators)),
        Of("tput_per_gpu", estimate => Served(estimate, (estimate.OutputTokensPerSecond + estimate.InputTokensPerSecond) / estimate.Accelerators)),
        new("gpus_needed", GpusNeeded),
        new("price_usd_per_gpu_hour_used", result => result.Economics?.Price?.Total),
        new("price_date", result => result.Economics?.Entry?.Date),
        Cost("usd_per_mtok_total", estimate => estimate.OutputTokensPerSecond + estimate.InputTokensPerSecond),
        Cost("usd_per_mtok_input", estimate => estimate.InputTokensPerSecond),
        Cost("usd_per_mtok_output", estimate => estimate.OutputTokensPerSecond),
        .. CostColumns.All,
        Share("share_compute", estimate => estimate.RequestBreakdown.Compute),
        Share("share_memory", estimate => estimate.RequestBreakdown.Memory),
        Share("share_comm", estimate => estimate.RequestBreakdown.Communication),
        Share("share_overhead", estimate => estimate.RequestBreakdown.Overhead),
        Share("share_queue", estimate => estimate.Queueing),
    ];

    /// <summary>The columns: figures, the ends of their 90 % intervals, and what they rest on.</summary>
    public static ImmutableArray<ResultColumn> All { get; } =
    [
        .. Figures,
        .. IntervalColumns.Of(Figures),
        new("confidence", ConfidenceOf),
        new("not_measured", result => result.Intervals is { Novelty: not Novelty.None and var novelty } ? IntervalColumns.Words(novelty) : null),
        new("tool_version", _ => Tool.Version),
    ];

    /// <summary>How far a row's figures can be trusted: high, medium or low (<see cref="FigureIntervals.Confidence"/>), uncalibrated where no interval is known; null where there are no figures.</summary>
    /// <param name="result">The row.</param>
    public static string? ConfidenceOf(ScenarioResult result) => result switch
    {
        { Estimate: not { RequestsPerSecond: > 0 } } => null,
        { Worst: not null } => Words(Confidence.Low.ToString()),
        { Intervals: { } known } => Words(known.Confidence.ToString()),
        _ => Uncalibrated,
    };

    /// <summary>Writes a name of the code as files spell it.</summary>
    /// <param name="name">A name in Pascal case.</param>
    public static string Words(string name) => Catalog.Json.SnakeCase.Of(name);

    /// <summary>Writes a value as every text format shows it: six significant digits, invariant culture.</summary>
    /// <param name="value">A number, a text, or null.</param>
    public static string Text(object? value) => value switch
    {
        null => string.Empty,
        double number when double.IsNaN(number) || double.IsInfinity(number) => string.Empty,
        double number => Rounded(number).ToString("0.############", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    /// <summary>A number with six significant digits.</summary>
    /// <param name="number">Any finite number.</param>
    public static double Rounded(double number) => number == 0
        ? 0
        : double.Parse(number.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static ResultColumn Of(string name, Func<DeploymentEstimate, object?> value) =>
        new(name, result => result.Estimate is { } estimate ? value(estimate) : null);

    private static IEnumerable<ResultColumn> Latency(string name, Func<DeploymentEstimate, LatencyFigures> figures) =>
    [
        Of($"mean_{name}_ms", estimate => Milliseconds(estimate, figures(estimate).Mean)),
        Of($"median_{name}_ms", estimate => Milliseconds(estimate, figures(estimate).Median)),
        Of($"p95_{name}_ms", estimate => Milliseconds(estimate, figures(estimate).P95)),
        Of($"p99_{name}_ms", estimate => Milliseconds(estimate, figures(estimate).P99)),
    ];

    private static ResultColumn Cost(string name, Func<DeploymentEstimate, double> tokens) => new(name, result =>
        result.Estimate is { } estimate ? result.Economics?.UsdPerMillionTokens(tokens(estimate), estimate.Accelerators) : null);

    private static ResultColumn Share(string name, Func<DeploymentEstimate, Seconds> part) => Of(name, estimate =>
        estimate.RequestsPerSecond > 0 && !double.IsInfinity(estimate.Queueing.Total)
            ? part(estimate) / (estimate.RequestBreakdown.Total + estimate.Queueing)
            : null);

    private static double? Milliseconds(DeploymentEstimate estimate, Seconds value) =>
        estimate.RequestsPerSecond > 0 && double.IsFinite(value.Total) && value > Seconds.Zero ? value.TotalMilliseconds : null;

    private static double? Served(DeploymentEstimate estimate, double value) => estimate.RequestsPerSecond > 0 ? value : null;

    private static double? Positive(double value) => value > 0 && double.IsFinite(value) ? value : null;

    /// <summary>Accelerators that carry an open load with its headroom, in whole replicas of the row's plan.</summary>
    private static object? GpusNeeded(ScenarioResult result)
    {
        if (result is not { Estimate: { CapacityRequestsPerSecond: > 0 } estimate, Row.Scenario: { Load: Workloads.Load.OpenLoop open } scenario })
        {
            return null;
        }

        if (scenario.IsDisaggregated)
        {
            return null;
        }

        var perReplica = estimate.CapacityRequestsPerSecond / scenario.Plan.Replicas;
        return Math.Ceiling(open.RequestsPerSecond * (1 + scenario.Headroom) / perReplica) * scenario.Plan.AcceleratorsPerReplica;
    }
}
