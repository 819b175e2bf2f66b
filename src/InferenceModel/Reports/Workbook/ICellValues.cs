namespace InferenceModel.Reports.Workbook;

/// <summary>Where formulas look values up: a book, or in tests a few cells.</summary>
public interface ICellValues
{
    /// <summary>What a cell shows.</summary>
    /// <param name="cell">The cell; one that was never filled shows nothing.</param>
    CellValue ValueOf(CellAddress cell);

    /// <summary>The cells a name stands for.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is no such name.</exception>
    CellRange Named(string name);
}
