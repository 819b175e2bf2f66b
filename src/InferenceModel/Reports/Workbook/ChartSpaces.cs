using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Drawing.Charts;
using InferenceModel.Reports.Charts;
using Plotted = DocumentFormat.OpenXml.Drawing.Charts;
using Shapes = DocumentFormat.OpenXml.Drawing;

namespace InferenceModel.Reports.Workbook;

/// <summary>Charts of cells in the words of Open XML.</summary>
/// <param name="book">Computes the values cached in a chart.</param>
internal sealed class ChartSpaces(Book book)
{
    private const uint AcrossId = 111;
    private const uint UpId = 112;
    private const uint SecondAcrossId = 113;
    private const uint SecondUpId = 114;
    private const int LineWidth = 22_225;
    private const double WithoutDecimals = 100;
    private const int GridWidth = 6_350;
    private const string Grey = "D5D9DE";

    /// <summary>The chart.</summary>
    /// <param name="chart">The chart as data.</param>
    public ChartSpace Make(SheetChart chart)
    {
        var area = new PlotArea(new Layout());
        foreach (var element in chart switch
        {
            SheetChart.Scatter scatter => Plot(scatter),
            SheetChart.Columns columns => Plot(columns),
            _ => throw new InvalidOperationException($"No such chart as {chart}."),
        })
        {
            area.Append(element);
        }

        var space = new ChartSpace(
            new RoundedCorners { Val = false },
            new Plotted.Chart(
                Heading(chart.Title, 1400),
                new AutoTitleDeleted { Val = false },
                area,
                new Plotted.Legend(new LegendPosition { Val = LegendPositionValues.Bottom }, new Overlay { Val = false }),
                new PlotVisibleOnly { Val = true },
                new DisplayBlanksAs { Val = DisplayBlanksAsValues.Gap }));
        space.AddNamespaceDeclaration("c", "http://schemas.openxmlformats.org/drawingml/2006/chart");
        space.AddNamespaceDeclaration("a", "http://schemas.openxmlformats.org/drawingml/2006/main");
        return space;
    }

    private IEnumerable<OpenXmlElement> Plot(SheetChart.Scatter chart)
    {
        var plot = new ScatterChart(new ScatterStyle { Val = ScatterStyleValues.LineMarker }, new VaryColors { Val = false });
        foreach (var (i, line) in chart.Series.Index())
        {
            var series = new ScatterChartSeries(new Plotted.Index { Val = (uint)i }, new Order { Val = (uint)i }, Named(line.Name), Stroke(i, line.Mark != ChartMark.Points), Marks(i, line.Mark));
            series.Append(new XValues(Numbers(line.AcrossValues!)), new YValues(Numbers(line.UpValues)), new Smooth { Val = false });
            plot.Append(series);
        }

        plot.Append(new AxisId { Val = AcrossId }, new AxisId { Val = UpId });
        return
        [
            plot,
            ValueAxisOf(AcrossId, UpId, AxisPositionValues.Bottom, chart.Across, AxisCodeOf(chart.Series[0].AcrossValues!)),
            ValueAxisOf(UpId, AcrossId, AxisPositionValues.Left, chart.IsLogarithmic ? $"{chart.Up}, logarithmic" : chart.Up, AxisCodeOf(chart.Series[0].UpValues), isLogarithmic: chart.IsLogarithmic),
        ];
    }

    private IEnumerable<OpenXmlElement> Plot(SheetChart.Columns chart)
    {
        var isLying = chart.Stacking == ColumnStacking.Lying;
        var columns = chart.Series.Index().Where(series => series.Item.Mark == ChartMark.Points).ToList();
        var lines = chart.Series.Index().Where(series => series.Item.Mark != ChartMark.Points).ToList();
        var isApart = chart.SecondUp is not null;
        if (columns.Count > 0)
        {
            yield return Bars(chart, columns, isLying);
        }

        if (lines.Count > 0)
        {
            yield return Lines(chart, lines, isApart ? SecondAcrossId : AcrossId, isApart ? SecondUpId : UpId);
        }

        yield return Categories(AcrossId, UpId, isLying ? AxisPositionValues.Left : AxisPositionValues.Bottom, chart.Across, CodeOf(chart.Categories), isShown: true, isLying);
        yield return ValueAxisOf(UpId, AcrossId, isLying ? AxisPositionValues.Bottom : AxisPositionValues.Left, chart.Up, AxisCodeOf(chart.Series[0].UpValues), isLying);
        if (chart.SecondUp is { } second)
        {
            yield return Categories(SecondAcrossId, SecondUpId, AxisPositionValues.Bottom, string.Empty, CodeOf(chart.Categories), isShown: false, isLying: false);
            yield return ValueAxisOf(SecondUpId, SecondAcrossId, AxisPositionValues.Right, second, AxisCodeOf(lines[0].Item.UpValues), isFar: true);
        }
    }

    private BarChart Bars(SheetChart.Columns chart, List<(int Index, SheetChart.Line Item)> columns, bool isLying)
    {
        var plot = new BarChart(
            new BarDirection { Val = isLying ? BarDirectionValues.Bar : BarDirectionValues.Column },
            new BarGrouping { Val = chart.Stacking == ColumnStacking.Stacked ? BarGroupingValues.Stacked : BarGroupingValues.Clustered },
            new VaryColors { Val = false });
        foreach (var (i, line) in columns)
        {
            plot.Append(new BarChartSeries(
                new Plotted.Index { Val = (uint)i }, new Order { Val = (uint)i }, Named(line.Name), new ChartShapeProperties(Solid(i)), new InvertIfNegative { Val = false },
                new CategoryAxisData(Named(chart.Categories)), new Values(Numbers(line.UpValues))));
        }

        plot.Append(new GapWidth { Val = 60 });
        if (chart.Stacking != ColumnStacking.Beside)
        {
            plot.Append(new Overlap { Val = 100 });
        }

        plot.Append(new AxisId { Val = AcrossId }, new AxisId { Val = UpId });
        return plot;
    }

    private LineChart Lines(SheetChart.Columns chart, List<(int Index, SheetChart.Line Item)> lines, uint across, uint up)
    {
        var plot = new LineChart(new Grouping { Val = GroupingValues.Standard }, new VaryColors { Val = false });
        foreach (var (i, line) in lines)
        {
            plot.Append(new LineChartSeries(
                new Plotted.Index { Val = (uint)i }, new Order { Val = (uint)i }, Named(line.Name), Stroke(i, isDrawn: true), Marks(i, line.Mark),
                new CategoryAxisData(Named(chart.Categories)), new Values(Numbers(line.UpValues)), new Smooth { Val = false }));
        }

        plot.Append(new ShowMarker { Val = true }, new AxisId { Val = across }, new AxisId { Val = up });
        return plot;
    }

    private static CategoryAxis Categories(uint id, uint crossing, AxisPositionValues position, string title, string code, bool isShown, bool isLying)
    {
        // The first bar of lying columns stands at the top.
        var axis = new CategoryAxis(
            new AxisId { Val = id }, new Scaling(new Orientation { Val = isLying ? OrientationValues.MaxMin : OrientationValues.MinMax }), new Delete { Val = !isShown }, new AxisPosition { Val = position });
        if (title.Length > 0)
        {
            axis.Append(Heading(title, 1000));
        }

        axis.Append(
            new NumberingFormat { FormatCode = code, SourceLinked = false }, new MajorTickMark { Val = TickMarkValues.None }, new MinorTickMark { Val = TickMarkValues.None },
            new TickLabelPosition { Val = TickLabelPositionValues.Low }, new CrossingAxis { Val = crossing }, new Crosses { Val = CrossesValues.AutoZero },
            new AutoLabeled { Val = false }, new LabelAlignment { Val = LabelAlignmentValues.Center }, new LabelOffset { Val = 100 }, new NoMultiLevelLabels { Val = true });
        return axis;
    }

    private static ValueAxis ValueAxisOf(uint id, uint crossing, AxisPositionValues position, string title, string code, bool isFar = false, bool isLogarithmic = false)
    {
        var scaling = isLogarithmic ? new Scaling(new LogBase { Val = 10 }, new Orientation { Val = OrientationValues.MinMax }) : new Scaling(new Orientation { Val = OrientationValues.MinMax });
        var axis = new ValueAxis(new AxisId { Val = id }, scaling, new Delete { Val = false }, new AxisPosition { Val = position });
        if (!isFar || position == AxisPositionValues.Bottom)
        {
            axis.Append(new MajorGridlines(new ChartShapeProperties(new Shapes.Outline(new Shapes.SolidFill(new Shapes.RgbColorModelHex { Val = Grey })) { Width = GridWidth })));
        }

        axis.Append(
            Heading(title, 1000), new NumberingFormat { FormatCode = code, SourceLinked = false }, new MajorTickMark { Val = TickMarkValues.Outside }, new MinorTickMark { Val = TickMarkValues.None },
            new TickLabelPosition { Val = position == AxisPositionValues.Left ? TickLabelPositionValues.Low : TickLabelPositionValues.NextTo }, new CrossingAxis { Val = crossing },
            new Crosses { Val = isFar ? CrossesValues.Maximum : CrossesValues.AutoZero }, new CrossBetween { Val = CrossBetweenValues.Between });
        return axis;
    }

    private static Title Heading(string text, int size) => new(
        new ChartText(new RichText(
            new Shapes.BodyProperties(),
            new Shapes.ListStyle(),
            new Shapes.Paragraph(
                new Shapes.ParagraphProperties(new Shapes.DefaultRunProperties { FontSize = size, Bold = true }),
                new Shapes.Run(new Shapes.RunProperties { Language = "en-US", FontSize = size, Bold = true }, new Shapes.Text(text))))),
        new Overlay { Val = false });

    private static SeriesText Named(string name) => new(new NumericValue(name));

    private static ChartShapeProperties Stroke(int series, bool isDrawn) => new(isDrawn
        ? new Shapes.Outline(Solid(series), new Shapes.Round()) { Width = LineWidth }
        : new Shapes.Outline(new Shapes.NoFill()) { Width = LineWidth });

    private static Plotted.Marker Marks(int series, ChartMark mark) => mark == ChartMark.Line
        ? new Plotted.Marker(new Symbol { Val = MarkerStyleValues.None })
        : new Plotted.Marker(new Symbol { Val = MarkerStyleValues.Circle }, new Size { Val = 6 }, new ChartShapeProperties(Solid(series), new Shapes.Outline(new Shapes.NoFill())));

    private static Shapes.SolidFill Solid(int series) => new(new Shapes.RgbColorModelHex { Val = ChartColours.Light[ChartColours.Place(series)][1..] });

    private NumberReference Numbers(CellRange range)
    {
        var values = range.Cells.Select(book.ValueOf).ToList();
        var cache = new NumberingCache(new FormatCode(CodeOf(range)), new PointCount { Val = (uint)values.Count });
        foreach (var (i, value) in values.Index())
        {
            if (value.Number is { } number)
            {
                cache.Append(new NumericPoint(new NumericValue(number.ToString("R", CultureInfo.InvariantCulture))) { Index = (uint)i });
            }
        }

        return new NumberReference(new Plotted.Formula(range.Absolute), cache);
    }

    /// <summary>Names of categories: texts, or numbers such as dates with their format.</summary>
    private OpenXmlElement Named(CellRange range) => range.Cells.All(cell => book.ValueOf(cell).Number is not null) ? Numbers(range) : Texts(range);

    /// <summary>The format of a range's first cell, for the axis.</summary>
    private string CodeOf(CellRange range) => CellFormats.Code(book.FormatOf(range.Cells.First()));

    /// <summary>The format of an axis: that of the cells, without decimals where values are so large that an axis has none.</summary>
    private string AxisCodeOf(CellRange range)
    {
        var (format, most) = (book.FormatOf(range.Cells.First()), range.Cells.Max(cell => Math.Abs(book.ValueOf(cell).Number ?? 0)));
        return CellFormats.Code(format switch
        {
            CellFormat.Tenths or CellFormat.Hundredths or CellFormat.TenThousandths when most >= WithoutDecimals => CellFormat.Whole,
            CellFormat.TenThousandths => CellFormat.Hundredths,
            CellFormat.Cents when most >= WithoutDecimals => CellFormat.Dollars,
            _ => format,
        });
    }

    private StringReference Texts(CellRange range)
    {
        var texts = range.Cells.Select(cell => CellFormats.Text(book.ValueOf(cell), book.FormatOf(cell))).ToList();
        var cache = new StringCache(new PointCount { Val = (uint)texts.Count });
        foreach (var (i, text) in texts.Index())
        {
            cache.Append(new StringPoint(new NumericValue(SharedTexts.Readable(text))) { Index = (uint)i });
        }

        return new StringReference(new Plotted.Formula(range.Absolute), cache);
    }
}
