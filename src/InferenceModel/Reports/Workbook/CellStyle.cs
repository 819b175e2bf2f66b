namespace InferenceModel.Reports.Workbook;

/// <summary>How a cell looks. The default value is a plain value as it is.</summary>
/// <param name="Format">How its value is shown.</param>
/// <param name="Role">What it is for.</param>
public readonly record struct CellStyle(CellFormat Format, CellRole Role = CellRole.Plain);
