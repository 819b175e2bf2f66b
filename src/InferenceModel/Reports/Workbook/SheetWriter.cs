using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace InferenceModel.Reports.Workbook;

/// <summary>Writes one tab, cell by cell, so that thousands of rows need no tree in memory.</summary>
/// <param name="book">Computes formulas.</param>
/// <param name="texts">Takes texts.</param>
internal sealed class SheetWriter(Book book, SharedTexts texts)
{
    private const double LineHeight = 15;
    private const int WideScale = 55;
    private const string FormulaSigns = "=+-@\t\r";

    /// <summary>Writes a tab into its part.</summary>
    /// <param name="sheet">The tab.</param>
    /// <param name="part">The part.</param>
    /// <param name="isFirst">Whether it is open when the book is.</param>
    /// <param name="drawing">Relation to its charts, or null.</param>
    /// <param name="table">Relation to its filter table, or null.</param>
    public void Write(Sheet sheet, WorksheetPart part, bool isFirst, string? drawing, string? table)
    {
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new Worksheet(), [], [new("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")]);
        writer.WriteElement(new SheetProperties(new PageSetupProperties { FitToPage = !PrintSettings.IsWide(sheet) }));
        writer.WriteElement(new SheetViews(View(sheet, isFirst)));
        writer.WriteElement(new SheetFormatProperties { DefaultRowHeight = LineHeight });
        if (sheet.Widths.Count > 0)
        {
            writer.WriteElement(new Columns(sheet.Widths.Select(width => new Column { Min = (uint)width.Key, Max = (uint)width.Key, Width = width.Value, CustomWidth = true })));
        }

        WriteCells(writer, sheet);
        writer.WriteElement(new MergeCells(sheet.Merges.Prepend(sheet.Range(2, 1, 2, PrintSettings.NoteColumns(sheet))).Select(range => new MergeCell { Reference = range.Local })));
        WriteRules(writer, sheet);
        writer.WriteElement(new PageMargins { Left = 0.4, Right = 0.4, Top = 0.5, Bottom = 0.6, Header = 0.3, Footer = 0.3 });
        writer.WriteElement(PrintSettings.IsWide(sheet)
            ? new PageSetup { PaperSize = 9, Orientation = OrientationValues.Landscape, Scale = WideScale }
            : new PageSetup { PaperSize = 9, Orientation = OrientationValues.Landscape, FitToWidth = 1, FitToHeight = 0 });
        writer.WriteElement(new HeaderFooter(new OddFooter("&L&A&RPage &P of &N")));
        if (drawing is not null)
        {
            writer.WriteElement(new Drawing { Id = drawing });
        }

        if (table is not null)
        {
            writer.WriteElement(new TableParts(new TablePart { Id = table }) { Count = 1 });
        }

        writer.WriteEndElement();
    }

    private static SheetView View(Sheet sheet, bool isFirst)
    {
        var view = new SheetView { WorkbookViewId = 0, ShowGridLines = false, TabSelected = isFirst ? true : null };
        if (sheet.FrozenRows > 0 || sheet.FrozenColumns > 0)
        {
            var pane = (sheet.FrozenRows, sheet.FrozenColumns) switch { (> 0, > 0) => PaneValues.BottomRight, (> 0, _) => PaneValues.BottomLeft, _ => PaneValues.TopRight };
            view.Append(new Pane
            {
                VerticalSplit = sheet.FrozenRows > 0 ? sheet.FrozenRows : null,
                HorizontalSplit = sheet.FrozenColumns > 0 ? sheet.FrozenColumns : null,
                TopLeftCell = sheet.Address(sheet.FrozenRows + 1, sheet.FrozenColumns + 1).Local,
                ActivePane = pane,
                State = PaneStateValues.Frozen,
            });
            view.Append(new Selection { Pane = pane });
        }

        return view;
    }

    private void WriteCells(OpenXmlWriter writer, Sheet sheet)
    {
        writer.WriteStartElement(new SheetData());
        for (var row = 1; row <= sheet.RowCount; row++)
        {
            var height = PrintSettings.LinesOf(sheet, row);
            writer.WriteStartElement(height > 1 ? new Row { RowIndex = (uint)row, Height = height * LineHeight, CustomHeight = true } : new Row { RowIndex = (uint)row });
            for (var column = 1; column <= sheet.ColumnCount; column++)
            {
                if (sheet.At(row, column) is { } cell)
                {
                    Write(writer, sheet.Address(row, column), cell);
                }
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private void Write(OpenXmlWriter writer, CellAddress address, Cell cell)
    {
        var value = book.ValueOf(address, cell);
        var isText = value.Text is not null;
        var attributes = new List<OpenXmlAttribute>(3) { new("r", string.Empty, address.Local) };
        var quoted = cell.Formula is null && value.Text is { Length: > 0 } text && FormulaSigns.Contains(text[0], StringComparison.Ordinal);
        attributes.Add(new OpenXmlAttribute("s", string.Empty, StyleSheets.IndexOf(cell.Style, quoted).ToString(CultureInfo.InvariantCulture)));
        if (isText || value.IsTruth)
        {
            attributes.Add(new OpenXmlAttribute("t", string.Empty, value.IsTruth ? "b" : cell.Formula is null ? "s" : "str"));
        }

        writer.WriteStartElement(new DocumentFormat.OpenXml.Spreadsheet.Cell(), attributes);
        if (cell.Formula is { } formula)
        {
            writer.WriteElement(new CellFormula(formula.Text(address.Sheet)));
        }

        if (!value.IsBlank)
        {
            writer.WriteElement(new DocumentFormat.OpenXml.Spreadsheet.CellValue(Written(value, cell.Formula is null)));
        }

        writer.WriteEndElement();
    }

    private string Written(CellValue value, bool isShared) => value.Text is { } text
        ? isShared ? texts.PlaceOf(SharedTexts.Readable(text)).ToString(CultureInfo.InvariantCulture) : SharedTexts.Readable(text)
        : value.AsNumber.ToString("R", CultureInfo.InvariantCulture);

    private static void WriteRules(OpenXmlWriter writer, Sheet sheet)
    {
        foreach (var (i, rule) in sheet.FormatRules.Index())
        {
            writer.WriteElement(new ConditionalFormatting(Rule(sheet, rule, i + 1)) { SequenceOfReferences = new ListValue<StringValue>([rule.Range.Local]) });
        }

        if (sheet.InputRules.Count > 0)
        {
            writer.WriteElement(new DataValidations(sheet.InputRules.Select(Validation)) { Count = (uint)sheet.InputRules.Count });
        }
    }

    private static ConditionalFormattingRule Rule(Sheet sheet, FormatRule rule, int priority)
    {
        switch (rule)
        {
            case FormatRule.Where where:
                return new ConditionalFormattingRule(new DocumentFormat.OpenXml.Spreadsheet.Formula(where.Condition.Text(sheet.Name)))
                {
                    Type = ConditionalFormatValues.Expression, Priority = priority, FormatId = StyleSheets.IndexOf(where.Signal),
                };
            case FormatRule.Scale scale:
                string[] colours = scale.MoreIsBetter ? ["FFF8696B", "FFFFEB84", "FF63BE7B"] : ["FF63BE7B", "FFFFEB84", "FFF8696B"];
                return new ConditionalFormattingRule(new ColorScale(
                    new ConditionalFormatValueObject { Type = ConditionalFormatValueObjectValues.Min },
                    new ConditionalFormatValueObject { Type = ConditionalFormatValueObjectValues.Percentile, Val = "50" },
                    new ConditionalFormatValueObject { Type = ConditionalFormatValueObjectValues.Max },
                    new Color { Rgb = colours[0] },
                    new Color { Rgb = colours[1] },
                    new Color { Rgb = colours[2] }))
                {
                    Type = ConditionalFormatValues.ColorScale, Priority = priority,
                };
            default:
                throw new InvalidOperationException($"No such rule as {rule}.");
        }
    }

    private static DataValidation Validation(InputRule rule)
    {
        var validation = new DataValidation { AllowBlank = true, ShowErrorMessage = true, SequenceOfReferences = new ListValue<StringValue>([rule.Cell.Local]) };
        switch (rule)
        {
            case InputRule.OneOf words:
                validation.Type = DataValidationValues.List;
                validation.Formula1 = new Formula1($"\"{string.Join(',', words.Words)}\"");
                break;
            case InputRule.FromRange range:
                validation.Type = DataValidationValues.List;
                validation.Formula1 = new Formula1(range.Range.Absolute);
                break;
            case InputRule.Between between:
                validation.Type = DataValidationValues.Decimal;
                validation.Operator = DataValidationOperatorValues.Between;
                validation.Formula1 = new Formula1(between.Least.ToString("R", CultureInfo.InvariantCulture));
                validation.Formula2 = new Formula2(between.Most.ToString("R", CultureInfo.InvariantCulture));
                break;
        }

        return validation;
    }
}
