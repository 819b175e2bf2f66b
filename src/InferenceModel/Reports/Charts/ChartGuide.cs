namespace InferenceModel.Reports.Charts;

/// <summary>A dashed line that helps to read a chart.</summary>
/// <param name="Label">What it says.</param>
public abstract record ChartGuide(string Label)
{
    /// <summary>A line of one value across, such as a limit on what a user sees.</summary>
    /// <param name="X">The value.</param>
    /// <param name="Label">What it says.</param>
    public sealed record Vertical(double X, string Label) : ChartGuide(Label);

    /// <summary>A line of one value up.</summary>
    /// <param name="Y">The value.</param>
    /// <param name="Label">What it says.</param>
    public sealed record Horizontal(double Y, string Label) : ChartGuide(Label);

    /// <summary>The line y = factor x, such as a prediction that equals a measurement. Straight where both axes are alike.</summary>
    /// <param name="Factor">Above zero.</param>
    /// <param name="Label">What it says.</param>
    public sealed record Diagonal(double Factor, string Label) : ChartGuide(Label);
}
