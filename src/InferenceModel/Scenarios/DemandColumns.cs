using System.Collections.Immutable;

namespace InferenceModel.Scenarios;

/// <summary>The columns of a demand file: one row a product. A file may have no others.</summary>
public static class DemandColumns
{
    /// <summary>The column that tells a demand file from a scenario file.</summary>
    public const string Product = "product";

    /// <summary>Columns every file has.</summary>
    public static ImmutableArray<string> Required { get; } = [Product, "model", "hw", "isl", "osl"];

    /// <summary>Columns of which every row fills exactly one.</summary>
    public static ImmutableArray<string> Loads { get; } = ["users", "request_rate"];

    /// <summary>Columns about a whole fleet: a row of a fleet leaves them empty or repeats what its first row says.</summary>
    public static ImmutableArray<string> OfFleet { get; } =
    [
        "hw", "months", "start_month", "lead_months", "spare_replicas", "gpus_on_hand", "on_demand_usd_per_gpu_hour",
        .. ScenarioColumns.Costs.Where(column => column != "fleet_utilisation" && !column.StartsWith("api_", StringComparison.Ordinal)),
    ];

    /// <summary>All columns, in the order documentation lists them.</summary>
    public static ImmutableArray<string> Known { get; } =
    [
        Product, "label", "fleet", "model", "precision", "engine", "serving", "gpus_per_replica_max", "isl", "osl", "prefix_tokens", "prefix_hit_rate",
        .. Loads, "active_fraction", "requests_per_active_user_per_min", "peak_multiplier", "growth_per_month",
        "weekday_profile", "weekend_profile", "trough_share", "peak_hour", "weekend_factor",
        "headroom", "slo_ttft_ms", "slo_tpot_ms", "slo_e2el_ms", "slo_percentile",
        "api_price", "api_usd_per_mtok_input", "api_usd_per_mtok_output", .. OfFleet, "notes",
    ];
}
