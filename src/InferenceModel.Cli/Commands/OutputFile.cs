using System.Text;
using InferenceModel.Catalog;
using InferenceModel.Reports.Plans;

namespace InferenceModel.Cli.Commands;

/// <summary>Writes result files: whole or not at all.</summary>
internal static class OutputFile
{
    private static readonly string[] Endings = [".csv", ".json", ".md", ".html", ".xlsx", ".svg", ".png"];

    /// <summary>Refuses a file that cannot be written or that is the input.</summary>
    /// <param name="output">The file, or null for none.</param>
    /// <param name="input">The input.</param>
    /// <exception cref="BadInputException">The file is refused.</exception>
    public static void Check(string? output, string input)
    {
        if (output is null)
        {
            return;
        }

        if (!Endings.Contains(Path.GetExtension(output).ToLowerInvariant()))
        {
            throw new BadInputException(new Finding(output, 0, 0, "--out", Path.GetExtension(output), $"a file that ends with one of {string.Join(", ", Endings)}"));
        }

        if (Path.GetFullPath(output) == Path.GetFullPath(input))
        {
            throw new BadInputException(new Finding(output, 0, 0, "--out", string.Empty, "another file than the input"));
        }

        if (Path.GetDirectoryName(Path.GetFullPath(output)) is { } folder && !Directory.Exists(folder))
        {
            throw new BadInputException(new Finding(output, 0, 0, "--out", string.Empty, "a folder that exists"));
        }
    }

    /// <summary>Writes beside the file first and moves it over the file last.</summary>
    /// <param name="output">The file; its ending says which format.</param>
    /// <param name="json">Writes JSON.</param>
    /// <param name="csv">Writes comma-separated values.</param>
    /// <param name="report">What other formats show; made only where one is asked for.</param>
    /// <param name="measure">What a Pareto plot shows up.</param>
    /// <param name="markdown">Writes Markdown; null for that of the report.</param>
    public static void Write(
        string output, Action<Stream> json, Action<TextWriter> csv, Func<ReportSource> report, ParetoMeasure measure, Action<TextWriter>? markdown = null)
    {
        var partial = output + ".partial";
        using (var stream = File.Create(partial))
        {
            switch (Path.GetExtension(output).ToLowerInvariant())
            {
                case ".json":
                    json(stream);
                    break;
                case ".csv":
                    WriteText(stream, csv);
                    break;
                case ".md" when markdown is not null:
                    WriteText(stream, markdown);
                    break;
                case var ending:
                    ReportFile.Write(stream, ending, report(), measure);
                    break;
            }
        }

        File.Move(partial, output, overwrite: true);
    }

    /// <summary>Writes text as UTF-8 without a mark, lines ended as everywhere.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="write">Writes it.</param>
    public static void WriteText(Stream stream, Action<TextWriter> write)
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        write(text);
    }
}
