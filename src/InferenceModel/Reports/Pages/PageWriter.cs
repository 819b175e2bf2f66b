using System.Globalization;
using System.Net;
using System.Xml.Linq;
using InferenceModel.Reports.Charts;
using InferenceModel.Reports.Workbook;

namespace InferenceModel.Reports.Pages;

/// <summary>Writes a book as one page that needs nothing else: tables that sort at a click, charts, light or dark, fit for paper.</summary>
public static class PageWriter
{
    private const string Script =
        "document.querySelectorAll('th').forEach(h=>h.addEventListener('click',()=>{const t=h.closest('table'),b=t.tBodies[0],i=h.cellIndex,d=h.dataset.d=h.dataset.d==='1'?'-1':'1';"
        + "const k=r=>{const c=r.cells[i];return c?c.dataset.v!==undefined?+c.dataset.v:c.textContent:''};"
        + "[...b.rows].sort((x,y)=>{const p=k(x),q=k(y);return(typeof p==='number'&&typeof q==='number'?p-q:String(p).localeCompare(String(q)))*d}).forEach(r=>b.append(r))}))";

    private const string Style =
        ":root{color-scheme:light dark;--ink:#1b1f24;--soft:#5f6b6d;--paper:#fff;--line:#d5d9de;--head:#1f3a5f;--zebra:#f5f7f9;--good:#1d7a3a;--bad:#c0392b;--look:#a66b00}"
        + "@media(prefers-color-scheme:dark){:root{--ink:#e6e8ea;--soft:#a3acb2;--paper:#14171a;--line:#3a4046;--head:#27496f;--zebra:#1b1f23;--good:#5cc983;--bad:#f08579;--look:#e0a54a}}"
        + "*{box-sizing:border-box}body{margin:0;font:15px/1.45 system-ui,'Segoe UI','DejaVu Sans',sans-serif;color:var(--ink);background:var(--paper)}"
        + "header,main,footer{max-width:1240px;margin:0 auto;padding:0 20px}h1{margin:28px 0 4px;font-size:26px}h2{margin:40px 0 2px;font-size:20px}p.note{margin:0 0 12px;color:var(--soft)}"
        + "nav{display:flex;flex-wrap:wrap;gap:4px 14px;padding:10px 0;border-bottom:1px solid var(--line)}nav a{color:inherit}"
        + ".table{overflow-x:auto;margin:0 0 18px;max-height:70vh;overflow-y:auto;border:1px solid var(--line)}table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}"
        + "th{position:sticky;top:0;background:var(--head);color:#fff;text-align:left;cursor:pointer;white-space:normal;min-width:72px}th,td{padding:4px 9px;vertical-align:top}"
        + "td{border-top:1px solid var(--line);max-width:520px;overflow-wrap:anywhere}td.n{text-align:right;white-space:nowrap}tbody tr:nth-child(even){background:var(--zebra)}"
        + ".figure{margin:0 0 22px;overflow-x:auto}.figure svg{width:100%;min-width:620px;max-width:1000px;display:block}.good{color:var(--good)}.bad{color:var(--bad)}.look{color:var(--look)}.muted{color:var(--soft)}footer{color:var(--soft);padding-bottom:30px}"
        + "@media(max-width:600px){header,main,footer{padding:0 12px}h1{font-size:21px}}"
        + "@media print{nav{display:none}.table{max-height:none;overflow:visible;border:0}table{font-size:8px;width:100%}th{position:static}section{break-before:page}section:first-of-type{break-before:auto}.figure{break-inside:avoid}"
        + ":root{--ink:#1b1f24;--soft:#5f6b6d;--paper:#fff;--line:#d5d9de;--head:#1f3a5f;--zebra:#f5f7f9;--good:#1d7a3a;--bad:#c0392b;--look:#a66b00}}";

    /// <summary>The page.</summary>
    /// <param name="book">The book, filled.</param>
    /// <param name="title">The page's title.</param>
    /// <param name="output">Where to write.</param>
    public static void Write(Book book, string title, TextWriter output)
    {
        output.Write($"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"generator\" content=\"infermodel {Tool.Version}\">");
        output.Write($"<title>{Escaped(title)}</title><style>{Style}{SvgChart.Style}</style></head>\n<body><header><h1>{Escaped(title)}</h1><nav>");
        foreach (var (i, sheet) in book.Sheets.Index())
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"<a href=\"#s{i + 1}\">{Escaped(sheet.Name)}</a>"));
        }

        output.Write("</nav></header>\n<main>\n");
        foreach (var (i, sheet) in book.Sheets.Index())
        {
            Write(book, sheet, i + 1, output);
        }

        output.Write($"</main>\n<footer>infermodel {Escaped(Tool.Version)}. Click the head of a column to sort. Figures are those of the workbook (--out FILE.xlsx), where they are formulas.</footer>\n<script>{Script}</script></body></html>\n");
    }

    private static void Write(Book book, Sheet sheet, int number, TextWriter output)
    {
        output.Write(string.Create(CultureInfo.InvariantCulture, $"<section id=\"s{number}\"><h2>{Escaped(number == 1 ? sheet.Name : TextAt(book, sheet, 1))}</h2><p class=\"note\">{Escaped(TextAt(book, sheet, 2))}</p>\n"));
        foreach (var range in sheet.Merges)
        {
            output.Write($"<p style=\"white-space:pre-line\">{Escaped(book.ValueOf(sheet.Address(range.Top, range.Left)).AsText)}</p>\n");
        }

        foreach (var (_, chart) in sheet.Charts)
        {
            output.Write($"<div class=\"figure\">{SheetPictures.Of(book, chart).ToString(SaveOptions.DisableFormatting)}</div>\n");
        }

        foreach (var table in sheet.Tables)
        {
            WriteTable(book, sheet, table, output);
        }

        output.Write("</section>\n");
    }

    private static void WriteTable(Book book, Sheet sheet, CellRange table, TextWriter output)
    {
        output.Write("<div class=\"table\" tabindex=\"0\"><table><thead><tr>");
        for (var column = table.Left; column <= table.Right; column++)
        {
            output.Write($"<th scope=\"col\">{Escaped(book.ValueOf(sheet.Address(table.Top, column)).AsText)}</th>");
        }

        output.Write("</tr></thead><tbody>\n");
        for (var row = table.Top + 1; row <= table.Bottom; row++)
        {
            if (Enumerable.Range(table.Left, table.Columns).All(column => sheet.At(row, column) is null))
            {
                continue;
            }

            output.Write("<tr>");
            for (var column = table.Left; column <= table.Right; column++)
            {
                WriteCell(book, sheet, row, column, output);
            }

            output.Write("</tr>\n");
        }

        output.Write("</tbody></table></div>\n");
    }

    private static void WriteCell(Book book, Sheet sheet, int row, int column, TextWriter output)
    {
        if (sheet.At(row, column) is not { } cell)
        {
            output.Write("<td></td>");
            return;
        }

        var value = book.ValueOf(sheet.Address(row, column), cell);
        var text = Escaped(CellFormats.Text(value, cell.Style.Format));
        var signal = sheet.FormatRules.OfType<FormatRule.Where>().FirstOrDefault(rule => rule.Range is { Rows: 1, Columns: 1 } range && range.Top == row && range.Left == column && rule.Condition.Evaluate(book).AsTruth)?.Signal;
        var style = signal is { } colour ? " class=\"" + (value.Number is null ? string.Empty : "n ") + ResultColumns.Words(colour.ToString()) + "\"" : value.Number is null ? string.Empty : " class=\"n\"";
        output.Write(value.Number is { } number ? $"<td{style} data-v=\"{number.ToString("R", CultureInfo.InvariantCulture)}\">{text}</td>" : $"<td{style}>{text}</td>");
    }

    private static string TextAt(Book book, Sheet sheet, int row) => book.ValueOf(sheet.Address(row, 1)).AsText;

    private static string Escaped(string text) => WebUtility.HtmlEncode(SharedTexts.Readable(text));
}
