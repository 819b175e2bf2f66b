using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using OpenSheet = DocumentFormat.OpenXml.Spreadsheet.Sheet;

namespace InferenceModel.Reports.Workbook;

/// <summary>Reads what cells of a workbook file show, as it is written there.</summary>
internal static class WorkbookCells
{
    /// <summary>The cells of a file: sheet and place, whether there is a formula, and the value; an error of a spreadsheet counts as text.</summary>
    /// <param name="file">The file.</param>
    public static Dictionary<(string Sheet, string Cell), (bool IsFormula, CellValue Value)> Read(Stream file)
    {
        using var document = SpreadsheetDocument.Open(file, false);
        var book = document.WorkbookPart!;
        var texts = book.SharedStringTablePart?.SharedStringTable?.Elements<SharedStringItem>().Select(item => item.InnerText).ToList() ?? [];
        var cells = new Dictionary<(string, string), (bool, CellValue)>();
        foreach (var sheet in book.Workbook!.Sheets!.Elements<OpenSheet>())
        {
            var part = (WorksheetPart)book.GetPartById(sheet.Id!.Value!);
            foreach (var cell in part.Worksheet!.Descendants<DocumentFormat.OpenXml.Spreadsheet.Cell>())
            {
                cells[(sheet.Name!.Value!, cell.CellReference!.Value!)] = (cell.CellFormula is not null, ValueOf(cell, texts));
            }
        }

        return cells;
    }

    private static CellValue ValueOf(DocumentFormat.OpenXml.Spreadsheet.Cell cell, List<string> texts)
    {
        var written = cell.CellValue?.Text;
        var type = cell.DataType?.Value;
        if (written is null)
        {
            return type == CellValues.InlineString ? CellValue.Of(cell.InnerText) : type == CellValues.String ? CellValue.Of(string.Empty) : default;
        }

        return type == CellValues.SharedString ? CellValue.Of(texts[int.Parse(written, CultureInfo.InvariantCulture)])
            : type == CellValues.Boolean ? CellValue.Of(written == "1")
            : type is null || type == CellValues.Number ? CellValue.Of(double.Parse(written, CultureInfo.InvariantCulture))
            : CellValue.Of(written);
    }
}
