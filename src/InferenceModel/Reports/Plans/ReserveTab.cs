using InferenceModel.Planning;
using InferenceModel.Reports.Charts;
using InferenceModel.Reports.Workbook;
using static InferenceModel.Reports.Workbook.Functions;

namespace InferenceModel.Reports.Plans;

/// <summary>The bill over the accelerators committed to; it bends only where an hour's need lies, so those are all numbers worth trying.</summary>
internal static class ReserveTab
{
    private const int Tried = (2 * BillingPeriods.HoursPerDay) + 1;
    private const int HeadRow = 13;

    /// <summary>Fills the tab.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void Fill(PlanTabs tabs)
    {
        var (sheet, first, last) = (tabs.Reserve, HeadRow + 1, HeadRow + Tried);
        sheet.SetWidths(1, 30, 18, 18, 18, 18);
        sheet.FrozenRows = 3;
        FillAnswer(tabs, first, last);
        sheet.Heads(HeadRow, 1, "committed GPUs", "committed, $ a month", "on demand, $ a month", "total, $ a month", "GPU hours on demand");
        var needed = DemandTab.Needed(tabs);
        for (var i = 0; i < Tried; i++)
        {
            var row = first + i;
            Formula At(int column) => sheet.Address(row, column);
            if (i == 0)
            {
                sheet.Number(row, 1, 0, CellFormat.Whole);
            }
            else
            {
                sheet.Compute(row, 1, Small(needed, i), CellFormat.Whole);
            }

            sheet.Compute(row, 2, At(1) * Formula.Name("GpuPrice") * BillingPeriods.HoursPerMonth, CellFormat.Dollars);
            sheet.Compute(row, 3, At(5) * Formula.Name("OnDemandPrice"), CellFormat.Dollars);
            sheet.Compute(row, 4, At(2) + At(3), CellFormat.Dollars);
            sheet.Compute(row, 5, DemandTab.HoursAbove(tabs, At(1)), CellFormat.Whole);
        }

        sheet.Tables.Add(sheet.Range(4, 1, HeadRow - 2, 2));
        sheet.Tables.Add(sheet.Range(HeadRow, 1, last, 5));
        // Hours that need the same repeat a row; the first of them says it all.
        var (own, before) = (Formula.OfColumn(sheet.Address(first, 1)), Formula.OfColumn(sheet.Address(first - 1, 1)));
        sheet.FormatRules.Add(new FormatRule.Where(sheet.Range(first, 1, last, 5), And(own.Is(Formula.Name("CommittedGpus")), own.IsNot(before)), Signal.Good));
        sheet.FormatRules.Add(new FormatRule.Where(sheet.Range(first, 1, last, 5), own.Is(before), Signal.Muted));
        CellRange Column(int column) => sheet.Range(first, column, last, column);
        sheet.Add(7, new SheetChart.Scatter("The bill over the GPUs committed to", "GPUs committed to", "$ a month",
        [
            new("committed", ChartMark.Line, Column(1), Column(2)),
            new("on demand", ChartMark.Line, Column(1), Column(3)),
            new("total", ChartMark.Line, Column(1), Column(4)),
            new("least total", ChartMark.Points, sheet.Range(5, 2, 5, 2), sheet.Range(6, 2, 6, 2)),
        ]));
        FurtherFleets.FillReserves(tabs);
    }

    private static void FillAnswer(PlanTabs tabs, int first, int last)
    {
        var sheet = tabs.Reserve;
        var (floors, totals) = (sheet.Range(first, 1, last, 1), sheet.Range(first, 4, last, 4));
        sheet.Heads(4, 1, "answer", "value");
        var row = 5;
        CellAddress Add(string label, Formula formula, CellFormat format)
        {
            sheet.Text(row, 1, label);
            return sheet.Compute(row++, 2, formula, format);
        }

        tabs.Book.Name("CommittedGpus", CellRange.Of(Add("GPUs to commit to", Functions.Index(floors, Match(Min(totals), totals)), CellFormat.Whole)));
        var least = Add("least total, $ a month", Min(totals), CellFormat.Dollars);
        var all = Add("all committed, $ a month", sheet.Address(last, 4), CellFormat.Dollars);
        Add("saved by renting the peaks", If(((Formula)all).IsAbove(0), 1 - ((Formula)least / all), 0), CellFormat.Percent);
        var api = tabs.Book.Name("ApiBlended", CellRange.Of(Add("a provider's price, same mix, $ per million", Blended(tabs), CellFormat.FineDollars)));
        Add("busy share from which own GPUs are cheaper", If(api.IsAbove(0), tabs.Chosen("usd_per_mtok_total") / api, "no provider's price given"), CellFormat.Percent);
        Add("that share can be reached", If(api.IsAbove(0), If((tabs.Chosen("usd_per_mtok_total") / api).IsAtMost(1), "yes", "no, never"), "no provider's price given"), CellFormat.General);
    }

    private static Formula Blended(PlanTabs tabs)
    {
        var product = InputsTab.ProductsOf(tabs).First();
        return ((product.Input * Formula.Name("ApiInput")) + (product.Output * Formula.Name("ApiOutput"))) / (product.Input + product.Output);
    }
}
