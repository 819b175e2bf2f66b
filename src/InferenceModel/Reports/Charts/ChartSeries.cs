using System.Collections.Immutable;

namespace InferenceModel.Reports.Charts;

/// <summary>Points of one kind.</summary>
/// <param name="Name">Name in the legend; empty leaves it out of the legend.</param>
/// <param name="Mark">How it is drawn.</param>
/// <param name="Points">The points; a point's name shows where the picture can (the tooltip of a vector graphic).</param>
public sealed record ChartSeries(string Name, ChartMark Mark, ImmutableArray<PlotPoint> Points);
