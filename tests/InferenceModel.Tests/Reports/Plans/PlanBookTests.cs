using System.IO.Compression;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using InferenceModel.Cli.Commands;
using InferenceModel.Planning;
using InferenceModel.Planning.Demand;
using InferenceModel.Reports;
using InferenceModel.Reports.Pages;
using InferenceModel.Reports.Plans;
using InferenceModel.Reports.Workbook;
using InferenceModel.Scenarios;
using InferenceModel.Units;
using InferenceModel.Workloads;
using Xunit;
using OpenCell = DocumentFormat.OpenXml.Spreadsheet.Cell;

namespace InferenceModel.Tests.Reports.Plans;

public sealed class PlanBookTests
{
    private const string Rows = """
        scenario_id,label,model,hw,tp,pp,replicas,isl,osl,concurrency,request_rate,slo_tpot_ms
        one,first,llama-3.1-8b,hgx_h100,1,1,1,1024,256,16,,50
        two,second,llama-3.1-8b,hgx_h100,2,1,2,1024,256,,8,50
        three,third,llama-3.1-8b,hgx_h200,1,2,1,1024,256,64,,
        four,fourth,llama-3.1-70b,hgx_h100,1,1,1,1024,256,16,,
        """;

    private static readonly Lazy<ReportSource> Small = new(Source);

    [Fact]
    public void There_are_fifteen_tabs_in_their_order() => Assert.Equal(
        ["Summary", "Inputs", "Assumptions", "Scenarios", "Results", "Sharding matrix", "Pareto", "Breakdown", "Demand 24h", "Growth 36m", "Reserve vs burst", "Sensitivity", "Power", "FOCUS export", "Provenance"],
        PlanBook.Make(Small.Value).Sheets.Select(sheet => sheet.Name));

    [Fact]
    public void The_same_source_gives_the_same_bytes_which_the_schema_accepts()
    {
        var first = WorkbookWriter.Write(PlanBook.Make(Small.Value), "plan");
        Assert.Equal(first, WorkbookWriter.Write(PlanBook.Make(Small.Value), "plan"));
        Assert.Empty(WorkbookCheck.SchemaFaults(new MemoryStream(first)));
        using var zip = new ZipArchive(new MemoryStream(first));
        Assert.All(zip.Entries, entry => Assert.Equal(1980, entry.LastWriteTime.Year));
        Assert.Equal(9, zip.Entries.Count(entry => entry.FullName.Contains("charts/chart", StringComparison.Ordinal)));
    }

    [Fact]
    public void Texts_that_begin_like_formulas_stay_texts()
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(WorkbookWriter.Write(PlanBook.Make(Small.Value), "plan")), false);
        var texts = document.WorkbookPart!.SharedStringTablePart!.SharedStringTable!.Elements<SharedStringItem>().Select(item => item.InnerText).ToList();
        var cells = document.WorkbookPart.WorksheetParts.SelectMany(part => part.Worksheet!.Descendants<OpenCell>()).ToList();
        foreach (var text in new[] { "=1+1", "=HYPERLINK(\"http://x\")", "@SUM(A1)", "+cmd" })
        {
            var place = texts.IndexOf(text).ToString(System.Globalization.CultureInfo.InvariantCulture);
            var written = cells.Where(cell => cell.DataType?.Value == CellValues.SharedString && cell.CellValue!.Text == place).ToList();
            Assert.NotEmpty(written);
            Assert.All(written, cell => Assert.Null(cell.CellFormula));
            var formats = document.WorkbookPart.WorkbookStylesPart!.Stylesheet!.CellFormats!.Elements<DocumentFormat.OpenXml.Spreadsheet.CellFormat>().ToList();
            Assert.All(written, cell => Assert.True(formats[(int)cell.StyleIndex!.Value].QuotePrefix?.Value));
        }

        Assert.DoesNotContain(cells, cell => cell.CellFormula?.Text.Contains("HYPERLINK", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void Money_of_formulas_is_the_money_of_result_files()
    {
        var (source, book) = (Small.Value, PlanBook.Make(Small.Value));
        var results = book.Sheets.Single(sheet => sheet.Name == "Results");
        var heads = Enumerable.Range(1, results.ColumnCount).ToDictionary(column => results.At(4, column)!.Value.AsText);
        var compared = 0;
        foreach (var column in ResultColumns.All.Where(column => column.Name.Contains("usd", StringComparison.Ordinal) || column.Name is "tok_s_per_mw" or "joules_per_output_token" or "power_w_per_gpu"))
        {
            for (var i = 0; i < source.Results.Count; i++)
            {
                if (column.Value(source.Results[i]) is double expected && results.At(5 + i, heads[column.Name]) is { Formula: not null } cell)
                {
                    compared++;
                    Assert.Equal(1, book.ValueOf(results.Address(5 + i, heads[column.Name])).AsNumber / expected, 10);
                }
            }
        }

        // Three rows are served: ten columns each, and the price of the fourth.
        Assert.True(compared >= 30, $"{compared} compared");
    }

    [Fact]
    public void Months_and_floors_of_the_formulas_are_those_of_the_planner()
    {
        var fleet = Fleet(Small.Value);
        var book = PlanBook.Make(Small.Value with { Fleets = [fleet], Chosen = 0 });
        var growth = book.Sheets.Single(sheet => sheet.Name == "Growth 36m");
        foreach (var month in fleet.Months)
        {
            Assert.Equal(month.PeakRequestsPerSecond, book.ValueOf(growth.Address(5 + month.Index, 4)).AsNumber, 9);
            Assert.Equal(month.Needed, book.ValueOf(growth.Address(5 + month.Index, 5)).AsNumber);
            Assert.Equal(1, book.ValueOf(growth.Address(5 + month.Index, 12)).AsNumber / month.Bill!.Value.Total, 9);
        }

        Assert.Equal(fleet.ReserveBurst(fleet.Months.Length - 1)!.Optimum, book.ValueOf(book.Named("CommittedGpus").Cells.Single()).AsNumber);
    }

    [Fact]
    public void Charts_refer_to_filled_cells_and_name_their_axes()
    {
        var book = PlanBook.Make(Small.Value);
        foreach (var (sheet, chart) in book.Sheets.SelectMany(sheet => sheet.Charts.Select(chart => (sheet, chart.Chart))))
        {
            Assert.True(chart.Title.Length > 0 && chart.Up.Length > 0, sheet.Name);
            Assert.All(chart.Series.SelectMany(line => line.UpValues.Cells), cell => Assert.NotNull(sheet.At(cell.Row, cell.Column)));
            Assert.All(sheet.Charts, one => Assert.True(one.Corner.Column > sheet.ColumnCount, $"a chart of {sheet.Name} covers cells"));
        }
    }

    [Fact]
    public void The_page_is_complete_and_needs_nothing_else()
    {
        using var text = new StringWriter();
        PageWriter.Write(PlanBook.Make(Small.Value), "plan & price", text);
        var page = text.ToString();
        Assert.Contains("<title>plan &amp; price</title>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"http", page, StringComparison.Ordinal);
        Assert.Equal(15, page.Split("<section ").Length - 1);
        Assert.Equal(9, page.Split("<svg ").Length - 1);
        Assert.Contains("prefers-color-scheme:dark", page, StringComparison.Ordinal);
    }

    [Fact]
    public void LibreOffice_computes_what_stands_beside_every_formula_and_a_planted_value_is_found()
    {
        if (LibreOffice.Program is not { } program)
        {
            Assert.Skip("soffice is not on the PATH.");
            return;
        }

        using var folder = new TemporaryFolder();
        var path = folder.Write("plan.xlsx", Planted(WorkbookWriter.Write(PlanBook.Make(Small.Value with { Fleets = [Fleet(Small.Value)] }), "plan"), "Growth 36m", "L7"));
        var check = ValidateWorkbookCommand.Check(program, path);
        Assert.True(check.Formulas > 1000, $"{check.Formulas} formulas");
        var fault = Assert.Single(check.Faults);
        Assert.StartsWith("Growth 36m!L7: 999 is written beside the formula", fault, StringComparison.Ordinal);
    }

    private static ReportSource Source()
    {
        var file = ScenarioReader.Parse("rows.csv", Rows, Repository.Catalog);
        Assert.Empty(file.Findings);
        // The reader refuses such texts; a workbook must be safe whoever hands it rows.
        string[] labels = ["=HYPERLINK(\"http://x\")", "@SUM(A1)", "<script>alert(1)</script>", "+cmd"];
        var rows = file.Rows.Select((row, i) => row with
        {
            Cells = row.Cells.SetItem(0, i == 0 ? "=1+1" : row.Cells[0]).SetItem(1, labels[i]), Scenario = i == 0 ? row.Scenario! with { Id = "=1+1" } : row.Scenario,
        }).ToList();
        var results = new ScenarioRunner(Repository.Catalog).Run(rows);
        return new ReportSources(Repository.Catalog, "infermodel run rows.csv", new DateOnly(2026, 12, 1)).Of("Scenarios of rows.csv", file.Columns, results);
    }

    /// <summary>A fleet of one product that grows by a tenth a month, on the first row's machine.</summary>
    private static FleetPlan Fleet(ReportSource source)
    {
        var result = source.Results[0];
        var economics = result.Economics!;
        var load = new ProductLoad("chat", 5000, 12.5, 0.1, WeekProfile.Swing(0.25, 14, 0.6), 0.2, new RequestShape(1024, 256, 0), null);
        var unit = new ReplicaUnit("TP1 on hgx_h100", "hgx_h100", 1, 3.2, new PhaseShares(0.2, 0.6), "stated");
        return FleetPlanner.Plan(
            new FleetTerms
            {
                Name = "chat", Months = 36, Start = new DateOnly(2027, 1, 1), LeadMonths = 3, Spare = 1, Committed = economics,
                OnDemand = economics with { Price = UsdPerHour.Of(2.2 * economics.Price!.Value.Total) },
            },
            [new SizedProduct(load, unit)]);
    }

    /// <summary>The workbook with another value beside one formula.</summary>
    private static byte[] Planted(byte[] workbook, string sheet, string cell)
    {
        using var stream = new MemoryStream();
        stream.Write(workbook);
        using (var document = SpreadsheetDocument.Open(stream, true))
        {
            var id = document.WorkbookPart!.Workbook!.Sheets!.Elements<DocumentFormat.OpenXml.Spreadsheet.Sheet>().Single(one => one.Name == sheet).Id!.Value!;
            var part = (WorksheetPart)document.WorkbookPart.GetPartById(id);
            var found = part.Worksheet!.Descendants<OpenCell>().Single(one => one.CellReference == cell);
            Assert.NotNull(found.CellFormula);
            found.CellValue = new DocumentFormat.OpenXml.Spreadsheet.CellValue("999");
        }

        return stream.ToArray();
    }
}
