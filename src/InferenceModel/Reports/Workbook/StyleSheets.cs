using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;
using Entries = DocumentFormat.OpenXml.Spreadsheet.CellFormats;
using Entry = DocumentFormat.OpenXml.Spreadsheet.CellFormat;
using NamedStyle = DocumentFormat.OpenXml.Spreadsheet.CellStyle;

namespace InferenceModel.Reports.Workbook;

/// <summary>The looks of cells, one entry for every role and format, so that a style's number follows from the two.</summary>
internal static class StyleSheets
{
    private const uint FirstNumberFormat = 164;
    private const string FontName = "Calibri";
    private static readonly CellFormat[] Formats = Enum.GetValues<CellFormat>();
    private static readonly CellRole[] Roles = Enum.GetValues<CellRole>();

    /// <summary>The number of a style.</summary>
    /// <param name="style">The style.</param>
    /// <param name="isQuoted">Whether a text begins with a sign that would make it a formula when somebody edits it; it is then marked as text.</param>
    public static uint IndexOf(CellStyle style, bool isQuoted) => isQuoted
        ? (uint)((Roles.Length * Formats.Length) + (int)style.Role)
        : (uint)(((int)style.Role * Formats.Length) + (int)style.Format);

    /// <summary>The number of the colours of a signal.</summary>
    /// <param name="signal">The signal.</param>
    public static uint IndexOf(Signal signal) => (uint)signal;

    /// <summary>The style sheet.</summary>
    public static Stylesheet Make()
    {
        var all = Roles.SelectMany(role => Formats.Select(format => EntryOf(new CellStyle(format, role), isQuoted: false)))
            .Concat(Roles.Select(role => EntryOf(new CellStyle(CellFormat.General, role), isQuoted: true)));
        return new Stylesheet(
            new NumberingFormats(Formats.Skip(1).Select(format => new NumberingFormat { NumberFormatId = FirstNumberFormat + (uint)format, FormatCode = Workbook.CellFormats.Code(format) })),
            new Fonts(Roles.Select(FontOf)),
            new Fills([new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 }), Solid("FF1F3A5F"), Solid("FFFFF8DC"), Solid("FFE4EEF8")]),
            new Borders(new Border(new LeftBorder(), new RightBorder(), new TopBorder(), new BottomBorder(), new DiagonalBorder()), Thin()),
            new CellStyleFormats(new Entry { NumberFormatId = 0, FontId = 0, FillId = 0, BorderId = 0 }),
            new Entries(all),
            new CellStyles(new NamedStyle { Name = "Normal", FormatId = 0, BuiltinId = 0 }),
            new DifferentialFormats(Signals()),
            new TableStyles { DefaultTableStyle = "TableStyleLight1" });
    }

    private static IEnumerable<OpenXmlElement> Signals() =>
    [
        Difference("FF006100", "FFC6EFCE"), Difference("FF7F6000", "FFFFEB9C"), Difference("FF9C0006", "FFFFC7CE"), Difference("FF9AA0A6", null),
    ];

    private static DifferentialFormat Difference(string ink, string? paper)
    {
        var difference = new DifferentialFormat(new Font(new Color { Rgb = ink }));
        if (paper is not null)
        {
            difference.Append(new Fill(new PatternFill(new BackgroundColor { Rgb = paper })));
        }

        return difference;
    }

    private static Font FontOf(CellRole role)
    {
        var (size, colour, isBold, isItalic) = role switch
        {
            CellRole.Title => (16.0, "FF1F3A5F", true, false),
            CellRole.Note => (10.0, "FF5F6B6D", false, true),
            CellRole.Head => (11.0, "FFFFFFFF", true, false),
            CellRole.Label => (11.0, "FF000000", true, false),
            CellRole.Input => (11.0, "FF0000FF", false, false),
            CellRole.Key => (14.0, "FF1F3A5F", true, false),
            _ => (11.0, "FF000000", false, false),
        };
        var font = new Font();
        if (isBold)
        {
            font.Append(new Bold());
        }

        if (isItalic)
        {
            font.Append(new Italic());
        }

        font.Append(new FontSize { Val = size }, new Color { Rgb = colour }, new FontName { Val = FontName }, new FontFamilyNumbering { Val = 2 });
        return font;
    }

    private static Fill Solid(string colour) => new(new PatternFill(new ForegroundColor { Rgb = colour }, new BackgroundColor { Indexed = 64 }) { PatternType = PatternValues.Solid });

    private static Border Thin()
    {
        static Color Grey() => new() { Rgb = "FFC4CAD0" };
        return new Border(
            new LeftBorder(Grey()) { Style = BorderStyleValues.Thin },
            new RightBorder(Grey()) { Style = BorderStyleValues.Thin },
            new TopBorder(Grey()) { Style = BorderStyleValues.Thin },
            new BottomBorder(Grey()) { Style = BorderStyleValues.Thin },
            new DiagonalBorder());
    }

    private static Entry EntryOf(CellStyle style, bool isQuoted)
    {
        var fill = style.Role switch { CellRole.Head => 2u, CellRole.Input => 3u, CellRole.Key => 4u, _ => 0u };
        var entry = new Entry
        {
            NumberFormatId = style.Format == CellFormat.General ? 0 : FirstNumberFormat + (uint)style.Format,
            FontId = (uint)style.Role,
            FillId = fill,
            BorderId = style.Role is CellRole.Head or CellRole.Input or CellRole.Key ? 1u : 0u,
            FormatId = 0,
            ApplyFont = true,
            ApplyFill = true,
            ApplyNumberFormat = true,
        };
        if (isQuoted)
        {
            entry.QuotePrefix = true;
        }

        if (style.Role is CellRole.Head or CellRole.Wrapped or CellRole.Note)
        {
            entry.ApplyAlignment = true;
            entry.Alignment = new Alignment { WrapText = true, Vertical = style.Role == CellRole.Note ? VerticalAlignmentValues.Top : VerticalAlignmentValues.Center };
        }
        else if (style.Role is CellRole.Key or CellRole.Label)
        {
            entry.ApplyAlignment = true;
            entry.Alignment = new Alignment { Horizontal = HorizontalAlignmentValues.Left, Vertical = VerticalAlignmentValues.Center };
        }

        return entry;
    }
}
