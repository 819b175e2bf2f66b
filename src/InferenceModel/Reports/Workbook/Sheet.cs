namespace InferenceModel.Reports.Workbook;

/// <summary>One tab while it is filled: cells, and how they are shown and printed.</summary>
/// <param name="name">Its name, at most 31 characters.</param>
public sealed class Sheet(string name)
{
    private const double DefaultWidth = 12;
    private readonly List<Cell?[]> rows = [];
    private readonly SortedDictionary<int, double> widths = [];

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Rows at the top that stay when the sheet is scrolled.</summary>
    public int FrozenRows { get; set; }

    /// <summary>Columns at the left that stay when the sheet is scrolled.</summary>
    public int FrozenColumns { get; set; }

    /// <summary>Rectangles with a head row, in order: what a page shows as tables.</summary>
    public List<CellRange> Tables { get; } = [];

    /// <summary>The table that people may sort and filter, by its name in formulas; null for none.</summary>
    public (string Name, CellRange Range)? FilterTable { get; set; }

    /// <summary>Cells of a row that are shown as one; the first holds the text.</summary>
    public List<CellRange> Merges { get; } = [];

    /// <summary>Colours that follow values.</summary>
    public List<FormatRule> FormatRules { get; } = [];

    /// <summary>What may be typed.</summary>
    public List<InputRule> InputRules { get; } = [];

    /// <summary>Charts, each with the cell of its upper left corner.</summary>
    public List<(CellAddress Corner, SheetChart Chart)> Charts { get; } = [];

    /// <summary>Rows filled.</summary>
    public int RowCount => rows.Count;

    /// <summary>Columns filled.</summary>
    public int ColumnCount { get; private set; }

    /// <summary>Widths of columns in characters, by column.</summary>
    public IReadOnlyDictionary<int, double> Widths => widths;

    /// <summary>Width of a column in characters.</summary>
    /// <param name="column">Column, from 1.</param>
    public double WidthOf(int column) => widths.TryGetValue(column, out var width) ? width : DefaultWidth;

    /// <summary>Sets widths of columns from a first one on.</summary>
    /// <param name="first">The first column.</param>
    /// <param name="characters">Widths.</param>
    public void SetWidths(int first, params ReadOnlySpan<double> characters)
    {
        for (var i = 0; i < characters.Length; i++)
        {
            widths[first + i] = characters[i];
        }
    }

    /// <summary>A cell by its place; null where nothing was filled in.</summary>
    /// <param name="row">Row, from 1.</param>
    /// <param name="column">Column, from 1.</param>
    public Cell? At(int row, int column) => row <= rows.Count && column <= rows[row - 1].Length ? rows[row - 1][column - 1] : null;

    /// <summary>The address of a cell.</summary>
    /// <param name="row">Row, from 1.</param>
    /// <param name="column">Column, from 1.</param>
    public CellAddress Address(int row, int column) => new(name, row, column);

    /// <summary>A rectangle of the sheet.</summary>
    /// <param name="top">First row.</param>
    /// <param name="left">First column.</param>
    /// <param name="bottom">Last row.</param>
    /// <param name="right">Last column.</param>
    public CellRange Range(int top, int left, int bottom, int right) => new(name, top, left, bottom, right);

    /// <summary>Fills in a text. It stays a text, whatever sign it begins with.</summary>
    /// <param name="row">Row, from 1.</param>
    /// <param name="column">Column, from 1.</param>
    /// <param name="text">The text.</param>
    /// <param name="role">What it is for.</param>
    public CellAddress Text(int row, int column, string text, CellRole role = CellRole.Plain) =>
        Put(row, column, new Cell(CellValue.Of(text), null, new CellStyle(CellFormat.General, role)));

    /// <summary>Fills in a number, or leaves the cell empty where there is none.</summary>
    /// <param name="row">Row, from 1.</param>
    /// <param name="column">Column, from 1.</param>
    /// <param name="value">The number.</param>
    /// <param name="format">How it is shown.</param>
    /// <param name="role">What it is for.</param>
    public CellAddress Number(int row, int column, double? value, CellFormat format, CellRole role = CellRole.Plain) =>
        Put(row, column, new Cell(value is { } number && double.IsFinite(number) ? CellValue.Of(number) : default, null, new CellStyle(format, role)));

    /// <summary>Fills in a formula.</summary>
    /// <param name="row">Row, from 1.</param>
    /// <param name="column">Column, from 1.</param>
    /// <param name="formula">The formula.</param>
    /// <param name="format">How its value is shown.</param>
    /// <param name="role">What it is for.</param>
    public CellAddress Compute(int row, int column, Formula formula, CellFormat format, CellRole role = CellRole.Plain) =>
        Put(row, column, new Cell(default, formula, new CellStyle(format, role)));

    /// <summary>Fills in the heads of columns.</summary>
    /// <param name="row">Row, from 1.</param>
    /// <param name="column">First column, from 1.</param>
    /// <param name="heads">The heads.</param>
    public void Heads(int row, int column, params IEnumerable<string> heads)
    {
        foreach (var (i, head) in heads.Index())
        {
            Text(row, column + i, head, CellRole.Head);
        }
    }

    /// <summary>Adds a chart to the right of all cells, below the rows that stay and the charts already there.</summary>
    /// <param name="column">Its first column; one that no table reaches.</param>
    /// <param name="chart">The chart.</param>
    public void Add(int column, SheetChart chart) => Charts.Add((Address(FrozenRows + 1 + (Charts.Count * (SheetChart.Rows + 2)), column), chart));

    private CellAddress Put(int row, int column, Cell cell)
    {
        while (rows.Count < row)
        {
            rows.Add([]);
        }

        if (rows[row - 1].Length < column)
        {
            var wider = rows[row - 1];
            Array.Resize(ref wider, Math.Max(column, Math.Max(ColumnCount, 8)));
            rows[row - 1] = wider;
        }

        rows[row - 1][column - 1] = cell;
        ColumnCount = Math.Max(ColumnCount, column);
        return Address(row, column);
    }
}
