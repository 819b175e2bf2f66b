namespace InferenceModel.Reports.Workbook;

/// <summary>A workbook while it is filled: its tabs, the names of cells, and what every formula comes to.</summary>
public sealed class Book : ICellValues
{
    private readonly Dictionary<string, Sheet> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<CellAddress, CellValue?> computed = [];
    private readonly SortedDictionary<string, CellRange> names = new(StringComparer.Ordinal);

    /// <summary>Tabs, in order.</summary>
    public List<Sheet> Sheets { get; } = [];

    /// <summary>Defined names, in order of the alphabet.</summary>
    public IReadOnlyDictionary<string, CellRange> Names => names;

    /// <summary>Adds a tab.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="title">What its first row says.</param>
    /// <param name="note">What its second row says.</param>
    public Sheet Add(string name, string title, string note)
    {
        var sheet = new Sheet(name);
        byName.Add(name, sheet);
        Sheets.Add(sheet);
        sheet.Text(1, 1, title, CellRole.Title);
        sheet.Text(2, 1, note, CellRole.Note);
        return sheet;
    }

    /// <summary>Names a cell or range for formulas.</summary>
    /// <param name="name">The name.</param>
    /// <param name="range">The cells.</param>
    /// <returns>The formula that stands for them.</returns>
    public Formula Name(string name, CellRange range)
    {
        names.Add(name, range);
        return Formula.Name(name);
    }

    /// <inheritdoc />
    public CellRange Named(string name) => names[name];

    /// <inheritdoc />
    public CellValue ValueOf(CellAddress cell) => byName[cell.Sheet].At(cell.Row, cell.Column) is { } found ? ValueOf(cell, found) : default;

    /// <summary>How a cell is shown.</summary>
    /// <param name="cell">The cell.</param>
    internal CellFormat FormatOf(CellAddress cell) => byName[cell.Sheet].At(cell.Row, cell.Column)?.Style.Format ?? CellFormat.General;

    /// <summary>What a cell shows.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="cell">The cell.</param>
    /// <exception cref="InvalidOperationException">Formulas go round in a circle.</exception>
    internal CellValue ValueOf(CellAddress address, Cell cell)
    {
        if (cell.Formula is not { } formula)
        {
            return cell.Value;
        }

        if (computed.TryGetValue(address, out var known))
        {
            return known ?? throw new InvalidOperationException($"{address.Sheet}!{address.Local} refers to itself.");
        }

        computed[address] = null;
        try
        {
            var value = formula.Evaluate(this);
            computed[address] = value;
            return value;
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or InvalidOperationException)
        {
            throw new InvalidOperationException($"{address.Sheet}!{address.Local} = {formula.Text(address.Sheet)}: {exception.Message}", exception);
        }
    }
}
