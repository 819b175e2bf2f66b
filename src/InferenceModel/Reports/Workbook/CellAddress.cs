using System.Globalization;

namespace InferenceModel.Reports.Workbook;

/// <summary>One cell of a workbook.</summary>
/// <param name="Sheet">Name of its sheet.</param>
/// <param name="Row">Row, from 1.</param>
/// <param name="Column">Column, from 1.</param>
public readonly record struct CellAddress(string Sheet, int Row, int Column)
{
    private const int Letters = 26;

    /// <summary>The letters of a column: 1 is A, 27 is AA.</summary>
    /// <param name="column">Column, from 1.</param>
    public static string ColumnName(int column)
    {
        var name = string.Empty;
        for (var rest = column; rest > 0; rest = (rest - 1) / Letters)
        {
            name = (char)('A' + ((rest - 1) % Letters)) + name;
        }

        return name;
    }

    /// <summary>The address within its sheet, such as B7.</summary>
    public string Local => string.Create(CultureInfo.InvariantCulture, $"{ColumnName(Column)}{Row}");

    /// <summary>The address within its sheet that does not move when it is copied, such as $B$7.</summary>
    public string Fixed => string.Create(CultureInfo.InvariantCulture, $"${ColumnName(Column)}${Row}");

    /// <summary>How formulas write the name of a sheet, with the mark that ends it.</summary>
    /// <param name="sheet">The sheet.</param>
    public static string Prefix(string sheet) => sheet.All(char.IsAsciiLetter) ? sheet + "!" : $"'{sheet.Replace("'", "''", StringComparison.Ordinal)}'!";
}
