using InferenceModel.Reports.Charts;
using InferenceModel.Reports.Workbook;
using static InferenceModel.Reports.Workbook.Functions;

namespace InferenceModel.Reports.Plans;

/// <summary>What a quarter more or less of each thing does to the cost of a million tokens.</summary>
internal static class SensitivityTab
{
    private const double Quarter = 0.25;
    private const int LongestName = 42;

    /// <summary>Fills the tab.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void Fill(PlanTabs tabs)
    {
        var sheet = tabs.Sensitivity;
        sheet.Heads(PlanTabs.HeadRow, 1, "what changes", "a quarter less", "a quarter more", "$ per million at less", "$ per million at more", "width, $ per million", "how");
        sheet.SetWidths(1, 44, 13, 13, 15, 15, 15, 48);
        (sheet.FrozenRows, sheet.FrozenColumns) = (PlanTabs.HeadRow, 1);
        var rows = Rows(tabs).OrderByDescending(row => Math.Abs(row.More - row.Less)).ThenBy(row => row.Name, StringComparer.Ordinal).ToList();
        var cost = tabs.Chosen("usd_per_mtok_output");
        foreach (var (i, (name, less, more, how)) in rows.Index())
        {
            var row = PlanTabs.FirstRow + i;
            sheet.Text(row, 1, name.Length <= LongestName ? name : name[..(LongestName - 1)] + "…");
            sheet.Number(row, 2, less, CellFormat.Change, CellRole.Input);
            sheet.Number(row, 3, more, CellFormat.Change, CellRole.Input);
            sheet.Compute(row, 4, cost * (1 + (Formula)sheet.Address(row, 2)), CellFormat.FineDollars);
            sheet.Compute(row, 5, cost * (1 + (Formula)sheet.Address(row, 3)), CellFormat.FineDollars);
            sheet.Compute(row, 6, Max(sheet.Range(row, 4, row, 5)) - Min(sheet.Range(row, 4, row, 5)), CellFormat.FineDollars);
            sheet.Text(row, 7, how);
        }

        var last = PlanTabs.FirstRow + rows.Count - 1;
        sheet.Tables.Add(sheet.Range(PlanTabs.HeadRow, 1, last, 7));
        sheet.Add(9, new SheetChart.Columns(
            "Change of the cost of output tokens when one thing changes by a quarter", string.Empty, "change of $ per million output tokens",
            [
                new("a quarter less", ChartMark.Points, null, sheet.Range(PlanTabs.FirstRow, 2, last, 2)),
                new("a quarter more", ChartMark.Points, null, sheet.Range(PlanTabs.FirstRow, 3, last, 3)),
            ],
            sheet.Range(PlanTabs.FirstRow, 1, last, 1),
            ColumnStacking.Lying));
    }

    /// <summary>A wire by its link and what of it changes; its tier's name is longer than a chart can show.</summary>
    private static string Short(string lever) => lever.IndexOf(" (", StringComparison.Ordinal) is > 0 and var at && lever.IndexOf("), ", StringComparison.Ordinal) is > 0 and var end
        ? string.Concat(lever.AsSpan(at + 2, end - at - 2), ", ", lever.AsSpan(end + 3))
        : lever;

    private static IEnumerable<(string Name, double Less, double More, string How)> Rows(PlanTabs tabs)
    {
        yield return ("price of a GPU hour", -Quarter, Quarter, "in proportion");
        yield return ("busy share of the time", (1 / (1 - Quarter)) - 1, (1 / (1 + Quarter)) - 1, "inverse: what is paid for is shared by fewer or more tokens");
        foreach (var lever in tabs.Source.Levers.Where(row => row.Lever.Change is "-25 %" or "+25 %").GroupBy(row => row.Lever.Name))
        {
            var (less, more) = (lever.FirstOrDefault(row => row.Lever.Change == "-25 %"), lever.FirstOrDefault(row => row.Lever.Change == "+25 %"));
            if (less?.CostPerToken is { } down && more?.CostPerToken is { } up)
            {
                yield return (Short(lever.Key), down, up, "predicted anew with that change, as many requests in flight");
            }
        }
    }
}
