using InferenceModel.Planning;
using InferenceModel.Planning.Demand;
using InferenceModel.Reports.Charts;
using InferenceModel.Reports.Workbook;
using static InferenceModel.Reports.Workbook.Functions;

namespace InferenceModel.Reports.Plans;

/// <summary>Month by month: load, accelerators, orders, money and racks.</summary>
internal static class GrowthTab
{
    private const int DefaultMonths = 36;

    private enum Figure
    {
        Index = 1,
        Month,
        Users,
        Rate,
        Needed,
        Committed,
        Ordered,
        OrderBy,
        OnDemandHours,
        CommittedBill,
        OnDemandBill,
        Bill,
        Kilowatts,
        Racks,
    }

    /// <summary>The bill of each month.</summary>
    /// <param name="tabs">The tabs.</param>
    public static CellRange Bills(PlanTabs tabs) => Column(tabs, Figure.Bill);

    /// <summary>Accelerators needed in the busiest hour of each month.</summary>
    /// <param name="tabs">The tabs.</param>
    public static CellRange Needs(PlanTabs tabs) => Column(tabs, Figure.Needed);

    /// <summary>Months.</summary>
    /// <param name="tabs">The tabs.</param>
    public static int Months(PlanTabs tabs) => tabs.Source.Fleets.FirstOrDefault()?.Months.Length ?? DefaultMonths;

    /// <summary>Cells of one month: its first day, accelerators committed to, hours rented, and both bills.</summary>
    /// <param name="tabs">The tabs.</param>
    /// <param name="month">The month, from 0.</param>
    public static (Formula Start, Formula Committed, Formula OnDemandHours, Formula CommittedBill, Formula OnDemandBill) Of(PlanTabs tabs, int month)
    {
        Formula At(Figure figure) => tabs.Growth.Address(PlanTabs.FirstRow + month, (int)figure);
        return (At(Figure.Month), At(Figure.Committed), At(Figure.OnDemandHours), At(Figure.CommittedBill), At(Figure.OnDemandBill));
    }

    /// <summary>Fills the tab.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void Fill(PlanTabs tabs)
    {
        var (sheet, products) = (tabs.Growth, InputsTab.ProductsOf(tabs).ToList());
        sheet.Heads(PlanTabs.HeadRow, 1, "month no.", "month", "users", "peak requests/s", "GPUs needed", "GPUs committed", "to order", "order by", "GPU hours on demand", "committed, $", "on demand, $", "bill, $", "peak kW", "racks");
        sheet.SetWidths(1, 8, 10, 13, 12, 10, 11, 9, 10, 13, 14, 14, 14, 10, 8);
        for (var month = 0; month < Months(tabs); month++)
        {
            FillMonth(tabs, products, month);
        }

        sheet.Tables.Add(sheet.Range(PlanTabs.HeadRow, 1, sheet.RowCount, (int)Figure.Racks));
        (sheet.FrozenRows, sheet.FrozenColumns) = (PlanTabs.HeadRow, 2);
        sheet.Add((int)Figure.Racks + 2, new SheetChart.Columns(
            "GPUs and the bill, month by month", "month", "GPUs",
            [
                new("GPUs needed at the peak", ChartMark.Points, null, Column(tabs, Figure.Needed)),
                new("GPUs committed", ChartMark.Points, null, Column(tabs, Figure.Committed)),
                new("bill, $ a month", ChartMark.Line, null, Column(tabs, Figure.Bill)),
            ],
            Column(tabs, Figure.Month),
            ColumnStacking.Beside) { SecondUp = "$ a month" });
        FurtherFleets.FillMonths(tabs);
    }

    private static void FillMonth(PlanTabs tabs, List<ProductCells> products, int month)
    {
        var (sheet, row, plan) = (tabs.Growth, PlanTabs.FirstRow + month, tabs.Source.Fleets.FirstOrDefault()?.Months[month]);
        Formula At(Figure figure) => sheet.Address(row, (int)figure);
        Formula Before(Figure figure) => month == 0 ? Formula.Name("OnHand") : sheet.Address(row - 1, (int)figure);
        void Put(Figure figure, Formula formula, CellFormat format) => sheet.Compute(row, (int)figure, formula, format);
        sheet.Number(row, (int)Figure.Index, month, CellFormat.Whole);
        Put(Figure.Month, Functions.Months(Formula.Name("StartMonth"), At(Figure.Index)), CellFormat.Month);
        if (products.All(product => product.Users is not null))
        {
            Put(Figure.Users, products.Select(product => product.Users! * product.Grown(At(Figure.Index))).Aggregate((sum, next) => sum + next), CellFormat.Whole);
        }

        FillLoad(tabs, products, row, plan);
        FillCommitment(tabs, row, plan, Before(Figure.Committed));
        Put(Figure.Ordered, At(Figure.Committed) - Before(Figure.Committed), CellFormat.Whole);
        Put(Figure.OrderBy, If(At(Figure.Ordered).IsAbove(0), Functions.Months(At(Figure.Month), 0 - Formula.Name("LeadTimeMonths")), string.Empty), CellFormat.Month);
        Put(Figure.CommittedBill, At(Figure.Committed) * Formula.Name("GpuPrice") * BillingPeriods.HoursPerMonth, CellFormat.Dollars);
        Put(Figure.OnDemandBill, At(Figure.OnDemandHours) * Formula.Name("OnDemandPrice"), CellFormat.Dollars);
        Put(Figure.Bill, At(Figure.CommittedBill) + At(Figure.OnDemandBill), CellFormat.Dollars);
        Put(Figure.Kilowatts, Max(At(Figure.Needed), At(Figure.Committed)) * Formula.Name("WattsPerGpu") / PlanTabs.WattsPerKilowatt, CellFormat.Tenths);
        Put(Figure.Racks, Up(At(Figure.Kilowatts) / Formula.Name("RackKw")), CellFormat.Whole);
    }

    /// <summary>Load and need of a month. Products that peak at different hours need the planner's hours, so several products take its figures.</summary>
    private static void FillLoad(PlanTabs tabs, List<ProductCells> products, int row, MonthPlan? plan)
    {
        var (sheet, index) = (tabs.Growth, (Formula)tabs.Growth.Address(row, (int)Figure.Index));
        if (products is [var only])
        {
            var rate = only.Peak * only.Grown(index);
            sheet.Compute(row, (int)Figure.Rate, rate, CellFormat.TenThousandths);
            sheet.Compute(row, (int)Figure.Needed, (only.Replicas(sheet.Address(row, (int)Figure.Rate)) * only.Accelerators) + DemandTab.Spare(tabs, products), CellFormat.Whole);
            return;
        }

        sheet.Number(row, (int)Figure.Rate, plan!.PeakRequestsPerSecond, CellFormat.TenThousandths, CellRole.Input);
        sheet.Number(row, (int)Figure.Needed, plan.Needed, CellFormat.Whole, CellRole.Input);
    }

    /// <summary>What is committed to: by a demand plan what makes each month's bill least, else all that is needed; it never falls.</summary>
    private static void FillCommitment(PlanTabs tabs, int row, MonthPlan? plan, Formula before)
    {
        var sheet = tabs.Growth;
        if (plan is not null)
        {
            sheet.Number(row, (int)Figure.Committed, plan.Committed, CellFormat.Whole, CellRole.Input);
            sheet.Number(row, (int)Figure.OnDemandHours, plan.BurstHours, CellFormat.Tenths, CellRole.Input);
            return;
        }

        sheet.Compute(row, (int)Figure.Committed, Max(sheet.Address(row, (int)Figure.Needed), before), CellFormat.Whole);
        sheet.Number(row, (int)Figure.OnDemandHours, 0, CellFormat.Tenths, CellRole.Input);
    }

    private static CellRange Column(PlanTabs tabs, Figure figure) => tabs.Growth.Range(PlanTabs.FirstRow, (int)figure, PlanTabs.FirstRow + Months(tabs) - 1, (int)figure);
}
