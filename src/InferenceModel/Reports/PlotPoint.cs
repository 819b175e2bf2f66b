namespace InferenceModel.Reports;

/// <summary>A point of a plot. The default value is an unnamed point at the origin.</summary>
/// <param name="X">Across.</param>
/// <param name="Y">Up.</param>
/// <param name="Name">What it stands for.</param>
public readonly record struct PlotPoint(double X, double Y, string Name);
