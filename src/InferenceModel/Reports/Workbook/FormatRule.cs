namespace InferenceModel.Reports.Workbook;

/// <summary>A colour that follows values.</summary>
/// <param name="Range">The cells it colours.</param>
public abstract record FormatRule(CellRange Range)
{
    /// <summary>From red over yellow to green.</summary>
    /// <param name="Range">The cells.</param>
    /// <param name="MoreIsBetter">Whether the largest is green.</param>
    public sealed record Scale(CellRange Range, bool MoreIsBetter) : FormatRule(Range);

    /// <summary>A signal where a condition holds.</summary>
    /// <param name="Range">The cells.</param>
    /// <param name="Condition">The condition of the first cell; it moves along with the others.</param>
    /// <param name="Signal">The colour.</param>
    public sealed record Where(CellRange Range, Formula Condition, Signal Signal) : FormatRule(Range);
}
