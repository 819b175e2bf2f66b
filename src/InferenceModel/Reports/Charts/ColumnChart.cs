using System.Collections.Immutable;

namespace InferenceModel.Reports.Charts;

/// <summary>Columns over categories, with lines over them, as data; <see cref="SvgColumns"/> draws it.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Across">What the categories are.</param>
/// <param name="Up">What the columns measure, with the unit.</param>
/// <param name="Categories">Names, in order.</param>
/// <param name="Series">A name, values in the order of the categories, and whether it is a line.</param>
public sealed record ColumnChart(
    string Title, string Across, string Up, ImmutableArray<string> Categories, ImmutableArray<(string Name, ImmutableArray<double> Values, bool IsLine)> Series)
{
    /// <summary>Whether columns of one category stand on each other.</summary>
    public bool IsStacked { get; init; }

    /// <summary>Whether columns lie, both ends of a bar around zero.</summary>
    public bool IsLying { get; init; }

    /// <summary>What lines measure on an axis of their own at the right; null where they share that of the columns.</summary>
    public string? SecondUp { get; init; }
}
