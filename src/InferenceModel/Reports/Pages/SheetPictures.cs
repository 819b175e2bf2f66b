using System.Collections.Immutable;
using System.Xml.Linq;
using InferenceModel.Reports.Charts;
using InferenceModel.Reports.Workbook;

namespace InferenceModel.Reports.Pages;

/// <summary>Charts of cells as vector graphics of their values.</summary>
internal static class SheetPictures
{
    /// <summary>The picture of a chart.</summary>
    /// <param name="book">Where its values are.</param>
    /// <param name="chart">The chart.</param>
    public static XElement Of(Book book, SheetChart chart) => chart switch
    {
        SheetChart.Scatter scatter => SvgChart.Element(Points(book, scatter)),
        SheetChart.Columns columns => SvgColumns.Element(Columns(book, columns)),
        _ => throw new InvalidOperationException($"No such chart as {chart}."),
    };

    private static Chart Points(Book book, SheetChart.Scatter chart) => new(
        chart.Title,
        new ChartAxis(chart.Across),
        new ChartAxis(chart.Up, chart.IsLogarithmic),
        [.. chart.Series.Select(line => new ChartSeries(line.Name, line.Mark, [.. line.AcrossValues!.Cells.Zip(line.UpValues.Cells)
            .Select(cells => (X: book.ValueOf(cells.First).Number, Y: book.ValueOf(cells.Second).Number, Name: NameOf(book, line.AcrossValues, cells.First)))
            .Where(point => point is { X: not null, Y: not null }).Select(point => new PlotPoint(point.X!.Value, point.Y!.Value, point.Name))]))]);

    /// <summary>What stands left of a point's cells, where that is a name.</summary>
    private static string NameOf(Book book, CellRange range, CellAddress cell) =>
        range.Left > 1 ? book.ValueOf(cell with { Column = range.Left - 1 }).Text ?? string.Empty : string.Empty;

    private static ColumnChart Columns(Book book, SheetChart.Columns chart) => new(
        chart.Title,
        chart.Across,
        chart.Up,
        [.. chart.Categories.Cells.Select(cell => CellFormats.Text(book.ValueOf(cell), book.FormatOf(cell)))],
        [.. chart.Series.Select(line => (line.Name, line.UpValues.Cells.Select(cell => book.ValueOf(cell).Number ?? 0).ToImmutableArray(), line.Mark != ChartMark.Points))])
    {
        IsStacked = chart.Stacking == ColumnStacking.Stacked, IsLying = chart.Stacking == ColumnStacking.Lying, SecondUp = chart.SecondUp,
    };
}
