using System.Collections.Immutable;
using InferenceModel.Estimation;
using InferenceModel.Planning;

namespace InferenceModel.Reports;

/// <summary>The columns of the bill, of power and of what tokens would cost elsewhere; a part of <see cref="ResultColumns"/>.</summary>
internal static class CostColumns
{
    private const double MillionTokens = 1e6;

    /// <summary>The columns.</summary>
    public static ImmutableArray<ResultColumn> All { get; } =
    [
        Split("usd_per_mtok_input_allocated", split => split.UsdPerMillionInput),
        Split("usd_per_mtok_output_allocated", split => split.UsdPerMillionOutput),
        Split("prompt_share", split => split.PromptShare),
        Effective("usd_per_mtok_total_effective", estimate => estimate.OutputTokensPerSecond + estimate.InputTokensPerSecond),
        Effective("usd_per_mtok_output_effective", estimate => estimate.OutputTokensPerSecond),
        new("usd_per_month", result => result.Row.Scenario is { } scenario ? result.Economics?.UsdPerMonth(scenario.Accelerators) : null),
        BreakEven("usd_per_mtok_api", even => even.ApiPrice.Total),
        BreakEven("api_break_even_utilisation", even => even.Utilisation),
        BreakEven("api_break_even_mtok_per_month", even => even.TokensPerMonth / MillionTokens),
        new("power_w_per_gpu", result => result.Economics?.Power.Total),
        new("power_tdp_w_per_gpu", result => result.Economics?.Powers?.Tdp.Total),
        new("power_provisioned_w_per_gpu", result => result.Economics?.Powers?.Provisioned?.Value.Total),
        new("power_modelled_w_per_gpu", result => result is { Estimate.RequestsPerSecond: > 0, Economics: { } economics } ? economics.Powers?.Modelled(economics.Shares).Total : null),
        Served("joules_per_output_token", (economics, estimate) => economics.PerToken(estimate.OutputTokensPerSecond, estimate.Accelerators)?.Total),
        Served("tok_s_per_mw", (economics, estimate) => economics.TokensPerSecondPerMegawatt(estimate.OutputTokensPerSecond, estimate.Accelerators)),
        Served("kg_co2e_per_mtok_total", (economics, estimate) => economics.EmittedPerMillionTokens(estimate.OutputTokensPerSecond + estimate.InputTokensPerSecond, estimate.Accelerators)?.Total),
    ];

    private static ResultColumn Split(string name, Func<CostSplit, double> value) => new(name, result => result.Split is { } split ? value(split) : null);

    private static ResultColumn BreakEven(string name, Func<ApiBreakEven, double> value) => new(name, result => result.BreakEven is { } even ? value(even) : null);

    private static ResultColumn Served(string name, Func<Economics, DeploymentEstimate, double?> value) => new(name, result =>
        result is { Estimate: { RequestsPerSecond: > 0 } estimate, Economics: { } economics } ? value(economics, estimate) : null);

    private static ResultColumn Effective(string name, Func<DeploymentEstimate, double> tokens) => new(name, result =>
        result is { Estimate: { } estimate, Economics: { Terms.Utilisation: < 1 } economics } ? economics.EffectiveUsdPerMillionTokens(tokens(estimate), estimate.Accelerators) : null);
}
