namespace InferenceModel.Reports.Workbook;

/// <summary>How tabs are printed: the tables on pages of their own, then every chart on a page of its own.</summary>
internal static class PrintSettings
{
    /// <summary>Columns a chart covers.</summary>
    public const int ChartColumns = 10;

    private const int MostColumnsOnePage = 16;
    private const int MostLinesOnePage = 55;
    private const int NoteWidth = 110;
    private const double LargeLetters = 1.5;

    /// <summary>Whether a tab has more columns than a page can show legibly; it then goes over several pages.</summary>
    /// <param name="sheet">The tab.</param>
    public static bool IsWide(Sheet sheet) => sheet.ColumnCount > MostColumnsOnePage;

    /// <summary>Whether a tab without charts is a little too long for a page and is made to fit.</summary>
    /// <param name="sheet">The tab.</param>
    public static bool IsOnePage(Sheet sheet) => sheet.Charts.Count == 0 && Enumerable.Range(1, sheet.RowCount).Sum(row => row <= MostLinesOnePage ? LinesOf(sheet, row) : 1) <= MostLinesOnePage;

    /// <summary>The parts of a tab that are printed, each from a new page.</summary>
    /// <param name="sheet">The tab.</param>
    public static string Areas(Sheet sheet) => string.Join(',',
        sheet.Charts.Select(chart => sheet.Range(chart.Corner.Row, chart.Corner.Column, chart.Corner.Row + SheetChart.Rows - 1, chart.Corner.Column + ChartColumns - 1))
            .Prepend(sheet.Range(1, 1, sheet.RowCount, Math.Max(sheet.ColumnCount, NoteColumns(sheet)))).Select(range => range.Absolute));

    /// <summary>Rows and columns repeated on every page; null where nothing is frozen.</summary>
    /// <param name="sheet">The tab.</param>
    public static string? Titles(Sheet sheet)
    {
        if (sheet.FrozenRows == 0)
        {
            return null;
        }

        var prefix = CellAddress.Prefix(sheet.Name);
        var rows = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{prefix}$1:${sheet.FrozenRows}");
        return IsWide(sheet) && sheet.FrozenColumns > 0 ? $"{prefix}$A:${CellAddress.ColumnName(sheet.FrozenColumns)},{rows}" : rows;
    }

    /// <summary>Columns over which the note below the title runs.</summary>
    /// <param name="sheet">The tab.</param>
    public static int NoteColumns(Sheet sheet)
    {
        var (columns, width) = (0, 0.0);
        while (width < NoteWidth && (columns < sheet.ColumnCount || columns < 2))
        {
            width += sheet.WidthOf(++columns);
        }

        return columns;
    }

    /// <summary>Lines of plain text that a row is high: what its wrapped cells and its large letters need.</summary>
    /// <param name="sheet">The tab.</param>
    /// <param name="row">Row, from 1.</param>
    public static double LinesOf(Sheet sheet, int row)
    {
        var lines = 1.0;
        for (var column = 1; column <= sheet.ColumnCount; column++)
        {
            if (sheet.At(row, column) is not { Style.Role: var role } cell)
            {
                continue;
            }

            if (role is CellRole.Title or CellRole.Key)
            {
                lines = Math.Max(lines, LargeLetters);
            }
            else if (role is CellRole.Wrapped or CellRole.Head or CellRole.Note && cell.Value.Text is { } text)
            {
                var width = WidthOf(sheet, row, column);
                lines = Math.Max(lines, text.Split('\n').Sum(part => LinesOf(part, width)));
            }
        }

        return lines;
    }

    /// <summary>Width of a cell, of all it is merged with included.</summary>
    private static double WidthOf(Sheet sheet, int row, int column)
    {
        var last = row == 2 && column == 1 ? NoteColumns(sheet) : sheet.Merges.FirstOrDefault(range => range.Top == row && range.Left == column)?.Right ?? column;
        return Enumerable.Range(column, last - column + 1).Sum(sheet.WidthOf);
    }

    /// <summary>Lines of a text that breaks between words.</summary>
    private static int LinesOf(string text, double width)
    {
        var (lines, used) = (1, 0);
        foreach (var word in text.Split(' '))
        {
            if (used > 0 && used + 1 + word.Length > width)
            {
                (lines, used) = (lines + 1, 0);
            }

            used += (used > 0 ? 1 : 0) + word.Length;
            lines += (int)(used / Math.Max(1, width + 0.5)) > 0 && word.Length > width ? 1 : 0;
        }

        return lines;
    }
}
