using InferenceModel.Estimation;
using InferenceModel.Planning;
using InferenceModel.Reports.Workbook;
using InferenceModel.Scenarios;
using static InferenceModel.Reports.Workbook.Functions;

namespace InferenceModel.Reports.Plans;

/// <summary>The results: predictions as numbers, money and power as formulas of the inputs.</summary>
internal static class ResultsTab
{
    /// <summary>Name of the column with each row's name.</summary>
    public const string Id = "scenario";

    /// <summary>Price of the row as it was run, before the inputs change it.</summary>
    public const string PriceAsRun = "price_as_run";

    /// <summary>Cost of the rows that keep their level, those that stand by included; others are empty, so that a minimum finds the best.</summary>
    public const string CostIfOk = "usd_per_mtok_total_if_ok";

    /// <summary>Replicas, or one where pools are apart.</summary>
    public const string Units = "units";

    /// <summary>Accelerators that stand by beside those that serve.</summary>
    public const string Standby = "gpus_standby";

    /// <summary>The machine.</summary>
    public const string Machine = "system";

    /// <summary>The plan in letters and digits.</summary>
    public const string Plan = "plan";

    private const double Million = 1e6;

    /// <summary>Columns that belong to this tab, before and after those of every result file.</summary>
    private static readonly string[] Leading = [Id, Machine, Plan, Units, Standby];

    private static readonly string[] Trailing = [PriceAsRun, CostIfOk];

    /// <summary>Fills the tab.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void Fill(PlanTabs tabs)
    {
        var sheet = tabs.Results;
        var columns = ResultColumns.All.Where(column => column.Name != "tool_version").ToList();
        string[] names = [.. Leading, .. columns.Select(column => column.Name), .. Trailing];
        sheet.Heads(PlanTabs.HeadRow, 1, names);
        foreach (var (i, name) in names.Index())
        {
            tabs.Place(name, i + 1);
            sheet.SetWidths(i + 1, i == 0 ? 28 : name is "status_reason" or Plan ? 30 : Math.Clamp(name.Length + 3, 11, 34));
        }

        for (var i = 0; i < tabs.Source.Results.Count; i++)
        {
            Fill(tabs, i, columns);
        }

        var table = sheet.Range(PlanTabs.HeadRow, 1, tabs.LastRow, names.Length);
        sheet.Tables.Add(table);
        sheet.FilterTable = ("Results", table);
        (sheet.FrozenRows, sheet.FrozenColumns) = (PlanTabs.HeadRow, 1);
        sheet.FormatRules.Add(new FormatRule.Where(sheet.Range(PlanTabs.FirstRow, 1, tabs.LastRow, names.Length), Formula.OfColumn(tabs.Cell("status", 0)).IsNot("ok"), Signal.Muted));
        sheet.FormatRules.Add(new FormatRule.Scale(tabs.Column("output_tput_per_gpu"), MoreIsBetter: true));
        sheet.FormatRules.Add(new FormatRule.Scale(tabs.Column("usd_per_mtok_total"), MoreIsBetter: false));
    }

    private static void Fill(PlanTabs tabs, int i, List<ResultColumn> columns)
    {
        var (sheet, result, row) = (tabs.Results, tabs.Source.Results[i], PlanTabs.FirstRow + i);
        sheet.Text(row, 1, tabs.NameOf(i));
        sheet.Text(row, 2, result.Row.Scenario?.System ?? string.Empty);
        sheet.Text(row, 3, result.Row.Scenario is { } scenario ? PlanOf(scenario) : string.Empty);
        sheet.Number(row, 4, result.Row.Scenario is { } known ? known.IsDisaggregated ? 1 : known.Plan.Replicas : null, CellFormat.Whole);
        sheet.Number(row, 5, tabs.Source.Standby.IsDefaultOrEmpty ? 0 : tabs.Source.Standby[i], CellFormat.Whole);
        foreach (var (at, column) in columns.Index())
        {
            Put(tabs, sheet, row, Leading.Length + at + 1, i, column);
        }

        var last = Leading.Length + columns.Count;
        sheet.Number(row, last + 1, result.Economics?.Price?.Total, CellFormat.FineDollars);
        if (result is { Status: EstimateStatus.Ok, Economics.Price: not null, Estimate.RequestsPerSecond: > 0 })
        {
            Formula serving = tabs.Cell("num_total_gpus", i);
            sheet.Compute(row, last + 2, tabs.Cell("usd_per_mtok_total", i) * (serving + tabs.Cell(Standby, i)) / serving, CellFormat.FineDollars);
        }
    }

    private static string PlanOf(Scenario scenario) => scenario is { IsDisaggregated: true, PrefillPlan: { } prefill }
        ? $"prefill {prefill}, decode {scenario.Plan}"
        : (scenario.Plan with { Replicas = 1 }).ToString();

    private static void Put(PlanTabs tabs, Sheet sheet, int row, int column, int i, ResultColumn definition)
    {
        var value = definition.Value(tabs.Source.Results[i]);
        var format = FormatOf(definition.Name);
        switch (value)
        {
            case null:
                return;
            case string text:
                sheet.Text(row, column, text);
                return;
            default:
                var number = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
                if (Live(tabs, i, definition.Name) is { } formula)
                {
                    sheet.Compute(row, column, formula, format);
                }
                else
                {
                    sheet.Number(row, column, number, format);
                }

                return;
        }
    }

    /// <summary>The formula of a column that follows the inputs; null for a prediction.</summary>
    private static Formula? Live(PlanTabs tabs, int i, string name)
    {
        Formula Of(string column) => tabs.Cell(column, i);
        Formula PerMillion(string tokens) => Of("price_usd_per_gpu_hour_used") / (Of(tokens) * BillingPeriods.SecondsPerHour) * Million;
        Formula bill = Of("price_usd_per_gpu_hour_used") * Of("num_total_gpus");
        return name switch
        {
            "price_usd_per_gpu_hour_used" => PriceOf(tabs, Of(PriceAsRun), Of(Machine)),
            "usd_per_mtok_total" => PerMillion("tput_per_gpu"),
            "usd_per_mtok_input" => PerMillion("input_tput_per_gpu"),
            "usd_per_mtok_output" => PerMillion("output_tput_per_gpu"),
            "usd_per_mtok_input_allocated" => PerMillion("input_tput_per_gpu") * Of("prompt_share"),
            "usd_per_mtok_output_allocated" => PerMillion("output_tput_per_gpu") * (1 - Of("prompt_share")),
            "usd_per_month" => bill * BillingPeriods.HoursPerMonth,
            "joules_per_output_token" => Of("power_w_per_gpu") / Of("output_tput_per_gpu"),
            "tok_s_per_mw" => Of("output_tput_per_gpu") / Of("power_w_per_gpu") * Million,
            "usd_per_mtok_total_effective" => Of("usd_per_mtok_total") / tabs.Source.Results[i].Economics!.Terms.Utilisation,
            "usd_per_mtok_output_effective" => Of("usd_per_mtok_output") / tabs.Source.Results[i].Economics!.Terms.Utilisation,
            "api_break_even_utilisation" => Of("usd_per_mtok_total") / Of("usd_per_mtok_api"),
            "api_break_even_mtok_per_month" => Of("usd_per_month") / Of("usd_per_mtok_api"),
            "power_w_per_gpu" => Watts(tabs, i),
            _ => null,
        };
    }

    /// <summary>
    /// The price of a row: as it was run, or on the terms chosen where the book has a price for its machine; less the discount, plus licences.
    /// </summary>
    private static Formula PriceOf(PlanTabs tabs, Formula asRun, Formula machine)
    {
        var (machines, tiers, prices) = AssumptionsTab.Prices(tabs);
        var listed = Functions.Index(prices, Match(machine, machines), Match(Formula.Name("PriceTier"), tiers));
        return (If(Formula.Name("PriceTier").Is("as run"), asRun, If(listed.IsAbove(0), listed, asRun)) * (1 - Formula.Name("Discount"))) + (Formula.Name("LicencePerGpuYear") / BillingPeriods.HoursPerYear);
    }

    /// <summary>The power of a row on the basis chosen; bases a machine does not have fall back to the rated one.</summary>
    private static Formula Watts(PlanTabs tabs, int i)
    {
        Formula Of(string column) => tabs.Cell(column, i);
        var basis = Formula.Name("PowerBasis");
        return If(
            basis.Is("as run"),
            tabs.Source.Results[i].Economics!.Power.Total,
            If(
                And(basis.Is("provisioned"), Of("power_provisioned_w_per_gpu").IsAbove(0)),
                Of("power_provisioned_w_per_gpu"),
                If(And(basis.Is("modelled"), Of("power_modelled_w_per_gpu").IsAbove(0)), Of("power_modelled_w_per_gpu"), Of("power_tdp_w_per_gpu"))));
    }

    private static CellFormat FormatOf(string name) => name switch
    {
        _ when name.StartsWith("share_", StringComparison.Ordinal) || name.EndsWith("utilisation", StringComparison.Ordinal) || name is "kv_cache_util" or "prompt_share" => CellFormat.Percent,
        "usd_per_month" => CellFormat.Dollars,
        _ when name.Contains("usd", StringComparison.Ordinal) => CellFormat.FineDollars,
        _ when name.EndsWith("_ms", StringComparison.Ordinal) => CellFormat.Hundredths,
        _ when name.Contains("gpus", StringComparison.Ordinal) || name is "max_concurrency" or "kv_token_capacity" or "tok_s_per_mw" || name.Contains("_w_", StringComparison.Ordinal) => CellFormat.Whole,
        "joules_per_output_token" or "request_throughput" or "request_capacity" => CellFormat.TenThousandths,
        _ => CellFormat.Hundredths,
    };
}
