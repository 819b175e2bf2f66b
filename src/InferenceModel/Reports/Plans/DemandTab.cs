using System.Globalization;
using InferenceModel.Planning;
using InferenceModel.Reports.Charts;
using InferenceModel.Reports.Workbook;
using static InferenceModel.Reports.Workbook.Functions;

namespace InferenceModel.Reports.Plans;

/// <summary>The hours of a weekday and of a day of the weekend: load, replicas, accelerators and their bill.</summary>
internal static class DemandTab
{
    private const int Hours = BillingPeriods.HoursPerDay;
    private const int FirstShare = 3;
    private const int Weekdays = 5;
    private const int DaysPerWeek = 7;

    /// <summary>Hours a month that an hour of a weekday stands for.</summary>
    private const double WeekdayWeight = BillingPeriods.HoursPerMonth / Hours * Weekdays / DaysPerWeek;

    private const double WeekendWeight = BillingPeriods.HoursPerMonth / Hours * (DaysPerWeek - Weekdays) / DaysPerWeek;

    private enum Figure
    {
        Rate,
        Replicas,
        Needed,
        Committed,
        OnDemand,
        Bill,
        Kilowatts,
    }

    /// <summary>The hours shown, weekday first: name, hours of a month it stands for, and its place in a week.</summary>
    public static IEnumerable<(string Name, double Weight, int Place)> HoursShown => Enumerable.Range(0, 2 * Hours).Select(i => (NameOf(i), WeightOf(i), PlaceOf(i)));

    /// <summary>Accelerators needed in each hour, weekday first.</summary>
    /// <param name="tabs">The tabs.</param>
    public static CellRange Needed(PlanTabs tabs) => Of(tabs, Figure.Needed);

    /// <summary>Replicas in each hour.</summary>
    /// <param name="tabs">The tabs.</param>
    public static CellRange Replicas(PlanTabs tabs) => Of(tabs, Figure.Replicas);

    /// <summary>Load of each hour.</summary>
    /// <param name="tabs">The tabs.</param>
    public static CellRange Rates(PlanTabs tabs) => Of(tabs, Figure.Rate);

    /// <summary>Hours of a month each row stands for.</summary>
    /// <param name="tabs">The tabs.</param>
    public static CellRange Weights(PlanTabs tabs) => tabs.Demand.Range(PlanTabs.FirstRow, 2, PlanTabs.FirstRow + (2 * Hours) - 1, 2);

    /// <summary>Accelerator hours a month above a number of accelerators.</summary>
    /// <param name="tabs">The tabs.</param>
    /// <param name="floor">The number.</param>
    public static Formula HoursAbove(PlanTabs tabs, Formula floor)
    {
        var all = Needed(tabs);
        var (weekday, weekend) = (all with { Bottom = all.Top + Hours - 1 }, all with { Top = all.Top + Hours });
        Formula Above(CellRange range) => SumAbove(range, floor) - (floor * CountAbove(range, floor));
        return (Above(weekday) * tabs.Demand.Address(PlanTabs.FirstRow, 2)) + (Above(weekend) * tabs.Demand.Address(PlanTabs.FirstRow + Hours, 2));
    }

    /// <summary>Fills the tab.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void Fill(PlanTabs tabs)
    {
        var (sheet, products) = (tabs.Demand, InputsTab.ProductsOf(tabs).ToList());
        sheet.Heads(PlanTabs.HeadRow, 1, ["hour", "hours a month", .. products.Select(product => $"share of peak, {product.Name}"), "requests/s", "replicas", "GPUs needed", "committed", "on demand", "$ an hour", "kW"]);
        sheet.SetWidths(1, [16, 10, .. products.Select(_ => 14.0), 12, 10, 10, 11, 11, 12, 10]);
        for (var i = 0; i < 2 * Hours; i++)
        {
            FillHour(tabs, products, i);
        }

        var last = PlanTabs.FirstRow + (2 * Hours) - 1;
        sheet.Tables.Add(sheet.Range(PlanTabs.HeadRow, 1, last, sheet.ColumnCount));
        (sheet.FrozenRows, sheet.FrozenColumns) = (PlanTabs.HeadRow, 1);
        var names = sheet.Range(PlanTabs.FirstRow, 1, last, 1);
        sheet.Add(sheet.ColumnCount + 2, new SheetChart.Columns(
            "GPUs by the hour and the load they carry", "hour of a weekday, then of the weekend", "GPUs",
            [
                new("committed", ChartMark.Points, null, Of(tabs, Figure.Committed)),
                new("on demand", ChartMark.Points, null, Of(tabs, Figure.OnDemand)),
                new("requests/s", ChartMark.Line, null, Of(tabs, Figure.Rate)),
            ],
            names,
            ColumnStacking.Stacked) { SecondUp = "requests/s" });
        FurtherFleets.FillHours(tabs);
    }

    private static void FillHour(PlanTabs tabs, List<ProductCells> products, int i)
    {
        var (sheet, row) = (tabs.Demand, PlanTabs.FirstRow + i);
        Formula At(Figure figure) => sheet.Address(row, FirstShare + products.Count + (int)figure);
        void Put(Figure figure, Formula formula, CellFormat format) => sheet.Compute(row, FirstShare + products.Count + (int)figure, formula, format);
        sheet.Text(row, 1, NameOf(i));
        sheet.Number(row, 2, WeightOf(i), CellFormat.Hundredths);
        var rates = new List<Formula>();
        foreach (var (at, product) in products.Index())
        {
            Share(tabs, row, FirstShare + at, at, i);
            rates.Add(product.Peak * product.Grown(Formula.Name("DemandMonth")) * sheet.Address(row, FirstShare + at));
        }

        Put(Figure.Rate, rates.Aggregate((sum, next) => sum + next), CellFormat.TenThousandths);
        var replicas = products.Zip(rates, (product, rate) => product.Replicas(rate)).ToList();
        Put(Figure.Replicas, replicas.Aggregate((sum, next) => sum + next), CellFormat.Whole);
        Put(Figure.Needed, products.Zip(replicas, (product, count) => count * product.Accelerators).Aggregate((sum, next) => sum + next) + Spare(tabs, products), CellFormat.Whole);
        Put(Figure.Committed, Min(At(Figure.Needed), Formula.Name("CommittedGpus")), CellFormat.Whole);
        Put(Figure.OnDemand, Max(At(Figure.Needed) - Formula.Name("CommittedGpus"), 0), CellFormat.Whole);
        Put(Figure.Bill, (Formula.Name("CommittedGpus") * Formula.Name("GpuPrice")) + (At(Figure.OnDemand) * Formula.Name("OnDemandPrice")), CellFormat.Cents);
        Put(Figure.Kilowatts, (Formula.Name("CommittedGpus") + At(Figure.OnDemand)) * Formula.Name("WattsPerGpu") / PlanTabs.WattsPerKilowatt, CellFormat.Tenths);
    }

    /// <summary>Accelerators that stand by: spare replicas as large as the largest, and those of the row chosen.</summary>
    /// <param name="tabs">The tabs.</param>
    /// <param name="products">The products.</param>
    public static Formula Spare(PlanTabs tabs, IEnumerable<ProductCells> products)
    {
        var replicas = Formula.Name("SpareReplicas") * (products.Select(product => product.Accelerators).ToList() is [var only] ? only : Max([.. products.Select(product => product.Accelerators)]));
        return tabs.Source.Standby.IsDefaultOrEmpty ? replicas : replicas + tabs.Chosen(ResultsTab.Standby);
    }

    /// <summary>
    /// Share of the peak in an hour: of a demand file as it is there; else a day that swings as a cosine with the stated peak over mean, whose mean is
    /// then exactly the inverse of that.
    /// </summary>
    private static void Share(PlanTabs tabs, int row, int column, int product, int i)
    {
        var sheet = tabs.Demand;
        if (tabs.Source.Fleets.FirstOrDefault() is { } fleet)
        {
            sheet.Number(row, column, fleet.Products[product].Load.Profile.Shares[PlaceOf(i)], CellFormat.Percent, CellRole.Input);
            return;
        }

        var mean = 1 / Formula.Name("PeakMult");
        var angle = 2 * Formula.Call("PI") * (i % Hours - Formula.Name("PeakHour")) / Hours;
        var share = Round(Max(mean + ((1 - mean) * Formula.Call("COS", angle)), 0), 12);
        sheet.Compute(row, column, i < Hours ? share : share * Formula.Name("WeekendFactor"), CellFormat.Percent);
    }

    private static string NameOf(int i) => string.Create(CultureInfo.InvariantCulture, $"{(i < Hours ? "weekday" : "weekend")} {i % Hours:00}");

    private static double WeightOf(int i) => i < Hours ? WeekdayWeight : WeekendWeight;

    private static int PlaceOf(int i) => i < Hours ? i : (Weekdays * Hours) + (i % Hours);

    private static CellRange Of(PlanTabs tabs, Figure figure)
    {
        var column = FirstShare + (tabs.Source.Fleets.FirstOrDefault()?.Products.Length ?? 1) + (int)figure;
        return tabs.Demand.Range(PlanTabs.FirstRow, column, PlanTabs.FirstRow + (2 * Hours) - 1, column);
    }
}
