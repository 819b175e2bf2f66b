using System.Globalization;
using InferenceModel.Hardware;
using InferenceModel.Interconnect;
using InferenceModel.Planning;
using InferenceModel.Reports.Workbook;
using static InferenceModel.Reports.Workbook.Functions;

namespace InferenceModel.Reports.Plans;

/// <summary>Prices of the machines by terms, and every default with its source, its date and whether it is old.</summary>
internal static class AssumptionsTab
{
    private const int MatrixHead = 4;
    private const int Tiers = 4;
    private const int DefaultStaleDays = 90;

    /// <summary>Machines, terms and prices of the matrix at the top.</summary>
    /// <param name="tabs">The tabs.</param>
    public static (CellRange Machines, CellRange Tiers, CellRange Prices) Prices(PlanTabs tabs)
    {
        var last = MatrixHead + tabs.Machines.Count;
        return (tabs.Assumptions.Range(MatrixHead + 1, 1, last, 1), tabs.Assumptions.Range(MatrixHead, 2, MatrixHead, 1 + Tiers), tabs.Assumptions.Range(MatrixHead + 1, 2, last, 1 + Tiers));
    }

    /// <summary>Fills the tab.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void Fill(PlanTabs tabs)
    {
        var (sheet, machines) = (tabs.Assumptions, tabs.Machines);
        sheet.SetWidths(1, 34, 17, 17, 17, 17, 14, 12, 60);
        sheet.Heads(MatrixHead, 1, ["machine, $ per GPU hour", .. PriceTiers.Words.Select(tier => tier.Word)]);
        foreach (var (i, (name, system)) in machines.Index())
        {
            sheet.Text(MatrixHead + 1 + i, 1, name);
            foreach (var (at, (_, tier)) in PriceTiers.Words.Index())
            {
                sheet.Number(MatrixHead + 1 + i, 2 + at, system is null ? null : tabs.Source.Prices.FindExactly(system.Accelerator.Id, tier)?.Price.Value.Total, CellFormat.Cents, CellRole.Input);
            }
        }

        sheet.Tables.Add(sheet.Range(MatrixHead, 1, MatrixHead + machines.Count, 1 + Tiers));
        var row = MatrixHead + machines.Count + 2;
        sheet.Text(row, 1, "Prices and powers count as old after so many days", CellRole.Label);
        tabs.Book.Name("StaleAfterDays", CellRange.Of(sheet.Number(row, 2, tabs.Source.Prices.StaleAfterDays < int.MaxValue ? tabs.Source.Prices.StaleAfterDays : DefaultStaleDays, CellFormat.Whole, CellRole.Input)));
        sheet.Text(row + 1, 1, "Day the ages count to", CellRole.Label);
        tabs.Book.Name("AsOf", CellRange.Of(sheet.Number(row + 1, 2, Serial(tabs.Source.AsOf), CellFormat.Day, CellRole.Input)));
        FillSources(tabs, row + 3, machines);
    }

    /// <summary>The machines of the results, by the name scenarios use, in the order they come.</summary>
    /// <param name="source">What the report is made of.</param>
    public static List<(string Name, ServingSystem? System)> Machines(ReportSource source) =>
        [.. source.Results.Where(result => result.Row.Scenario is not null).Select(result => (result.Row.Scenario!.System, result.Prepared?.Deployment.System)).GroupBy(pair => pair.Item1)
            .Select(group => (group.Key, group.Select(pair => pair.Item2).FirstOrDefault(system => system is not null))).DefaultIfEmpty(("none", null))];

    private static void FillSources(PlanTabs tabs, int head, List<(string Name, ServingSystem? System)> machines)
    {
        var (sheet, row) = (tabs.Assumptions, head);
        sheet.Heads(head, 1, "what", "value", "unit", "kind", "date", "age, days", "state", "source");
        void Add(string what, double value, CellFormat format, string unit, string kind, string date, string source)
        {
            row++;
            sheet.Text(row, 1, what, CellRole.Wrapped);
            sheet.Number(row, 2, value, format);
            sheet.Text(row, 3, unit);
            sheet.Text(row, 4, kind);
            if (PriceDate.Parse(date) is { } day)
            {
                sheet.Number(row, 5, Serial(day), CellFormat.Day);
                sheet.Compute(row, 6, Max(Formula.Name("AsOf") - sheet.Address(row, 5), 0), CellFormat.Whole);
                sheet.Compute(row, 7, If(((Formula)sheet.Address(row, 6)).IsAbove(Formula.Name("StaleAfterDays")), "old", "fresh"), CellFormat.General);
            }

            sheet.Text(row, 8, source, CellRole.Wrapped);
        }

        foreach (var system in machines.Select(machine => machine.System).OfType<ServingSystem>().DistinctBy(system => system.Accelerator.Id))
        {
            foreach (var entry in tabs.Source.Prices.Entries.Where(entry => entry.Accelerator == system.Accelerator.Id))
            {
                Add($"price of {entry.Accelerator}, {PriceTiers.Word(entry.Tier)}", entry.Price.Value.Total, CellFormat.Cents, "USD per GPU hour", entry.Price.IsBand ? "assumed" : "published", entry.Date, entry.Price.Source);
            }

            AddMachine(Add, system);
        }

        foreach (var api in tabs.Source.Results.Select(result => result.Economics?.Terms.Api).OfType<ApiPrice>().DistinctBy(api => api.Id))
        {
            Add($"{api.Id}, input tokens", api.Input.Value.Total, CellFormat.FineDollars, "USD per million", "published", api.Date, api.Input.Source);
            Add($"{api.Id}, output tokens", api.Output.Value.Total, CellFormat.FineDollars, "USD per million", "published", api.Date, api.Output.Source);
        }

        Add("hours of a month", BillingPeriods.HoursPerMonth, CellFormat.Whole, "h", "convention", string.Empty, "A twelfth of a year of 365 days.");
        Add("hours of a year", BillingPeriods.HoursPerYear, CellFormat.Whole, "h", "convention", string.Empty, "365 days.");
        sheet.Tables.Add(sheet.Range(head, 1, row, 8));
        sheet.FormatRules.Add(new FormatRule.Where(sheet.Range(head + 1, 1, row, 8), Formula.OfColumn(sheet.Address(head + 1, 7)).Is("old"), Signal.Look));
        sheet.FrozenRows = 3;
    }

    private static void AddMachine(Action<string, double, CellFormat, string, string, string, string> add, ServingSystem system)
    {
        var chip = system.Accelerator;
        var kind = chip.Maturity == Maturity.Shipping ? "data sheet" : "announced or assumed";
        add($"rated power of {chip.Id}", chip.ThermalDesignPower.Value.Total, CellFormat.Whole, "W", kind, string.Empty, chip.ThermalDesignPower.Source);
        if (system.ProvisionedPower is { } power)
        {
            add($"provisioned power of a GPU of {system.Id}", power.Value.Total, CellFormat.Whole, "W", "published", string.Empty, power.Source);
        }

        add($"memory of {chip.Id}", chip.Memory.Value.TotalGibi, CellFormat.Tenths, "GiB", kind, string.Empty, chip.Memory.Source);
        add($"memory bandwidth of {chip.Id}", chip.MemoryBandwidth.Value.TotalGiga, CellFormat.Whole, "GB/s", kind, string.Empty, chip.MemoryBandwidth.Source);
        foreach (var tier in system.Fabric.Tiers)
        {
            add(string.Create(CultureInfo.InvariantCulture, $"{system.Id}, {tier.Name}: {tier.Link.Id} among {tier.Accelerators}"), tier.Link.Bandwidth.Value.TotalGiga, CellFormat.Whole, "GB/s, one way", tier.Link.Maturity == Maturity.Shipping ? "data sheet" : "announced or assumed", string.Empty, tier.Link.Bandwidth.Source);
        }
    }
}
