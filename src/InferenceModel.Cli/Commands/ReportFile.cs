using InferenceModel.Catalog;
using InferenceModel.Reports.Charts;
using InferenceModel.Reports.Pages;
using InferenceModel.Reports.Plans;
using InferenceModel.Reports.Workbook;

namespace InferenceModel.Cli.Commands;

/// <summary>Writes reports as workbook, page, Markdown or plot. Each format is a method of its own, so that its assemblies load only when it is asked for.</summary>
internal static class ReportFile
{
    /// <summary>Writes a report.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="ending">Ending of the file.</param>
    /// <param name="source">What the report shows.</param>
    /// <param name="measure">What a Pareto plot shows up.</param>
    /// <exception cref="BadInputException">There is nothing to plot, or no font to draw letters with.</exception>
    public static void Write(Stream stream, string ending, ReportSource source, ParetoMeasure measure)
    {
        switch (ending)
        {
            case ".xlsx":
                WriteWorkbook(stream, source);
                break;
            case ".html":
                OutputFile.WriteText(stream, text => PageWriter.Write(PlanBook.Make(source), source.Title, text));
                break;
            case ".md":
                OutputFile.WriteText(stream, text => MarkdownReport.Write(PlanBook.Make(source), source, text));
                break;
            default:
                WritePlot(stream, ending, ParetoPoints.Chart(source, measure));
                break;
        }
    }

    private static void WriteWorkbook(Stream stream, ReportSource source) => stream.Write(WorkbookWriter.Write(PlanBook.Make(source), source.Title));

    private static void WritePlot(Stream stream, string ending, Chart chart)
    {
        if (!chart.Series.SelectMany(chart.Shown).Any())
        {
            throw new BadInputException(new Finding("command line", 0, 0, "--out", ending, "a row that serves its load and has the measure plotted"));
        }

        if (ending == ".svg")
        {
            OutputFile.WriteText(stream, text => text.Write(SvgChart.File(chart)));
        }
        else
        {
            WritePicture(stream, chart);
        }
    }

    private static void WritePicture(Stream stream, Chart chart)
    {
        if (!Plots.PngChart.HasFonts)
        {
            throw new BadInputException(new Finding("command line", 0, 0, "--out", ".png", "an .svg file: this machine has no font to draw letters with"));
        }

        stream.Write(Plots.PngChart.File(chart));
    }
}
