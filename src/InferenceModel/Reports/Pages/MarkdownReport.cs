using System.Text;
using InferenceModel.Reports.Plans;
using InferenceModel.Reports.Workbook;

namespace InferenceModel.Reports.Pages;

/// <summary>Writes a book as Markdown: the tabs that fit a page, and results in the columns people read.</summary>
public static class MarkdownReport
{
    private const int MostColumns = 14;
    private const int MostRows = 60;

    /// <summary>The report.</summary>
    /// <param name="book">The book, filled.</param>
    /// <param name="source">What it is made of.</param>
    /// <param name="output">Where to write.</param>
    public static void Write(Book book, ReportSource source, TextWriter output)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(Plain(source.Title)).Append("\n\n").AppendJoin("\n\n", source.Answers.Select(Plain)).Append("\n\n");
        foreach (var sheet in book.Sheets)
        {
            text.Append("## ").Append(Plain(book.ValueOf(sheet.Address(1, 1)).AsText)).Append("\n\n");
            if (sheet.Name == "Results")
            {
                var summary = ResultSummary.Of(source.Results);
                Table(text, summary.Headers, summary.Rows.Select(row => (IReadOnlyList<string>)row));
            }
            else if (sheet.Tables.Any(table => table.Columns > MostColumns))
            {
                text.Append("Columns of this table are in the results above and in the workbook.\n\n");
            }
            else
            {
                Tables(text, book, sheet);
            }
        }

        output.Write(text.ToString().TrimEnd() + "\n");
    }

    private static void Tables(StringBuilder text, Book book, Sheet sheet)
    {
        foreach (var table in sheet.Tables)
        {
            var rows = Enumerable.Range(table.Top, table.Rows).Select(row => Enumerable.Range(table.Left, table.Columns).Select(column =>
            {
                var address = sheet.Address(row, column);
                return CellFormats.Text(book.ValueOf(address), book.FormatOf(address));
            }).ToList()).Where((row, i) => i == 0 || row.Any(cell => cell.Length > 0)).ToList();
            Table(text, rows[0], rows.Skip(1).Take(MostRows));
            if (rows.Count - 1 > MostRows)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{rows.Count - 1 - MostRows} more rows are in the workbook.\n\n");
            }
        }
    }

    private static void Table(StringBuilder text, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        text.Append("| ").AppendJoin(" | ", heads.Select(Plain)).Append(" |\n|").AppendJoin("|", heads.Select(_ => " --- ")).Append("|\n");
        foreach (var row in rows)
        {
            text.Append("| ").AppendJoin(" | ", row.Select(Plain)).Append(" |\n");
        }

        text.Append('\n');
    }

    private static string Plain(string text) => SharedTexts.Readable(text).Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
