namespace InferenceModel.Reports;

/// <summary>A figure with what it was made of.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The figure, as people read it.</param>
/// <param name="Source">How it comes about and where its parts come from.</param>
public sealed record ExplainedFigure(string Name, string Value, string Source);
