namespace InferenceModel.Reports.Workbook;

/// <summary>How columns of one category stand.</summary>
public enum ColumnStacking
{
    /// <summary>Side by side.</summary>
    Beside,

    /// <summary>On top of each other.</summary>
    Stacked,

    /// <summary>Lying, and over each other: both ends of a bar around zero.</summary>
    Lying,
}
