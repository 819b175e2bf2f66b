namespace InferenceModel.Reports;

/// <summary>A column of a list: its name for machines and its head for people.</summary>
/// <param name="Name">Member in JSON, with the unit.</param>
/// <param name="Head">Head in a table; null where the column is for machines only.</param>
public sealed record CatalogColumn(string Name, string? Head);
