using System.Collections.Immutable;

namespace InferenceModel.Scenarios;

/// <summary>The columns a scenario file may have; others pass through to the results.</summary>
public static class ScenarioColumns
{
    /// <summary>Columns every file has.</summary>
    public static ImmutableArray<string> Required { get; } = ["model", "hw", "isl", "osl"];

    /// <summary>Columns of which every row fills exactly one.</summary>
    public static ImmutableArray<string> Loads { get; } = ["concurrency", "request_rate", "users"];

    /// <summary>Columns that say on what terms a deployment is paid for and powered.</summary>
    public static ImmutableArray<string> Costs { get; } =
    [
        "price_usd_per_gpu_hour", "price_tier", "capex_usd_per_gpu", "residual_share", "cost_of_capital", "life_years", "licence_usd_per_gpu_year", "usd_per_kwh",
        "fleet_utilisation", "api_price", "api_usd_per_mtok_input", "api_usd_per_mtok_output", "power_basis", "pue", "server_overhead", "carbon_kg_per_kwh",
    ];

    /// <summary>Columns with a meaning, in the order documentation lists them.</summary>
    public static ImmutableArray<string> Known { get; } =
    [
        "scenario_id", "label", "model", "precision", "kv_precision", "hw", "engine", "tp", "pp", "ep", "dp", "cp", "replicas", "disagg",
        "prefill_tp", "prefill_pp", "prefill_ep", "prefill_dp", "prefill_workers", "decode_tp", "decode_pp", "decode_ep", "decode_dp", "decode_workers",
        "isl", "osl", "prefix_tokens", "prefix_hit_rate", "concurrency", "request_rate", "users", "active_fraction",
        "requests_per_active_user_per_min", "peak_multiplier", "headroom", "slo_ttft_ms", "slo_tpot_ms", "slo_e2el_ms", "slo_percentile",
        .. Costs, "link_override", "host_weight_share", "notes",
    ];
}
