using System.Collections.Immutable;

namespace InferenceModel.Reports.Charts;

/// <summary>Colours of series, in order: those of Okabe and Ito (Color Universal Design, 2008), which people with any colour vision tell apart.</summary>
public static class ChartColours
{
    /// <summary>On white.</summary>
    public static ImmutableArray<string> Light { get; } = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B8860B", "#3A9BDC", "#7F3C8D", "#5F6B6D"];

    /// <summary>The same hues on black.</summary>
    public static ImmutableArray<string> Dark { get; } = ["#56B4E9", "#FF8C42", "#2FC79A", "#E8A5CB", "#F0C300", "#9AD0F5", "#C38BD1", "#B4BEC0"];

    /// <summary>The place of a series' colour.</summary>
    /// <param name="series">The series, from 0.</param>
    public static int Place(int series) => series % Light.Length;
}
