using System.Text;
using InferenceModel.Calibration;
using InferenceModel.Calibration.Serving;
using InferenceModel.Catalog;
using InferenceModel.Plots;
using InferenceModel.Reports;
using InferenceModel.Reports.Charts;

namespace InferenceModel.Cli.Commands;

/// <summary>The folder <c>validate serving --out</c> fills.</summary>
internal static class ServingValidationFolder
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Refuses a folder that cannot be made.</summary>
    /// <param name="folder">The folder.</param>
    public static void Check(string folder)
    {
        if (File.Exists(folder))
        {
            throw new BadInputException(new Finding(folder, 0, 0, "--out", string.Empty, "a folder; this is a file"));
        }
    }

    /// <summary>Writes every row's prediction, the worst rows, and a chart of each metric.</summary>
    /// <param name="console">Takes messages.</param>
    /// <param name="folder">The folder; made where it does not exist.</param>
    /// <param name="outcomes">The rows.</param>
    /// <param name="worst">The worst points.</param>
    public static void Write(CommandConsole console, string folder, IReadOnlyList<ServingOutcome> outcomes, IEnumerable<ComparedPoint> worst)
    {
        Directory.CreateDirectory(folder);
        Text(folder, "predictions.csv", output => ServingRows.Write(outcomes, output));
        Text(folder, "worst.csv", output => ServingRows.WriteWorst(worst, output));
        foreach (var (metric, chart) in ServingCharts.Of(outcomes))
        {
            Text(folder, $"scatter_{metric}.svg", output => output.Write(SvgChart.File(chart)));
            Raster(console, Path.Combine(folder, $"scatter_{metric}.png"), chart);
        }
    }

    private static void Text(string folder, string name, Action<TextWriter> write)
    {
        using var output = new StreamWriter(Path.Combine(folder, name), append: false, Encoding) { NewLine = "\n" };
        write(output);
    }

    /// <summary>A method of its own, so that the drawing library loads only when it draws.</summary>
    private static void Raster(CommandConsole console, string path, Chart chart)
    {
        if (PngChart.HasFonts)
        {
            File.WriteAllBytes(path, PngChart.File(chart));
        }
        else
        {
            console.Errors.WriteLine($"{path} is left out: this machine has no font; the SVG beside it needs none");
        }
    }
}
