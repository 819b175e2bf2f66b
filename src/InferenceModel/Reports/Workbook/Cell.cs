namespace InferenceModel.Reports.Workbook;

/// <summary>A filled cell.</summary>
/// <param name="Value">Its value; where there is a formula, that computes it.</param>
/// <param name="Formula">Its formula, or null.</param>
/// <param name="Style">How it looks.</param>
public sealed record Cell(CellValue Value, Formula? Formula, CellStyle Style);
