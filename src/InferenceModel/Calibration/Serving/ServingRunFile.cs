using System.Globalization;
using System.Text;
using InferenceModel.Catalog;
using InferenceModel.Catalog.Json;
using InferenceModel.Units;

namespace InferenceModel.Calibration.Serving;

/// <summary>
/// Reads files of serving runs, whatever their form, recognised by their content: InferenceX rows, collected measurements, results of
/// <c>vllm bench serve</c> (JSON), AIPerf's summary (CSV), aiconfigurator's table of configurations (CSV).
/// </summary>
public static class ServingRunFile
{
    private const string Expected =
        "results of vllm bench serve (JSON), AIPerf's profile_export_aiperf.csv, aiconfigurator's pareto.csv, the columns of InferenceX results (id, engine, model, system, precision, serving, isl, osl, concurrency, tp, ttft_ms, tpot_ms), "
        + "or of collected measurements (id, gpu, num_gpus, tp, model, weight_dtype, framework, serving, isl, osl, throughput_tok_s, ttft_ms_mean, tpot_ms_mean)";

    private static readonly Bytes LargestFile = Bytes.OfMebi(64);
    private static readonly string[] Endings = [".csv", ".json", ".jsonl"];

    /// <summary>Reads a file, or all files of a folder that end with .csv, .json or .jsonl.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="details">What options give.</param>
    /// <returns>A run a row, or why the row is none.</returns>
    /// <exception cref="BadInputException">A file cannot be read, is of no known form, or lacks what no option gives; every fault is told.</exception>
    public static IReadOnlyList<(ServingRun? Run, string Reason)> Read(string path, RunDetails details)
    {
        var findings = new FindingList();
        var runs = new List<(ServingRun?, string)>();
        string[] files = Directory.Exists(path) ? [.. Directory.GetFiles(path).Where(file => Endings.Contains(Path.GetExtension(file).ToLowerInvariant())).Order(StringComparer.Ordinal)] : [path];
        if (files.Length == 0)
        {
            findings.Add(new Finding(path, 0, 0, "folder", string.Empty, $"files that end with one of {string.Join(", ", Endings)}"));
        }

        foreach (var file in files)
        {
            var bytes = InputFile.ReadUtf8(file, LargestFile);
            runs.AddRange(bytes.AsSpan().TrimStart(" \r\n\t"u8).StartsWith("{"u8) ? Objects(file, bytes, details, findings) : Rows(CsvTable.Parse(file, Encoding.UTF8.GetString(bytes), findings), details, findings));
        }

        return findings.Count > 0 ? throw new BadInputException(findings) : runs;
    }

    private static List<(ServingRun?, string)> Objects(string file, byte[] bytes, RunDetails details, FindingList findings)
    {
        var runs = new List<(ServingRun?, string)>();
        var name = Path.GetFileNameWithoutExtension(file);
        foreach (var (line, text) in Split(bytes))
        {
            if (JsonDocumentAt.Parse(file, text, findings) is not { } root)
            {
                continue;
            }

            if (!BenchResultReader.Recognises(root))
            {
                findings.Add(new Finding(file, line, 0, "members", string.Join(",", root.Names.Take(6)), Expected));
                continue;
            }

            var id = line > 1 ? string.Create(CultureInfo.InvariantCulture, $"{name}:{line}") : name;
            runs.Add((BenchResultReader.Read(root, file, line, id, details, findings, out var reason), reason));
        }

        return runs;
    }

    /// <summary>One object, or one a line; blank lines before an object keep its place in the file true.</summary>
    private static IEnumerable<(int Line, byte[] Text)> Split(byte[] bytes)
    {
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        var isOneALine = lines.All(line => line.Trim() is var text && (text.Length == 0 || (text[0] == '{' && text[^1] == '}')));
        return isOneALine && lines.Count(line => line.Trim().Length > 0) > 1
            ? lines.Index().Where(line => line.Item.Trim().Length > 0).Select(line => (line.Index + 1, Encoding.UTF8.GetBytes(new string('\n', line.Index) + line.Item)))
            : [(1, bytes)];
    }

    private static List<(ServingRun?, string)> Rows(CsvTable table, RunDetails details, FindingList findings)
    {
        if (AiPerfReader.Recognises(table))
        {
            return [(AiPerfReader.Read(table, Path.GetFileNameWithoutExtension(table.Path), details, findings), string.Empty)];
        }

        var (isInferenceX, isMeasured, isPredicted) = (InferenceXReader.Recognises(table), MeasuredReader.Recognises(table), AiConfiguratorReader.Recognises(table));
        if (!isInferenceX && !isMeasured && !isPredicted)
        {
            findings.Add(new Finding(table.Path, 1, 0, "header", string.Join(",", table.Header.Take(6)), Expected));
            return [];
        }

        var runs = new List<(ServingRun?, string)>(table.Rows.Length);
        for (var i = 0; i < table.Rows.Length; i++)
        {
            var cells = table.Cells(i, findings);
            var reason = string.Empty;
            var run = isInferenceX ? InferenceXReader.Read(cells, out reason)
                : isMeasured ? MeasuredReader.Read(cells, out reason)
                : AiConfiguratorReader.Read(cells, table, details, findings, out reason);
            runs.Add((run, reason));
        }

        return runs;
    }
}
