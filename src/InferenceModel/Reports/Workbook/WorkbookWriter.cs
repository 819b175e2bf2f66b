using System.IO.Compression;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using OpenBook = DocumentFormat.OpenXml.Spreadsheet.Workbook;
using OpenSheet = DocumentFormat.OpenXml.Spreadsheet.Sheet;

namespace InferenceModel.Reports.Workbook;

/// <summary>Writes a book as an Open XML workbook. The same book gives the same bytes: every relation, date and order is ours.</summary>
public static class WorkbookWriter
{
    private const string Drawing = "drawing";
    private const string Table = "table";
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The file.</summary>
    /// <param name="book">The book, filled.</param>
    /// <param name="title">Title in the file's properties.</param>
    public static byte[] Write(Book book, string title)
    {
        using var buffer = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(buffer, SpreadsheetDocumentType.Workbook))
        {
            // Parts are packed once, where they get their order and date.
            document.CompressionOption = System.IO.Packaging.CompressionOption.NotCompressed;
            Fill(document, book, title);
        }

        return Dateless(buffer);
    }

    private static void Fill(SpreadsheetDocument document, Book book, string title)
    {
        document.ChangeIdOfPart(document.AddWorkbookPart(), "book");
        var part = document.WorkbookPart!;
        part.AddNewPart<WorkbookStylesPart>("styles").Stylesheet = StyleSheets.Make();
        var texts = new SharedTexts();
        var writer = new SheetWriter(book, texts);
        var sheets = new Sheets();
        foreach (var (i, sheet) in book.Sheets.Index())
        {
            var id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"sheet{i + 1}");
            var sheetPart = part.AddNewPart<WorksheetPart>(id);
            if (sheet.Charts.Count > 0)
            {
                new ChartWriter(book).Write(sheet, sheetPart.AddNewPart<DrawingsPart>(Drawing));
            }

            if (sheet.FilterTable is { } table)
            {
                sheetPart.AddNewPart<TableDefinitionPart>(Table).Table = FilterTable(sheet, table.Name, table.Range, (uint)i + 1);
            }

            writer.Write(sheet, sheetPart, i == 0, sheet.Charts.Count > 0 ? Drawing : null, sheet.FilterTable is null ? null : Table);
            sheets.Append(new OpenSheet { Name = sheet.Name, SheetId = (uint)i + 1, Id = id });
        }

        texts.Write(part.AddNewPart<SharedStringTablePart>("texts"));
        part.Workbook = new OpenBook(new BookViews(new WorkbookView { ActiveTab = 0 }), sheets, Names(book));
        WriteProperties(document, title);
    }

    private static DefinedNames Names(Book book)
    {
        var names = book.Names.Select(name => (Key: name.Key.ToUpperInvariant(), Name: new DefinedName(name.Value.Absolute) { Name = name.Key })).ToList();
        foreach (var (i, sheet) in book.Sheets.Index())
        {
            names.Add(("_XLNM.PRINT_AREA", new DefinedName(PrintSettings.Areas(sheet)) { Name = "_xlnm.Print_Area", LocalSheetId = (uint)i }));
            if (PrintSettings.Titles(sheet) is { } titles)
            {
                names.Add(("_XLNM.PRINT_TITLES", new DefinedName(titles) { Name = "_xlnm.Print_Titles", LocalSheetId = (uint)i }));
            }
        }

        return new DefinedNames(names.OrderBy(name => name.Key, StringComparer.Ordinal).Select(name => name.Name));
    }

    private static Table FilterTable(Sheet sheet, string name, CellRange range, uint id) => new(
        new AutoFilter { Reference = range.Local },
        new TableColumns(Enumerable.Range(range.Left, range.Columns).Select((column, i) => new TableColumn { Id = (uint)i + 1, Name = sheet.At(range.Top, column)!.Value.AsText })) { Count = (uint)range.Columns },
        new TableStyleInfo { Name = "TableStyleLight1", ShowRowStripes = true, ShowColumnStripes = false, ShowFirstColumn = false, ShowLastColumn = false })
    {
        Id = id, Name = name, DisplayName = name, Reference = range.Local, TotalsRowShown = false,
    };

    private static void WriteProperties(SpreadsheetDocument document, string title)
    {
        var core = document.AddNewPart<CoreFilePropertiesPart>("core");
        using (var writer = System.Xml.XmlWriter.Create(core.GetStream(FileMode.Create)))
        {
            const string Package = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
            const string Elements = "http://purl.org/dc/elements/1.1/";
            writer.WriteStartElement("cp", "coreProperties", Package);
            writer.WriteElementString("dc", "title", Elements, SharedTexts.Readable(title));
            writer.WriteElementString("dc", "creator", Elements, $"infermodel {Tool.Version}");
            writer.WriteEndElement();
        }

        document.AddNewPart<ExtendedFilePropertiesPart>("app").Properties = new DocumentFormat.OpenXml.ExtendedProperties.Properties(
            new DocumentFormat.OpenXml.ExtendedProperties.Application("infermodel"));
    }

    /// <summary>A package carries the time of each part; here all have the same, and parts stand in order of their names.</summary>
    private static byte[] Dateless(MemoryStream package)
    {
        using var result = new MemoryStream();
        package.Position = 0;
        using (var source = new ZipArchive(package, ZipArchiveMode.Read))
        using (var target = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries.OrderByDescending(entry => entry.FullName == "[Content_Types].xml").ThenBy(entry => entry.FullName, StringComparer.Ordinal))
            {
                var copy = target.CreateEntry(entry.FullName, CompressionLevel.Fastest);
                copy.LastWriteTime = Epoch;
                using var from = entry.Open();
                using var to = copy.Open();
                from.CopyTo(to);
            }
        }

        return result.ToArray();
    }
}
