using System.Collections.Immutable;

namespace InferenceModel.Reports.Workbook;

/// <summary>What may be typed into a cell.</summary>
/// <param name="Cell">The cell.</param>
public abstract record InputRule(CellAddress Cell)
{
    /// <summary>One of some words.</summary>
    /// <param name="Cell">The cell.</param>
    /// <param name="Words">The words, without commas.</param>
    public sealed record OneOf(CellAddress Cell, ImmutableArray<string> Words) : InputRule(Cell);

    /// <summary>The value of a cell of a range.</summary>
    /// <param name="Cell">The cell.</param>
    /// <param name="Range">The range.</param>
    public sealed record FromRange(CellAddress Cell, CellRange Range) : InputRule(Cell);

    /// <summary>A number between two.</summary>
    /// <param name="Cell">The cell.</param>
    /// <param name="Least">The least.</param>
    /// <param name="Most">The most.</param>
    public sealed record Between(CellAddress Cell, double Least, double Most) : InputRule(Cell);
}
