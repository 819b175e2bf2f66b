using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Planning;

namespace InferenceModel.Reports;

/// <summary>The columns of a demand plan, in order; one list for every format. A row is a month, or an hour of a week of the last month.</summary>
public static class PeriodColumns
{
    private const double Million = 1e6;
    private static readonly string[] Days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <summary>The columns.</summary>
    public static ImmutableArray<PeriodColumn> All { get; } =
    [
        new("scope", _ => "month", _ => "hour"),
        new("period", month => month.Name, hour => HourName(hour.Hour)),
        new("users", month => month.Users, _ => null),
        new("request_rate_peak", month => month.PeakRequestsPerSecond, hour => hour.RequestsPerSecond),
        new("request_rate_mean", month => month.MeanRequestsPerSecond, hour => hour.RequestsPerSecond),
        new("replicas", _ => null, hour => hour.Units),
        new("gpus_needed", month => month.Needed, hour => hour.Needed),
        new("gpus_spare", month => month.Spare, hour => hour.Spare),
        new("gpus_committed", month => month.Committed, hour => hour.Committed),
        new("gpus_on_demand", month => month.PeakBurst, hour => hour.Burst),
        new("gpu_hours_on_demand", month => month.BurstHours, hour => (double)hour.Burst),
        new("gpus_added", month => month.Added, _ => null),
        new("utilisation", month => month.Utilisation, hour => hour.Utilisation),
        new("usd_committed", month => month.CommittedBill?.Total, hour => hour.CommittedBill?.Total),
        new("usd_on_demand", month => month.BurstBill?.Total, hour => hour.BurstBill?.Total),
        new("usd_total", month => month.Bill?.Total, hour => hour.Bill?.Total),
        new("usd_api", month => month.ApiBill?.Total, _ => null),
        new("mtok_input", month => month.InputTokens / Million, _ => null),
        new("mtok_output", month => month.OutputTokens / Million, _ => null),
        new("usd_per_mtok_total", month => month.PerToken?.Total, _ => null),
        new("usd_per_mtok_input_allocated", month => month.PerInputToken?.Total, _ => null),
        new("usd_per_mtok_output_allocated", month => month.PerOutputToken?.Total, _ => null),
        new("power_kw", month => month.PeakPower.TotalKilo, hour => hour.Power.TotalKilo),
        new("energy_kwh", month => month.Energy.TotalKilowattHours, hour => (hour.Power * Units.Seconds.OfHours(1)).TotalKilowattHours),
        new("tok_s_per_mw", month => month.TokensPerSecondPerMegawatt, _ => null),
        new("kg_co2e", month => month.Emitted?.Total, _ => null),
    ];

    /// <summary>The name of an hour of the week: <c>Mon 00</c>.</summary>
    /// <param name="hour">The hour, from Monday 0 o'clock.</param>
    public static string HourName(int hour) =>
        string.Create(CultureInfo.InvariantCulture, $"{Days[hour / BillingPeriods.HoursPerDay]} {hour % BillingPeriods.HoursPerDay:00}");
}
