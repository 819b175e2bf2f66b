using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Catalog;

namespace InferenceModel.Scenarios;

/// <summary>Checks that need no meaning of a column: names that are there once, rows of the right width, cells no spreadsheet would run.</summary>
internal static class RowChecks
{
    private const int LongestCell = 32_768;

    /// <summary>The places of the columns of a header; empty names, formulas and repeated names are reported.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">Column names.</param>
    /// <param name="required">Columns every file has.</param>
    /// <param name="findings">Takes the faults.</param>
    public static Dictionary<string, int> Header(string path, ImmutableArray<string> header, IEnumerable<string> required, FindingList findings)
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < header.Length; i++)
        {
            var name = header[i];
            if (name.Length == 0 || IsFormula(name))
            {
                findings.Add(new Finding(path, 1, i + 1, "header", Finding.Shorten(name), "a column name"));
            }
            else if (!columns.TryAdd(name, i))
            {
                findings.Add(new Finding(path, 1, i + 1, "header", name, "each column once"));
            }
        }

        foreach (var name in required.Where(name => !columns.ContainsKey(name)))
        {
            findings.Add(new Finding(path, 1, 0, "header", string.Empty, $"a column '{name}'; it is missing"));
        }

        return columns;
    }

    /// <summary>Reports a row of another width, and cells a spreadsheet would run or that are too long.</summary>
    /// <param name="path">The file.</param>
    /// <param name="line">Line the row begins on.</param>
    /// <param name="width">Cells of the header.</param>
    /// <param name="cells">The row.</param>
    /// <param name="findings">Takes the faults.</param>
    public static void Row(string path, int line, int width, string[] cells, FindingList findings)
    {
        if (cells.Length != width)
        {
            findings.Add(new Finding(path, line, 0, "row", string.Empty, string.Create(CultureInfo.InvariantCulture, $"{width} cells as in the header; it has {cells.Length}")));
        }

        for (var i = 0; i < cells.Length; i++)
        {
            if (IsFormula(cells[i]))
            {
                findings.Add(new Finding(path, line, i + 1, "cell", Finding.Shorten(cells[i]), "text that a spreadsheet would not run: it begins with one of = + - @ and is no number"));
            }
            else if (cells[i].Length > LongestCell)
            {
                findings.Add(new Finding(path, line, i + 1, "cell", Finding.Shorten(cells[i]), string.Create(CultureInfo.InvariantCulture, $"at most {LongestCell} characters")));
            }
        }
    }

    /// <summary>A spreadsheet runs a cell that begins so; a number with a sign is harmless.</summary>
    private static bool IsFormula(string cell) =>
        cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r'
        && !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
