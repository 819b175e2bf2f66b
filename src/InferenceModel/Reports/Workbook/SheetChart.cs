using System.Collections.Immutable;
using InferenceModel.Reports.Charts;

namespace InferenceModel.Reports.Workbook;

/// <summary>A chart of cells.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Across">Name of the axis across, with its unit; of the axis up where columns lie.</param>
/// <param name="Up">Name of the axis up, with its unit.</param>
/// <param name="Series">What is drawn.</param>
public abstract record SheetChart(string Title, string Across, string Up, ImmutableArray<SheetChart.Line> Series)
{
    /// <summary>Rows of cells a chart covers.</summary>
    public const int Rows = 23;

    /// <summary>Points over two axes of numbers.</summary>
    /// <param name="Title">What it shows.</param>
    /// <param name="Across">Name of the axis across, with its unit.</param>
    /// <param name="Up">Name of the axis up, with its unit.</param>
    /// <param name="Series">What is drawn; each has values across.</param>
    public sealed record Scatter(string Title, string Across, string Up, ImmutableArray<Line> Series) : SheetChart(Title, Across, Up, Series)
    {
        /// <summary>Whether equal ratios take equal room on the axis up.</summary>
        public bool IsLogarithmic { get; init; }
    }

    /// <summary>Columns or lines over categories.</summary>
    /// <param name="Title">What it shows.</param>
    /// <param name="Across">Name of the axis across.</param>
    /// <param name="Up">Name of the axis up, with its unit.</param>
    /// <param name="Series">What is drawn; lines where the mark is a line, columns where it is points.</param>
    /// <param name="Categories">Names of the columns.</param>
    /// <param name="Stacking">How columns of one category stand.</param>
    public sealed record Columns(string Title, string Across, string Up, ImmutableArray<Line> Series, CellRange Categories, ColumnStacking Stacking)
        : SheetChart(Title, Across, Up, Series)
    {
        /// <summary>Name of a second axis up, which lines then use; null where all share one.</summary>
        public string? SecondUp { get; init; }
    }

    /// <summary>One series.</summary>
    /// <param name="Name">Its name in the legend.</param>
    /// <param name="Mark">How it is drawn.</param>
    /// <param name="AcrossValues">Values across; null over categories.</param>
    /// <param name="UpValues">Values up.</param>
    public sealed record Line(string Name, ChartMark Mark, CellRange? AcrossValues, CellRange UpValues);
}
