using System.Collections.Immutable;
using InferenceModel.Reports.Charts;
using InferenceModel.Reports.Workbook;
using static InferenceModel.Reports.Workbook.Functions;

namespace InferenceModel.Reports.Plans;

/// <summary>What users see against what machines deliver, as points on and behind each machine's front.</summary>
internal static class ParetoTab
{
    private const int DollarColumn = 5;
    private static readonly string[] Heads = ["series", "plan", "tokens/s/user", "tokens/s/GPU", "$ per million tokens", "tokens/s/MW"];

    /// <summary>Fills the tab.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void Fill(PlanTabs tabs)
    {
        var sheet = tabs.Pareto;
        sheet.Heads(PlanTabs.HeadRow, 1, Heads);
        sheet.SetWidths(1, 34, 44, 14, 14, 14, 16);
        (sheet.FrozenRows, sheet.FrozenColumns) = (PlanTabs.HeadRow, 1);
        var row = PlanTabs.FirstRow;
        var series = new List<(string Name, ChartMark Mark, int First, int Last)>();
        foreach (var group in ParetoPoints.Of(tabs.Source).Where(group => group.Points.Length > 0))
        {
            var first = row;
            foreach (var point in group.Points)
            {
                Fill(tabs, row++, group.Name, point);
            }

            series.Add((group.Name, group.IsFront ? ChartMark.LineWithPoints : ChartMark.Points, first, row - 1));
        }

        if (series.Count == 0)
        {
            sheet.Text(row, 1, "No row serves its load.");
            sheet.Tables.Add(sheet.Range(PlanTabs.HeadRow, 1, row, Heads.Length));
            return;
        }

        sheet.Tables.Add(sheet.Range(PlanTabs.HeadRow, 1, row - 1, Heads.Length));
        var limit = Limit(tabs, row);
        foreach (var (column, title) in new[] { (4, "What a user sees against what a GPU delivers"), (5, "What a user sees against what tokens cost"), (6, "What a user sees against what a megawatt delivers") })
        {
            if (series.Any(line => Enumerable.Range(line.First, line.Last - line.First + 1).Any(at => sheet.At(at, column) is not null)))
            {
                ImmutableArray<SheetChart.Line> lines = [.. series.Select(line => new SheetChart.Line(line.Name, line.Mark, sheet.Range(line.First, 3, line.Last, 3), sheet.Range(line.First, column, line.Last, column)))];
                sheet.Add(Heads.Length + 2, new SheetChart.Scatter(title, Heads[2], Heads[column - 1], limit is null ? lines : lines.Add(new("limit", ChartMark.Line, limit, sheet.Range(limit.Top, column, limit.Bottom, column)))) { IsLogarithmic = column == DollarColumn });
            }
        }
    }

    /// <summary>The least speed the service level allows, as a line from the bottom to the top of every chart.</summary>
    private static CellRange? Limit(PlanTabs tabs, int row)
    {
        var (sheet, source) = (tabs.Pareto, tabs.Source);
        if (source.Results[source.Chosen].Row.Scenario?.ServiceLevel.TimePerOutputToken is not { } most)
        {
            return null;
        }

        for (var i = 0; i < 2; i++)
        {
            sheet.Text(row + 1 + i, 1, "limit");
            sheet.Text(row + 1 + i, 2, $"time per output token of at most {most}");
            sheet.Number(row + 1 + i, 3, 1 / most.Total, CellFormat.Tenths);
            for (var column = 4; column <= 6; column++)
            {
                // Dollars have a logarithmic axis, which has no zero.
                var values = sheet.Range(PlanTabs.FirstRow, column, row - 1, column);
                sheet.Compute(row + 1 + i, column, i == 1 ? Max(values) : column == DollarColumn ? Min(values) : 0.0, column == DollarColumn ? CellFormat.FineDollars : CellFormat.Whole);
            }
        }

        return sheet.Range(row + 1, 3, row + 2, 3);
    }

    private static void Fill(PlanTabs tabs, int row, string series, ParetoPoint point)
    {
        var sheet = tabs.Pareto;
        sheet.Text(row, 1, series);
        sheet.Text(row, 2, point.Name);
        if (point.Result is { } result)
        {
            sheet.Compute(row, 3, tabs.Cell("tok_s_user", result), CellFormat.Tenths);
            sheet.Compute(row, 4, tabs.Cell("output_tput_per_gpu", result), CellFormat.Tenths);
            if (point.UsdPerMillionTokens is not null)
            {
                sheet.Compute(row, 5, tabs.Cell("usd_per_mtok_total", result), CellFormat.FineDollars);
            }

            sheet.Compute(row, 6, tabs.Cell("tok_s_per_mw", result), CellFormat.Whole);
            return;
        }

        sheet.Number(row, 3, point.TokensPerSecondPerUser, CellFormat.Tenths);
        sheet.Number(row, 4, point.TokensPerSecondPerAccelerator, CellFormat.Tenths);
        if (point.UsdPerMillionTokens is { } usd)
        {
            // Found at the price of the search; follows the inputs with the price of a row on the same machine.
            var same = Enumerable.Range(0, tabs.Source.Results.Count)
                .FirstOrDefault(i => tabs.Source.Results[i].Row.Scenario?.System == point.System && tabs.Source.Results[i].Economics?.Price?.Total > 0, -1);
            if (same >= 0)
            {
                sheet.Compute(row, 5, usd * (Formula)tabs.Cell("price_usd_per_gpu_hour_used", same) / tabs.Cell(ResultsTab.PriceAsRun, same), CellFormat.FineDollars);
            }
            else
            {
                sheet.Number(row, 5, usd, CellFormat.FineDollars);
            }
        }

        sheet.Number(row, 6, point.TokensPerSecondPerMegawatt, CellFormat.Whole);
    }
}
