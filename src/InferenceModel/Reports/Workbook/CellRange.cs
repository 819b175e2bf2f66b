namespace InferenceModel.Reports.Workbook;

/// <summary>A rectangle of cells of one sheet.</summary>
/// <param name="Sheet">Name of the sheet.</param>
/// <param name="Top">First row, from 1.</param>
/// <param name="Left">First column, from 1.</param>
/// <param name="Bottom">Last row.</param>
/// <param name="Right">Last column.</param>
public sealed record CellRange(string Sheet, int Top, int Left, int Bottom, int Right)
{
    /// <summary>The range of one cell.</summary>
    /// <param name="cell">The cell.</param>
    public static CellRange Of(CellAddress cell) => new(cell.Sheet, cell.Row, cell.Column, cell.Row, cell.Column);

    /// <summary>Its cells, row by row.</summary>
    public IEnumerable<CellAddress> Cells =>
        from row in Enumerable.Range(Top, Bottom - Top + 1)
        from column in Enumerable.Range(Left, Right - Left + 1)
        select new CellAddress(Sheet, row, column);

    /// <summary>Rows.</summary>
    public int Rows => Bottom - Top + 1;

    /// <summary>Columns.</summary>
    public int Columns => Right - Left + 1;

    /// <summary>The range within its sheet, such as B7:C9.</summary>
    public string Local => Ends(cell => cell.Local);

    /// <summary>The range as names, charts and print settings write it: with its sheet, and fixed.</summary>
    public string Absolute => CellAddress.Prefix(Sheet) + Fixed;

    /// <summary>The range within its sheet that does not move when it is copied.</summary>
    public string Fixed => Ends(cell => cell.Fixed);

    /// <summary>One column of it.</summary>
    /// <param name="offset">Columns from the first.</param>
    public CellRange Column(int offset) => this with { Left = Left + offset, Right = Left + offset };

    private string Ends(Func<CellAddress, string> text)
    {
        var (first, last) = (text(new CellAddress(Sheet, Top, Left)), text(new CellAddress(Sheet, Bottom, Right)));
        return first == last ? first : $"{first}:{last}";
    }
}
