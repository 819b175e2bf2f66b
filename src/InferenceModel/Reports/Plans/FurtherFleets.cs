using InferenceModel.Planning;
using InferenceModel.Planning.Demand;
using InferenceModel.Reports.Workbook;
using InferenceModel.Units;
using static InferenceModel.Reports.Workbook.Functions;

namespace InferenceModel.Reports.Plans;

/// <summary>
/// The fleets of a demand file beside the one whose formulas follow the inputs: month by month, hour by hour, and what to commit to. Loads and accelerators are the planner's
/// figures; sums and bills are formulas of the prices of each fleet.
/// </summary>
internal static class FurtherFleets
{
    private const string Note = "as the planner found it; the inputs change the first fleet alone";

    /// <summary>The months of every further fleet, below those of the first, and the sum of all bills.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void FillMonths(PlanTabs tabs)
    {
        var sheet = tabs.Growth;
        foreach (var fleet in Others(tabs))
        {
            var (head, committed, rented) = (Heading(sheet, fleet), Price(fleet.Terms.Committed), Price(fleet.Terms.OnDemand));
            sheet.Heads(head, 1, "month no.", "month", "users", "peak requests/s", "GPUs needed", "GPUs committed", "to order", "order by", "GPU hours on demand", "committed, $", "on demand, $", "bill, $", "peak kW");
            foreach (var (i, month) in fleet.Months.Index())
            {
                var row = head + 1 + i;
                sheet.Number(row, 1, month.Index, CellFormat.Whole);
                sheet.Text(row, 2, month.Name);
                sheet.Number(row, 3, month.Users, CellFormat.Whole);
                sheet.Number(row, 4, month.PeakRequestsPerSecond, CellFormat.TenThousandths);
                sheet.Number(row, 5, month.Needed, CellFormat.Whole);
                sheet.Number(row, 6, month.Committed, CellFormat.Whole);
                sheet.Number(row, 7, month.Added, CellFormat.Whole);
                sheet.Text(row, 8, month.Added > 0 ? fleet.Terms.MonthName(month.Index - fleet.Terms.LeadMonths) : string.Empty);
                sheet.Number(row, 9, month.BurstHours, CellFormat.Tenths);
                sheet.Compute(row, 10, sheet.Address(row, 6) * (Formula)committed * BillingPeriods.HoursPerMonth, CellFormat.Dollars);
                sheet.Compute(row, 11, sheet.Address(row, 9) * (Formula)rented, CellFormat.Dollars);
                sheet.Compute(row, 12, (Formula)sheet.Address(row, 10) + sheet.Address(row, 11), CellFormat.Dollars);
                sheet.Number(row, 13, month.PeakPower.TotalKilo, CellFormat.Tenths);
            }

            sheet.Tables.Add(sheet.Range(head, 1, sheet.RowCount, 13));
        }
    }

    /// <summary>The hours of every further fleet in the last month, below those of the first.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void FillHours(PlanTabs tabs)
    {
        var sheet = tabs.Demand;
        foreach (var fleet in Others(tabs))
        {
            var head = Heading(sheet, fleet);
            sheet.Heads(head, 1, "hour", "hours a month", "requests/s", "replicas", "GPUs needed", "committed", "on demand", "$ an hour", "kW");
            foreach (var (i, (name, weight, place)) in DemandTab.HoursShown.Index())
            {
                var (row, hour) = (head + 1 + i, fleet.Weeks[^1][place]);
                sheet.Text(row, 1, name);
                sheet.Number(row, 2, weight, CellFormat.Hundredths);
                sheet.Number(row, 3, hour.RequestsPerSecond, CellFormat.TenThousandths);
                sheet.Number(row, 4, hour.Units, CellFormat.Whole);
                sheet.Number(row, 5, hour.Needed, CellFormat.Whole);
                sheet.Number(row, 6, hour.Committed, CellFormat.Whole);
                sheet.Number(row, 7, hour.Burst, CellFormat.Whole);
                sheet.Number(row, 8, hour.Bill?.Total, CellFormat.Cents);
                sheet.Number(row, 9, hour.Power.TotalKilo, CellFormat.Tenths);
            }

            sheet.Tables.Add(sheet.Range(head, 1, sheet.RowCount, 9));
        }
    }

    /// <summary>What each further fleet commits to in the last month, below the curve of the first.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void FillReserves(PlanTabs tabs)
    {
        var (sheet, fleets) = (tabs.Reserve, Others(tabs).ToList());
        if (fleets.Count == 0)
        {
            return;
        }

        var head = sheet.RowCount + 2;
        sheet.Heads(head, 1, "further fleet, last month", "GPUs to commit to", "least total, $ a month", "all committed, $ a month", "saved by renting the peaks");
        foreach (var (i, fleet) in fleets.Index())
        {
            var row = head + 1 + i;
            sheet.Text(row, 1, fleet.Terms.Name);
            var (month, price) = (fleet.Months[^1], Price(fleet.Terms.Committed));
            sheet.Number(row, 2, month.Committed, CellFormat.Whole);
            sheet.Number(row, 3, month.Bill?.Total, CellFormat.Dollars);
            sheet.Number(row, 4, Math.Max(month.Needed, month.Committed) * price * BillingPeriods.HoursPerMonth, CellFormat.Dollars);
            sheet.Compute(row, 5, If(((Formula)sheet.Address(row, 4)).IsAbove(0), 1 - ((Formula)sheet.Address(row, 3) / sheet.Address(row, 4)), 0), CellFormat.Percent);
        }

        sheet.Tables.Add(sheet.Range(head, 1, head + fleets.Count, 5));
    }

    /// <summary>The bill of all months of the fleets beside the first; null where there are none or a price is not known.</summary>
    /// <param name="tabs">The tabs.</param>
    public static Usd? Bill(PlanTabs tabs) => Others(tabs).Any() ? Others(tabs).Aggregate((Usd?)Usd.Zero, (sum, fleet) => sum + fleet.Bill) : null;

    private static IEnumerable<FleetPlan> Others(PlanTabs tabs) => tabs.Source.Fleets.IsDefaultOrEmpty ? [] : tabs.Source.Fleets.Skip(1);

    /// <summary>Names a fleet below what is there; the row of its heads.</summary>
    private static int Heading(Sheet sheet, FleetPlan fleet)
    {
        var row = sheet.RowCount + 2;
        sheet.Text(row, 1, $"fleet {fleet.Terms.Name}, {Note}", CellRole.Label);
        return row + 1;
    }

    private static double Price(Economics? economics) => economics?.Price?.Total ?? 0;
}
