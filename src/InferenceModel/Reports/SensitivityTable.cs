using System.Collections.Immutable;
using InferenceModel.Scenarios;

namespace InferenceModel.Reports;

/// <summary>A sensitivity analysis as data; the first row is the unchanged machine.</summary>
public static class SensitivityTable
{
    private const double Percent = 100;

    /// <summary>The table.</summary>
    /// <param name="unchanged">The unchanged machine.</param>
    /// <param name="rows">A row for each lever.</param>
    public static CatalogTable Of(ScenarioResult unchanged, ImmutableArray<SensitivityRow> rows) => new(
        [
            new("lever", "lever"), new("change", "change"), new("tok_s_user", "tok/s/user"), new("output_tput_per_gpu", "tok/s/GPU"), new("price_usd_per_gpu_hour", null),
            new("tok_s_user_pct", null), new("output_tput_per_gpu_pct", null), new("usd_per_mtok_output_pct", null), new("prompt_step_pct", null), new("decode_step_pct", null),
            new("break_even_usd_per_gpu_hour", null), new("reason", null),
        ],
        [
            ["none", "unchanged", unchanged.Estimate?.TokensPerSecondPerUser, unchanged.Estimate is { } estimate ? estimate.OutputTokensPerSecond / estimate.Accelerators : null,
                unchanged.Economics?.Price?.Total, null, null, null, null, null, null, unchanged.Reason],
            .. rows.Select(row => ImmutableArray.Create<object?>(
                row.Lever.Name, row.Lever.Change, null, null, null, row.TokensPerUser * Percent, row.TokensPerAccelerator * Percent, row.CostPerToken * Percent,
                row.PromptStep * Percent, row.DecodeStep * Percent, row.BreakEven, row.Reason)),
        ]);
}
