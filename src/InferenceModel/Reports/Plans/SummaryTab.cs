using InferenceModel.Planning;
using InferenceModel.Reports.Workbook;
using static InferenceModel.Reports.Workbook.Functions;

namespace InferenceModel.Reports.Plans;

/// <summary>The answer and the figures people ask for first.</summary>
internal static class SummaryTab
{
    private const double Comfortable = 0.1;

    /// <summary>Fills the tab.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void Fill(PlanTabs tabs)
    {
        var sheet = tabs.Summary;
        sheet.SetWidths(1, 40, 40, 62);
        var row = 4;
        foreach (var answer in tabs.Source.Answers)
        {
            sheet.Text(row, 1, "answer", CellRole.Label);
            Wide(tabs, row++, answer);
        }

        sheet.Heads(++row, 1, "figure", "value", "what it is");
        var head = row++;
        CellAddress Add(string label, Formula formula, CellFormat format, string note)
        {
            sheet.Text(row, 1, label, CellRole.Label);
            sheet.Text(row, 3, note, CellRole.Wrapped);
            return sheet.Compute(row++, 2, formula, format, CellRole.Key);
        }

        FillMachines(tabs, Add);
        FillMoney(tabs, Add);
        FillUsers(tabs, Add);
        sheet.Tables.Add(sheet.Range(head, 1, row - 1, 3));
        FillReasons(tabs, row + 1);
    }

    private static void FillMachines(PlanTabs tabs, Func<string, Formula, CellFormat, string, CellAddress> add)
    {
        var replicas = Max(DemandTab.Replicas(tabs)) + Formula.Name("SpareReplicas");
        var count = add("replicas at the peak", replicas, CellFormat.Whole, "In the busiest hour of the month shown on Demand 24h, spare ones included.");
        tabs.Book.Name("Replicas", CellRange.Of(count));
        tabs.Book.Name("Gpus", CellRange.Of(add("GPUs at the peak", Max(DemandTab.Needed(tabs)), CellFormat.Whole, "Whole replicas for the busiest hour with its headroom, and spare ones.")));
        add("the plan, spare GPUs apart", AsText(Formula.Name("Replicas"), "0").Then(" x ").Then(tabs.Chosen(ResultsTab.Plan)).Then(" on ").Then(tabs.Chosen(ResultsTab.Machine)), CellFormat.General, "How the GPUs add up.");
        var status = add("status of the row", tabs.Chosen("status"), CellFormat.General, "ok: the load is carried within the service level.");
        Light(tabs, status, ((Formula)status).Is("ok"), Signal.Good);
        Light(tabs, status, ((Formula)status).IsNot("ok"), Signal.Bad);
        var first = InputsTab.ProductsOf(tabs).First();
        var headroom = add("headroom at the peak", 1 - (Max(DemandTab.Rates(tabs)) / (Max(DemandTab.Replicas(tabs)) * first.PerUnit)), CellFormat.Percent, tabs.Source.Fleets is [{ Products.Length: > 1 }] ? "Share of the replicas' load left, counted in replicas of the first product." : "Share of the serving replicas' load that the busiest hour leaves.");
        Light(tabs, headroom, ((Formula)headroom).IsAbove(Comfortable), Signal.Good);
        Light(tabs, headroom, ((Formula)headroom).IsAtMost(Comfortable), Signal.Look);
        add("busy over the month", SumProduct(DemandTab.Weights(tabs), DemandTab.Rates(tabs)) / (BillingPeriods.HoursPerMonth * Max(DemandTab.Replicas(tabs)) * first.PerUnit), CellFormat.Percent, "Mean load over what the serving replicas carry.");
        add("power", Formula.Name("Gpus") * Formula.Name("WattsPerGpu") / PlanTabs.WattsPerKilowatt, CellFormat.Tenths, "kW on the basis chosen on Inputs.");
    }

    private static void FillMoney(PlanTabs tabs, Func<string, Formula, CellFormat, string, CellAddress> add)
    {
        var hasPrice = tabs.Source.Results[tabs.Source.Chosen].Economics?.Price is not null && tabs.Source.Results[tabs.Source.Chosen].Estimate is { RequestsPerSecond: > 0 };
        if (!hasPrice)
        {
            return;
        }

        add("$ per million tokens", tabs.Chosen("usd_per_mtok_total"), CellFormat.FineDollars, "Input and output tokens of the row, busy all the time.");
        add("$ per million input tokens, allocated", tabs.Chosen("usd_per_mtok_input_allocated"), CellFormat.FineDollars, "The bill's share of prompts over input tokens.");
        add("$ per million output tokens, allocated", tabs.Chosen("usd_per_mtok_output_allocated"), CellFormat.FineDollars, "The rest of the bill over output tokens; both parts add up to it.");
        var busy = SumProduct(DemandTab.Weights(tabs), DemandTab.Rates(tabs)) / (BillingPeriods.HoursPerMonth * Max(DemandTab.Replicas(tabs)) * InputsTab.ProductsOf(tabs).First().PerUnit);
        add("$ per million tokens at that busy share", tabs.Chosen("usd_per_mtok_total") / busy, CellFormat.FineDollars, "What tokens cost when the GPUs at the peak are paid for all the time.");
        add("$ a month, GPUs at the peak", Formula.Name("Gpus") * Formula.Name("GpuPrice") * BillingPeriods.HoursPerMonth, CellFormat.Dollars, "730 hours of all GPUs at the committed price.");
        add("$ a month, committed and on demand", Min(tabs.Reserve.Range(14, 4, 62, 4)), CellFormat.Dollars, "The least bill on Reserve vs burst.");
        add("$ over all months", Sum(GrowthTab.Bills(tabs)), CellFormat.Dollars, "The bill of Growth 36m.");
        if (FurtherFleets.Bill(tabs) is { } others)
        {
            add("$ over all months, all fleets", Sum(GrowthTab.Bills(tabs)) + others.Total, CellFormat.Dollars, "With the further fleets below on Growth 36m, as the planner found them.");
        }

        var costs = tabs.Column(ResultsTab.CostIfOk);
        if (tabs.Source.Results.Count(result => result is { Status: Estimation.EstimateStatus.Ok, Economics.Price: not null, Estimate.RequestsPerSecond: > 0 }) > 1)
        {
            var next = If(Functions.Index(costs, Formula.Name("ChosenRow")).Is(Min(costs)), Small(costs, 2), Min(costs));
            add("next best", Functions.Index(tabs.Column(ResultsTab.Id), Match(next, costs)), CellFormat.General, "The cheapest other row that keeps its service level, those that stand by counted.");
            add("next best, $ per million tokens", next, CellFormat.FineDollars, "Its cost, busy all the time.");
        }
    }

    private static void FillUsers(PlanTabs tabs, Func<string, Formula, CellFormat, string, CellAddress> add)
    {
        if (tabs.Source.Results[tabs.Source.Chosen].Estimate is not { RequestsPerSecond: > 0, TokensPerSecondPerUser: > 0 })
        {
            return;
        }

        add("tokens/s/user", tabs.Chosen("tok_s_user"), CellFormat.Tenths, "What one user sees.");
        if (tabs.Source.Results[tabs.Source.Chosen] is { Worst: not null, Best: not null })
        {
            add("tokens/s/user, slow end", tabs.Chosen("tok_s_user_low"), CellFormat.Tenths, "Every guess about chip and wires at its slow end.");
            add("tokens/s/user, quick end", tabs.Chosen("tok_s_user_high"), CellFormat.Tenths, "Every guess at its quick end.");
        }

        add("time to first token, mean, ms", tabs.Chosen("mean_ttft_ms"), CellFormat.Tenths, "From sending a request to its first token.");
        add("time to first token, 95 %, ms", tabs.Chosen("p95_ttft_ms"), CellFormat.Tenths, "95 of 100 requests are quicker.");
        add("tokens/s/GPU", tabs.Chosen("output_tput_per_gpu"), CellFormat.Tenths, "Output tokens.");
        add("limited by", tabs.Chosen("limiting_factor"), CellFormat.General, "What takes most of a request's time, or what runs out.");
        add("confidence", tabs.Chosen("confidence"), CellFormat.General, "How much like measured runs it is: high, medium, low; uncalibrated where no errors are known.");
    }

    private static void FillReasons(PlanTabs tabs, int row)
    {
        var (sheet, rejected) = (tabs.Summary, tabs.Source.Rejected.Take(12).ToList());
        if (rejected.Count == 0)
        {
            return;
        }

        sheet.Heads(row, 1, "not chosen", string.Empty, "why");
        foreach (var (i, plan) in rejected.Index())
        {
            sheet.Text(row + 1 + i, 1, plan.Plan, CellRole.Wrapped);
            sheet.Text(row + 1 + i, 3, plan.Reason, CellRole.Wrapped);
        }

        sheet.Tables.Add(sheet.Range(row, 1, row + rejected.Count, 3));
    }

    private static void Wide(PlanTabs tabs, int row, string text)
    {
        tabs.Summary.Text(row, 2, text, CellRole.Wrapped);
        tabs.Summary.Merges.Add(tabs.Summary.Range(row, 2, row, 3));
    }

    private static void Light(PlanTabs tabs, CellAddress cell, Formula condition, Signal signal) =>
        tabs.Summary.FormatRules.Add(new FormatRule.Where(CellRange.Of(cell), condition, signal));
}
