using System.Globalization;
using InferenceModel.Estimation;
using InferenceModel.Reports.Workbook;
using InferenceModel.Scenarios;
using static InferenceModel.Reports.Workbook.Functions;

namespace InferenceModel.Reports.Plans;

/// <summary>Tensor against pipeline width for each model and machine: what the best plan of each pair reaches.</summary>
internal static class ShardingTab
{
    private const int MostGroups = 8;

    private static readonly (string Column, string Head, CellFormat Format, bool MoreIsBetter)[] Measures =
    [
        ("output_tput_per_gpu", "tokens/s/GPU", CellFormat.Tenths, true), ("mean_ttft_ms", "time to first token, ms", CellFormat.Tenths, false), ("usd_per_mtok_total", "$ per million tokens", CellFormat.FineDollars, false),
    ];

    /// <summary>Fills the tab.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void Fill(PlanTabs tabs)
    {
        var sheet = tabs.Sharding;
        var groups = tabs.Source.Results.Index().Where(result => result.Item is { Status: EstimateStatus.Ok or EstimateStatus.InfeasibleSlo, Estimate.RequestsPerSecond: > 0, Row.Scenario.IsDisaggregated: false })
            .GroupBy(result => (result.Item.Row.Scenario!.Model, result.Item.Row.Scenario.System)).OrderByDescending(group => group.Count()).Take(MostGroups).ToList();
        var row = PlanTabs.HeadRow;
        sheet.SetWidths(1, 30, 14, 14, 14, 14, 14, 14, 14);
        sheet.FrozenRows = 3;
        foreach (var group in groups)
        {
            row = Fill(tabs, row, $"{group.Key.Model} on {group.Key.System}", [.. group]);
        }

        if (groups.Count == 0)
        {
            sheet.Text(row, 1, "No plan that serves on one kind of machine.");
            sheet.Tables.Add(sheet.Range(row, 1, row, 1));
        }
    }

    private static int Fill(PlanTabs tabs, int row, string title, List<(int Index, ScenarioResult Item)> rows)
    {
        var sheet = tabs.Sharding;
        var tensors = rows.Select(result => result.Item.Row.Scenario!.Plan.TensorParallel).Distinct().Order().ToList();
        var pipelines = rows.Select(result => result.Item.Row.Scenario!.Plan.PipelineParallel).Distinct().Order().ToList();
        foreach (var measure in Measures)
        {
            sheet.Heads(row, 1, [$"{title}: {measure.Head}", .. pipelines.Select(width => string.Create(CultureInfo.InvariantCulture, $"PP{width}"))]);
            foreach (var (down, tensor) in tensors.Index())
            {
                sheet.Text(row + 1 + down, 1, string.Create(CultureInfo.InvariantCulture, $"TP{tensor}"), CellRole.Label);
                foreach (var (across, pipeline) in pipelines.Index())
                {
                    Best(tabs, row + 1 + down, 2 + across, measure, [.. rows.Where(result => result.Item.Row.Scenario!.Plan is var plan && plan.TensorParallel == tensor && plan.PipelineParallel == pipeline)]);
                }
            }

            var grid = sheet.Range(row + 1, 2, row + tensors.Count, 1 + pipelines.Count);
            sheet.FormatRules.Add(new FormatRule.Scale(grid, measure.MoreIsBetter));
            sheet.Tables.Add(sheet.Range(row, 1, row + tensors.Count, 1 + pipelines.Count));
            row += tensors.Count + 1;
            if (grid.Cells.Any(cell => sheet.At(cell.Row, cell.Column) is not null))
            {
                Formula best = measure.MoreIsBetter ? Max(grid) : Min(grid);
                sheet.Text(row, 1, "best", CellRole.Label);
                sheet.Compute(row, 2, best, measure.Format);
                sheet.Compute(row, 3, Functions.Index(tabs.Column(ResultsTab.Id), Match(best, tabs.Column(measure.Column))), CellFormat.General);
            }

            row += 2;
        }

        return row;
    }

    private static void Best(PlanTabs tabs, int row, int column, (string Column, string Head, CellFormat Format, bool MoreIsBetter) measure, List<(int Index, ScenarioResult Item)> rows)
    {
        var known = rows.Where(result => result.Item.Economics?.Price is not null || measure.Column != "usd_per_mtok_total").ToList();
        if (known.Count == 0)
        {
            return;
        }

        var columns = ResultColumns.All.First(one => one.Name == measure.Column);
        double Value((int Index, ScenarioResult Item) result) => Convert.ToDouble(columns.Value(result.Item) ?? double.NaN, CultureInfo.InvariantCulture);
        var shown = known.Where(result => double.IsFinite(Value(result))).ToList();
        if (shown.Count > 0)
        {
            var best = measure.MoreIsBetter ? shown.MaxBy(Value) : shown.MinBy(Value);
            tabs.Sharding.Compute(row, column, tabs.Cell(measure.Column, best.Index), measure.Format);
        }
    }
}
