using InferenceModel.Estimation;
using InferenceModel.Reports.Charts;
using InferenceModel.Reports.Workbook;
using InferenceModel.Units;
using static InferenceModel.Reports.Workbook.Functions;

namespace InferenceModel.Reports.Plans;

/// <summary>Where the time of a request goes, prompt and decoding apart.</summary>
internal static class BreakdownTab
{
    private const int MostRows = 24;

    private static readonly string[] Parts =
    [
        "waiting", "prompt, compute", "prompt, memory", "prompt, links", "prompt, overhead", "decoding, compute", "decoding, memory", "decoding, links", "decoding, overhead",
    ];

    /// <summary>Fills the tab.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void Fill(PlanTabs tabs)
    {
        var sheet = tabs.Breakdown;
        sheet.Heads(PlanTabs.HeadRow, 1, ["scenario", .. Parts.Select(part => part + ", ms"), "all, ms", "largest part"]);
        sheet.SetWidths(1, 30, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 22);
        (sheet.FrozenRows, sheet.FrozenColumns) = (PlanTabs.HeadRow, 1);
        var rows = tabs.Source.Results.Index().Where(result => result.Item.Estimate is { RequestsPerSecond: > 0 } estimate && double.IsFinite(estimate.Queueing.Total))
            .OrderBy(result => result.Index != tabs.Source.Chosen).ThenBy(result => result.Item.Status != EstimateStatus.Ok)
            .ThenBy(result => result.Item.Economics?.UsdPerMillionTokens(result.Item.Estimate!.OutputTokensPerSecond, result.Item.Estimate.Accelerators) ?? double.MaxValue).ThenBy(result => result.Index).Take(MostRows).ToList();
        var heads = sheet.Range(PlanTabs.HeadRow, 2, PlanTabs.HeadRow, 1 + Parts.Length);
        foreach (var (i, result) in rows.Index())
        {
            var (row, estimate) = (PlanTabs.FirstRow + i, result.Item.Estimate!);
            sheet.Text(row, 1, tabs.NameOf(result.Index));
            foreach (var (at, time) in Times(estimate).Index())
            {
                sheet.Number(row, 2 + at, time.TotalMilliseconds, CellFormat.Hundredths);
            }

            var parts = sheet.Range(row, 2, row, 1 + Parts.Length);
            sheet.Compute(row, 2 + Parts.Length, Sum(parts), CellFormat.Hundredths);
            sheet.Compute(row, 3 + Parts.Length, Functions.Index(heads, Match(Max(parts), parts)), CellFormat.General);
        }

        if (rows.Count == 0)
        {
            sheet.Text(PlanTabs.FirstRow, 1, "No row serves its load.");
            sheet.Tables.Add(sheet.Range(PlanTabs.HeadRow, 1, PlanTabs.FirstRow, 1));
            return;
        }

        var last = PlanTabs.FirstRow + rows.Count - 1;
        sheet.Tables.Add(sheet.Range(PlanTabs.HeadRow, 1, last, 3 + Parts.Length));
        sheet.Add(5 + Parts.Length, new SheetChart.Columns(
            "Where a request's time goes", "scenario", "ms of a request",
            [.. Parts.Select((part, at) => new SheetChart.Line(part, ChartMark.Points, null, sheet.Range(PlanTabs.FirstRow, 2 + at, last, 2 + at)))],
            sheet.Range(PlanTabs.FirstRow, 1, last, 1),
            ColumnStacking.Stacked));
    }

    private static IEnumerable<Seconds> Times(DeploymentEstimate estimate)
    {
        var (prompt, decode) = (estimate.PromptBreakdown, estimate.DecodeBreakdown);
        return [estimate.Queueing, prompt.Compute, prompt.Memory, prompt.Communication, prompt.Overhead, decode.Compute, decode.Memory, decode.Communication, decode.Overhead];
    }
}
