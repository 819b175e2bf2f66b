using System.Globalization;
using InferenceModel.Reports.Workbook;

namespace InferenceModel.Reports.Plans;

/// <summary>The scenarios as they were written.</summary>
internal static class ScenariosTab
{
    /// <summary>Fills the tab.</summary>
    /// <param name="tabs">The tabs.</param>
    public static void Fill(PlanTabs tabs)
    {
        var (sheet, columns) = (tabs.Scenarios, Heads(tabs.Source.Columns));
        sheet.Heads(PlanTabs.HeadRow, 1, columns);
        for (var i = 0; i < tabs.Source.Results.Count; i++)
        {
            var cells = tabs.Source.Results[i].Row.Cells;
            for (var column = 0; column < columns.Count; column++)
            {
                Put(sheet, PlanTabs.FirstRow + i, column + 1, column < cells.Length ? cells[column] : string.Empty);
            }
        }

        foreach (var (i, head) in columns.Index())
        {
            sheet.SetWidths(i + 1, Math.Clamp(tabs.Source.Results.Max(result => i < result.Row.Cells.Length ? result.Row.Cells[i].Length : 0) + 2, Math.Min(14, head.Length + 4), 42));
        }

        var table = sheet.Range(PlanTabs.HeadRow, 1, Math.Max(tabs.LastRow, PlanTabs.FirstRow), columns.Count);
        sheet.Tables.Add(table);
        sheet.FilterTable = ("Scenarios", table);
        (sheet.FrozenRows, sheet.FrozenColumns) = (PlanTabs.HeadRow, 1);
    }

    /// <summary>Heads of a table: none empty and none twice, as spreadsheets demand.</summary>
    /// <param name="columns">Columns of the file.</param>
    public static List<string> Heads(IEnumerable<string> columns)
    {
        var heads = new List<string>();
        foreach (var column in columns)
        {
            var (name, count) = (column.Length > 0 ? SharedTexts.Readable(column) : "column", 1);
            while (heads.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{column} ({++count})");
            }

            heads.Add(name);
        }

        return heads;
    }

    /// <summary>A cell of a file: a number where it is written as one, else a text, whatever it begins with.</summary>
    private static void Put(Sheet sheet, int row, int column, string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number.ToString("R", CultureInfo.InvariantCulture) == text)
        {
            sheet.Number(row, column, number, CellFormat.General);
        }
        else
        {
            sheet.Text(row, column, text);
        }
    }
}
