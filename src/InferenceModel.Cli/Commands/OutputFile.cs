using System.Text;
using InferenceModel.Catalog;
using InferenceModel.Reports;
using InferenceModel.Scenarios;

namespace InferenceModel.Cli.Commands;

/// <summary>Writes result files: whole or not at all.</summary>
internal static class OutputFile
{
    private static readonly string[] Endings = [".csv", ".json", ".md"];

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

    /// <summary>Writes results of a scenario file.</summary>
    /// <param name="output">The file.</param>
    /// <param name="columns">The input's columns.</param>
    /// <param name="results">The results.</param>
    public static void Write(string output, IReadOnlyList<string> columns, IReadOnlyList<ScenarioResult> results) => Write(
        output,
        stream => ResultWriter.WriteJson(columns, results, stream),
        text => ResultWriter.WriteCsv(columns, results, text),
        text => ResultWriter.WriteMarkdown(results, text));

    /// <summary>Writes beside the file first and moves it over the file last.</summary>
    /// <param name="output">The file; its ending says which format.</param>
    /// <param name="json">Writes JSON.</param>
    /// <param name="csv">Writes comma-separated values.</param>
    /// <param name="markdown">Writes Markdown.</param>
    public static void Write(string output, Action<Stream> json, Action<TextWriter> csv, Action<TextWriter> markdown)
    {
        var partial = output + ".partial";
        using (var stream = File.Create(partial))
        {
            if (output.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            {
                json(stream);
            }
            else
            {
                using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
                (output.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? csv : markdown)(text);
            }
        }

        File.Move(partial, output, overwrite: true);
    }
}
