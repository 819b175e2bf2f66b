using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Estimation;
using InferenceModel.Scenarios;
using InferenceModel.Units;

namespace InferenceModel.Reports;

/// <summary>The few columns a person reads first, as text; narrow enough for 80 characters.</summary>
/// <param name="Headers">Column heads.</param>
/// <param name="Rows">Cells, row by row.</param>
public sealed record ResultSummary(ImmutableArray<string> Headers, ImmutableArray<ImmutableArray<string>> Rows)
{
    /// <summary>Summarises results.</summary>
    /// <param name="results">The results.</param>
    public static ResultSummary Of(IReadOnlyList<ScenarioResult> results) => new(
        ["scenario", "GPUs", "TTFT ms", "TPOT ms", "tok/s/user", "tok/s/GPU", "$/Mtok", "sure", "limited by"],
        [.. results.Select(Row)]);

    private static ImmutableArray<string> Row(ScenarioResult result)
    {
        var id = result.Row.Scenario?.Id ?? (result.Row.Cells.IsEmpty ? "?" : result.Row.Cells[0]);
        var gpus = result.Row.Scenario?.Accelerators.ToString(CultureInfo.InvariantCulture) ?? string.Empty;
        if (result.Estimate is not { RequestsPerSecond: > 0 } estimate)
        {
            return [id, gpus, "-", "-", "-", "-", "-", string.Empty, Outcome(result)];
        }

        var cost = result.Economics?.UsdPerMillionTokens(estimate.OutputTokensPerSecond, estimate.Accelerators);
        return
        [
            id,
            gpus,
            Milliseconds(estimate.TimeToFirstToken.Mean),
            Milliseconds(estimate.TimePerOutputToken.Mean),
            estimate.TokensPerSecondPerUser > 0 ? Number(estimate.TokensPerSecondPerUser) : "-",
            Number(estimate.OutputTokensPerSecond / estimate.Accelerators),
            cost is { } usd ? Number(usd) : "-",
            Sure(result),
            Outcome(result),
        ];
    }

    /// <summary>The confidence class, short.</summary>
    private static string Sure(ScenarioResult result) => ResultColumns.ConfidenceOf(result) switch
    {
        "medium" => "mid",
        "uncalibrated" or null => "-",
        var other => other,
    };

    /// <summary>What limits a row that is served, or why it is not; a word or two.</summary>
    private static string Outcome(ScenarioResult result) => result.Status switch
    {
        EstimateStatus.Ok => result.Estimate!.LimitingFactor switch
        {
            LimitingFactor.MemoryBandwidth => "memory",
            LimitingFactor.LinkBandwidth => "link bytes",
            LimitingFactor.KvCapacity => "KV cache",
            LimitingFactor.MaximumSequences => "sequences",
            var factor => ResultColumns.Words(factor.ToString()).Replace('_', ' '),
        },
        EstimateStatus.InfeasibleMemory => "does not fit",
        EstimateStatus.InfeasibleSlo => "misses SLO",
        var status => ResultColumns.Words(status.ToString()),
    };

    /// <summary>A latency in milliseconds with three significant digits; a dash where it has no bound.</summary>
    /// <param name="time">The latency.</param>
    public static string Milliseconds(Seconds time) => double.IsFinite(time.Total) && time > Seconds.Zero ? Number(time.TotalMilliseconds) : "-";

    /// <summary>Three significant digits without an exponent.</summary>
    /// <param name="value">Any number.</param>
    public static string Number(double value)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return value == 0 ? "0" : "-";
        }

        var decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6);
        return value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
