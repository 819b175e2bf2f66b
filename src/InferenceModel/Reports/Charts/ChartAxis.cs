namespace InferenceModel.Reports.Charts;

/// <summary>An axis of a chart.</summary>
/// <param name="Label">What it shows, with the unit.</param>
/// <param name="IsLogarithmic">Whether equal ratios take equal room; values that are not above zero are then left out.</param>
public sealed record ChartAxis(string Label, bool IsLogarithmic = false);
