using InferenceModel.Planning;
using InferenceModel.Planning.Demand;
using InferenceModel.Reports.Workbook;
using static InferenceModel.Reports.Workbook.Functions;

namespace InferenceModel.Reports.Plans;

/// <summary>What people may change, each cell with a name that formulas use.</summary>
internal static class InputsTab
{
    private const int Products = 38;
    private const double DefaultRackKilowatts = 40;
    private const double DefaultPeak = 2;
    private const double Afternoon = 14;

    /// <summary>Fills the tab.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void Fill(PlanTabs tabs)
    {
        var (sheet, source) = (tabs.Inputs, tabs.Source);
        var fleet = source.Fleets.FirstOrDefault();
        var economics = fleet?.Terms.Committed ?? source.Results[source.Chosen].Economics;
        sheet.SetWidths(1, 34, 22, 18, 14, 14, 14, 14, 14, 14, 14, 14);
        sheet.FrozenRows = 3;
        sheet.Heads(3, 1, "input", "value", "unit or choice");
        var row = 4;
        Section(sheet, ref row, "The row that is planned");
        var chosen = Text(tabs, ref row, "Chosen", "Row of Results", tabs.NameOf(source.Chosen), "Pick another: all tabs follow");
        sheet.InputRules.Add(new InputRule.FromRange(chosen, tabs.Column(ResultsTab.Id)));
        Computed(tabs, ref row, "ChosenRow", "Its place", Match(Formula.Name("Chosen"), tabs.Column(ResultsTab.Id)), CellFormat.Whole, string.Empty);
        Section(sheet, ref row, "Money");
        sheet.InputRules.Add(new InputRule.OneOf(Text(tabs, ref row, "PriceTier", "Price terms", "as run", "as run, or a column of the matrix on Assumptions"), ["as run", .. PriceTiers.Words.Select(tier => tier.Word)]));
        Number(tabs, ref row, "Discount", "Discount on prices", 0, CellFormat.Percent, "share", 1);
        Number(tabs, ref row, "LicencePerGpuYear", "Further licences", 0, CellFormat.Dollars, "USD per GPU and year", 1e6);
        Computed(tabs, ref row, "GpuPrice", "Price committed", tabs.Chosen("price_usd_per_gpu_hour_used"), CellFormat.Cents, "USD per GPU hour");
        OnDemand(tabs, ref row, fleet);
        Number(tabs, ref row, "ApiInput", "A provider's input tokens", economics?.Terms.Api?.Input.Value.Total ?? fleet?.Products[0].Load.Api?.Input.Value.Total ?? 0, CellFormat.FineDollars, "USD per million; 0: none", 1e6);
        Number(tabs, ref row, "ApiOutput", "A provider's output tokens", economics?.Terms.Api?.Output.Value.Total ?? fleet?.Products[0].Load.Api?.Output.Value.Total ?? 0, CellFormat.FineDollars, "USD per million; 0: none", 1e6);
        Section(sheet, ref row, "Load");
        FillLoad(tabs, ref row, fleet);
        Section(sheet, ref row, "Power");
        sheet.InputRules.Add(new InputRule.OneOf(Text(tabs, ref row, "PowerBasis", "Basis of power", "as run", "as run, provisioned, tdp or modelled"), ["as run", .. PowerBases.Words.Select(basis => basis.Word)]));
        Computed(tabs, ref row, "WattsPerGpu", "Power of a GPU", tabs.Chosen("power_w_per_gpu"), CellFormat.Whole, "W, on that basis");
        Number(tabs, ref row, "KgPerKwh", "Carbon of the energy", economics?.Terms.Carbon?.Total ?? 0, CellFormat.TenThousandths, "kg CO2e per kWh; 0: not given", 100);
        Number(tabs, ref row, "RackKw", "Power of a rack", DefaultRackKilowatts, CellFormat.Whole, "kW, assumed", 10_000);
        FillProducts(tabs, fleet);
    }

    /// <summary>What each product asks for and what serves it.</summary>
    /// <param name="tabs">The tabs.</param>
    public static IEnumerable<ProductCells> ProductsOf(PlanTabs tabs)
    {
        var count = tabs.Source.Fleets.FirstOrDefault()?.Products.Length ?? 1;
        for (var i = 0; i < count; i++)
        {
            var row = Products + 2 + i;
            Formula At(int column) => tabs.Inputs.Address(row, column);
            yield return new ProductCells(
                tabs.Inputs.At(row, 1)!.Value.Text ?? "load", tabs.Inputs.At(row, 2) is { } users && (users.Formula is not null || !users.Value.IsBlank) ? At(2) : null,
                At(3), At(4), At(5), At(6), At(7), At(8), At(9), At(10));
        }
    }

    private static void OnDemand(PlanTabs tabs, ref int row, FleetPlan? fleet)
    {
        var (machines, tiers, prices) = AssumptionsTab.Prices(tabs);
        var listed = Functions.Index(prices, Match(tabs.Chosen(ResultsTab.Machine), machines), Match("on_demand", tiers));
        if (fleet?.Terms.OnDemand?.Price is { } price)
        {
            Number(tabs, ref row, "OnDemandPrice", "Price by the hour", price.Total, CellFormat.Cents, "USD per GPU hour", 1e6);
        }
        else
        {
            Computed(tabs, ref row, "OnDemandPrice", "Price by the hour", If(listed.IsAbove(0), listed, Formula.Name("GpuPrice")), CellFormat.Cents, "USD per GPU hour; the committed price where none is known");
        }
    }

    private static void FillLoad(PlanTabs tabs, ref int row, FleetPlan? fleet)
    {
        var source = tabs.Source;
        var terms = fleet?.Terms;
        if (fleet is null)
        {
            Number(tabs, ref row, "Users", "Users", 0, CellFormat.Whole, "0: the load of the row chosen", 1e12);
            Number(tabs, ref row, "ActiveFraction", "Share of them active", 0.2, CellFormat.Percent, "share", 1);
            Number(tabs, ref row, "ReqPerActiveUserPerMin", "Requests of an active user", 1, CellFormat.Hundredths, "a minute", 1e4);
            Number(tabs, ref row, "PeakMult", "Peak over mean", DefaultPeak, CellFormat.Hundredths, "1 to 2; shapes the day", DefaultPeak);
            var users = Formula.Name("Users");
            Computed(tabs, ref row, "PeakRps", "Requests at the peak", If(
                users.IsAbove(0), users * Formula.Name("ActiveFraction") * Formula.Name("ReqPerActiveUserPerMin") / 60 * Formula.Name("PeakMult"), tabs.Chosen("request_throughput")), CellFormat.TenThousandths, "per second");
            Number(tabs, ref row, "GrowthPerMonth", "Growth a month", 0, CellFormat.Percent, "share; none unless stated", 10);
            Number(tabs, ref row, "Headroom", "Headroom", source.Headroom, CellFormat.Percent, "share added to the load", 10);
            Number(tabs, ref row, "PeakHour", "Busiest hour", Afternoon, CellFormat.Whole, "0 to 23", 23);
            Number(tabs, ref row, "WeekendFactor", "Weekend over weekday", 1, CellFormat.Percent, "share", 1);
        }

        Number(tabs, ref row, "SpareReplicas", "Spare replicas", terms?.Spare ?? 0, CellFormat.Whole, "further ones that stand by, as large as the largest", 1e5);
        Number(tabs, ref row, "OnHand", "GPUs there already", terms?.OnHand ?? 0, CellFormat.Whole, "committed before the first month", 1e7);
        Number(tabs, ref row, "LeadTimeMonths", "Lead time", terms?.LeadMonths ?? 0, CellFormat.Whole, "months from order to service", 60);
        var start = terms?.Start ?? new DateOnly(source.AsOf.Year, source.AsOf.Month, 1).AddMonths(1);
        Month(tabs, ref row, start);
        Number(tabs, ref row, "DemandMonth", "Month shown by the hour", fleet is null ? 0 : fleet.Months.Length - 1, CellFormat.Whole, "0: the first", 599);
    }

    private static void FillProducts(PlanTabs tabs, FleetPlan? fleet)
    {
        var (sheet, source) = (tabs.Inputs, tabs.Source);
        sheet.Text(Products, 1, fleet is null ? "What the row chosen carries" : $"Products of fleet {fleet.Terms.Name}", CellRole.Label);
        sheet.Heads(Products + 1, 1, "product", "users", "peak requests/s", "growth a month", "headroom", "requests/s a replica", "GPUs a replica", "input tokens", "output tokens", "share of prompts");
        if (fleet is null)
        {
            var replicas = tabs.Chosen(ResultsTab.Units);
            sheet.Compute(Products + 2, 1, Formula.Name("Chosen"), CellFormat.General);
            sheet.Compute(Products + 2, 2, Formula.Name("Users"), CellFormat.Whole);
            sheet.Compute(Products + 2, 3, Formula.Name("PeakRps"), CellFormat.TenThousandths);
            sheet.Compute(Products + 2, 4, Formula.Name("GrowthPerMonth"), CellFormat.Percent);
            sheet.Compute(Products + 2, 5, Formula.Name("Headroom"), CellFormat.Percent);
            sheet.Compute(Products + 2, 6, tabs.Chosen("request_throughput") / replicas, CellFormat.TenThousandths);
            sheet.Compute(Products + 2, 7, tabs.Chosen("num_total_gpus") / replicas, CellFormat.Whole);
            var shape = source.Results[source.Chosen].Row.Scenario?.Request ?? default;
            sheet.Number(Products + 2, 8, shape.InputTokens, CellFormat.Whole, CellRole.Input);
            sheet.Number(Products + 2, 9, shape.OutputTokens, CellFormat.Whole, CellRole.Input);
            sheet.Compute(Products + 2, 10, tabs.Chosen("prompt_share"), CellFormat.Percent);
        }

        foreach (var (i, product) in (fleet?.Products ?? []).Index())
        {
            var (load, unit, row) = (product.Load, product.Unit, Products + 2 + i);
            sheet.Text(row, 1, load.Name);
            sheet.Number(row, 2, load.Users, CellFormat.Whole, CellRole.Input);
            sheet.Number(row, 3, load.PeakRequestsPerSecond, CellFormat.TenThousandths, CellRole.Input);
            sheet.Number(row, 4, load.GrowthPerMonth, CellFormat.Percent, CellRole.Input);
            sheet.Number(row, 5, load.Headroom, CellFormat.Percent, CellRole.Input);
            sheet.Number(row, 6, unit.RequestsPerSecond, CellFormat.TenThousandths, CellRole.Input);
            sheet.Number(row, 7, unit.Accelerators, CellFormat.Whole, CellRole.Input);
            sheet.Number(row, 8, load.Request.InputTokens, CellFormat.Whole, CellRole.Input);
            sheet.Number(row, 9, load.Request.OutputTokens, CellFormat.Whole, CellRole.Input);
            sheet.Number(row, 10, unit.PromptShare, CellFormat.Percent, CellRole.Input);
        }

        sheet.Tables.Add(sheet.Range(Products + 1, 1, sheet.RowCount, 10));
        sheet.Tables.Insert(0, sheet.Range(3, 1, Products - 2, 3));
    }

    private static void Section(Sheet sheet, ref int row, string name) => sheet.Text(row++, 1, name, CellRole.Label);

    private static void Month(PlanTabs tabs, ref int row, DateOnly start)
    {
        var (sheet, at) = (tabs.Inputs, row++);
        sheet.Text(at, 1, "First month");
        sheet.Text(at, 3, "month");
        tabs.Book.Name("StartMonth", CellRange.Of(sheet.Number(at, 2, Serial(start), CellFormat.Month, CellRole.Input)));
    }

    private static CellAddress Text(PlanTabs tabs, ref int row, string name, string label, string value, string unit)
    {
        var (sheet, at) = (tabs.Inputs, row++);
        sheet.Text(at, 1, label);
        sheet.Text(at, 3, unit);
        var cell = sheet.Text(at, 2, value, CellRole.Input);
        tabs.Book.Name(name, CellRange.Of(cell));
        return cell;
    }

    private static void Number(PlanTabs tabs, ref int row, string name, string label, double value, CellFormat format, string unit, double most)
    {
        var (sheet, at) = (tabs.Inputs, row++);
        sheet.Text(at, 1, label);
        sheet.Text(at, 3, unit);
        var cell = sheet.Number(at, 2, value, format, CellRole.Input);
        tabs.Book.Name(name, CellRange.Of(cell));
        sheet.InputRules.Add(new InputRule.Between(cell, 0, most));
    }

    private static void Computed(PlanTabs tabs, ref int row, string name, string label, Formula formula, CellFormat format, string unit)
    {
        var (sheet, at) = (tabs.Inputs, row++);
        sheet.Text(at, 1, label);
        sheet.Text(at, 3, unit);
        tabs.Book.Name(name, CellRange.Of(sheet.Compute(at, 2, formula, format)));
    }
}
