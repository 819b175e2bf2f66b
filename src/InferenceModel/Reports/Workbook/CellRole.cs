namespace InferenceModel.Reports.Workbook;

/// <summary>What a cell is for, which gives it its looks.</summary>
public enum CellRole
{
    /// <summary>A value.</summary>
    Plain,

    /// <summary>The name of a sheet, at its top.</summary>
    Title,

    /// <summary>A remark.</summary>
    Note,

    /// <summary>The head of a column.</summary>
    Head,

    /// <summary>What stands beside a value.</summary>
    Label,

    /// <summary>A value that people may change: blue, by the custom of financial models.</summary>
    Input,

    /// <summary>A figure that answers the question.</summary>
    Key,

    /// <summary>A longer text over several lines.</summary>
    Wrapped,
}
