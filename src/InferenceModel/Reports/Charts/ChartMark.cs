namespace InferenceModel.Reports.Charts;

/// <summary>How a series is drawn.</summary>
public enum ChartMark
{
    /// <summary>A dot for every point.</summary>
    Points,

    /// <summary>A line through the points, in their order.</summary>
    Line,

    /// <summary>Both.</summary>
    LineWithPoints,
}
