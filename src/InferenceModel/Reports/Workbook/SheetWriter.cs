using System.Globalization;
using System.Text;
using System.Xml;
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
    private const string Spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Prefix = "x";

    /// <summary>Writes a tab into its part.</summary>
    /// <param name="sheet">The tab.</param>
    /// <param name="part">The part.</param>
    /// <param name="isFirst">Whether it is open when the book is.</param>
    /// <param name="drawing">Relation to its charts, or null.</param>
    /// <param name="table">Relation to its filter table, or null.</param>
    public void Write(Sheet sheet, WorksheetPart part, bool isFirst, string? drawing, string? table)
    {
        using var stream = part.GetStream(FileMode.Create);
        using var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) });
        writer.WriteStartElement(Prefix, "worksheet", Spreadsheet);
        writer.WriteAttributeString("xmlns", "r", null, Relations);
        Put(writer, new SheetProperties(new PageSetupProperties { FitToPage = !PrintSettings.IsWide(sheet) }));
        Put(writer, new SheetViews(View(sheet, isFirst)));
        Put(writer, new SheetFormatProperties { DefaultRowHeight = LineHeight });
        if (sheet.Widths.Count > 0)
        {
            Put(writer, new Columns(sheet.Widths.Select(width => new Column { Min = (uint)width.Key, Max = (uint)width.Key, Width = width.Value, CustomWidth = true })));
        }

        WriteCells(writer, sheet);
        Put(writer, new MergeCells(sheet.Merges.Prepend(sheet.Range(2, 1, 2, PrintSettings.NoteColumns(sheet))).Select(range => new MergeCell { Reference = range.Local })));
        WriteRules(writer, sheet);
        Put(writer, new PageMargins { Left = 0.4, Right = 0.4, Top = 0.5, Bottom = 0.6, Header = 0.3, Footer = 0.3 });
        Put(writer, PrintSettings.IsWide(sheet)
            ? new PageSetup { PaperSize = 9, Orientation = OrientationValues.Landscape, Scale = WideScale }
            : new PageSetup { PaperSize = 9, Orientation = OrientationValues.Landscape, FitToWidth = 1, FitToHeight = PrintSettings.IsOnePage(sheet) ? 1u : 0u });
        Put(writer, new HeaderFooter(new OddFooter("&L&A&RPage &P of &N")));
        if (drawing is not null)
        {
            Put(writer, new Drawing { Id = drawing });
        }

        if (table is not null)
        {
            Put(writer, new TableParts(new TablePart { Id = table }) { Count = 1 });
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

    private static void Put(XmlWriter writer, OpenXmlElement element) => element.WriteTo(writer);

    private void WriteCells(XmlWriter writer, Sheet sheet)
    {
        string[] columns = [.. Enumerable.Range(1, sheet.ColumnCount).Select(CellAddress.ColumnName)];
        writer.WriteStartElement(Prefix, "sheetData", Spreadsheet);
        for (var row = 1; row <= sheet.RowCount; row++)
        {
            var (height, number) = (PrintSettings.LinesOf(sheet, row), row.ToString(CultureInfo.InvariantCulture));
            writer.WriteStartElement(Prefix, "row", Spreadsheet);
            writer.WriteAttributeString("r", number);
            if (height > 1)
            {
                writer.WriteAttributeString("ht", (height * LineHeight).ToString("R", CultureInfo.InvariantCulture));
                writer.WriteAttributeString("customHeight", "1");
            }

            for (var column = 1; column <= sheet.ColumnCount; column++)
            {
                if (sheet.At(row, column) is { } cell)
                {
                    Write(writer, sheet.Address(row, column), columns[column - 1] + number, cell);
                }
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private void Write(XmlWriter writer, CellAddress address, string place, Cell cell)
    {
        var value = book.ValueOf(address, cell);
        var quoted = cell.Formula is null && value.Text is { Length: > 0 } text && FormulaSigns.Contains(text[0], StringComparison.Ordinal);
        writer.WriteStartElement(Prefix, "c", Spreadsheet);
        writer.WriteAttributeString("r", place);
        writer.WriteAttributeString("s", StyleSheets.IndexOf(cell.Style, quoted).ToString(CultureInfo.InvariantCulture));
        if (value.Text is not null || value.IsTruth)
        {
            writer.WriteAttributeString("t", value.IsTruth ? "b" : cell.Formula is null ? "s" : "str");
        }

        if (cell.Formula is { } formula)
        {
            writer.WriteElementString(Prefix, "f", Spreadsheet, formula.Text(address.Sheet));
        }

        if (!value.IsBlank)
        {
            writer.WriteElementString(Prefix, "v", Spreadsheet, Written(value, cell.Formula is null));
        }

        writer.WriteEndElement();
    }

    private string Written(CellValue value, bool isShared) => value.Text is { } text
        ? isShared ? texts.PlaceOf(SharedTexts.Readable(text)).ToString(CultureInfo.InvariantCulture) : SharedTexts.Readable(text)
        : value.AsNumber.ToString("R", CultureInfo.InvariantCulture);

    private static void WriteRules(XmlWriter writer, Sheet sheet)
    {
        foreach (var (i, rule) in sheet.FormatRules.Index())
        {
            Put(writer, new ConditionalFormatting(Rule(sheet, rule, i + 1)) { SequenceOfReferences = new ListValue<StringValue>([rule.Range.Local]) });
        }

        if (sheet.InputRules.Count > 0)
        {
            Put(writer, new DataValidations(sheet.InputRules.Select(Validation)) { Count = (uint)sheet.InputRules.Count });
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
