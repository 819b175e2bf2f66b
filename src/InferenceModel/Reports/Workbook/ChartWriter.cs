using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using Frames = DocumentFormat.OpenXml.Drawing.Spreadsheet;
using Shapes = DocumentFormat.OpenXml.Drawing;

namespace InferenceModel.Reports.Workbook;

/// <summary>Writes the charts of a tab as native charts of cells.</summary>
/// <param name="book">Computes the values cached in a chart.</param>
internal sealed class ChartWriter(Book book)
{
    private const string ChartNamespace = "http://schemas.openxmlformats.org/drawingml/2006/chart";

    /// <summary>Writes all charts of a tab.</summary>
    /// <param name="sheet">The tab.</param>
    /// <param name="part">Where they go.</param>
    public void Write(Sheet sheet, DrawingsPart part)
    {
        var drawing = new Frames.WorksheetDrawing();
        drawing.AddNamespaceDeclaration("xdr", "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing");
        drawing.AddNamespaceDeclaration("a", "http://schemas.openxmlformats.org/drawingml/2006/main");
        foreach (var (i, (corner, chart)) in sheet.Charts.Index())
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"chart{i + 1}");
            part.AddNewPart<ChartPart>(id).ChartSpace = new ChartSpaces(book).Make(chart);
            drawing.Append(Anchor(corner, chart, id, (uint)i + 2));
        }

        part.WorksheetDrawing = drawing;
    }

    private static Frames.TwoCellAnchor Anchor(CellAddress corner, SheetChart chart, string relation, uint id) => new(
        Marker<Frames.FromMarker>(corner.Row - 1, corner.Column - 1),
        Marker<Frames.ToMarker>(corner.Row - 1 + SheetChart.Rows, corner.Column - 1 + PrintSettings.ChartColumns),
        new Frames.GraphicFrame(
            new Frames.NonVisualGraphicFrameProperties(
                new Frames.NonVisualDrawingProperties { Id = id, Name = chart.Title, Description = chart.Title }, new Frames.NonVisualGraphicFrameDrawingProperties()),
            new Frames.Transform(new Shapes.Offset { X = 0, Y = 0 }, new Shapes.Extents { Cx = 0, Cy = 0 }),
            new Shapes.Graphic(new Shapes.GraphicData(Reference(relation)) { Uri = ChartNamespace })) { Macro = string.Empty },
        new Frames.ClientData());

    private static DocumentFormat.OpenXml.Drawing.Charts.ChartReference Reference(string relation)
    {
        var reference = new DocumentFormat.OpenXml.Drawing.Charts.ChartReference { Id = relation };
        reference.AddNamespaceDeclaration("c", ChartNamespace);
        reference.AddNamespaceDeclaration("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships");
        return reference;
    }

    private static T Marker<T>(int row, int column)
        where T : OpenXmlCompositeElement, new()
    {
        static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
        var marker = new T();
        marker.Append(new Frames.ColumnId(Number(column)), new Frames.ColumnOffset("0"), new Frames.RowId(Number(row)), new Frames.RowOffset("0"));
        return marker;
    }
}
