using System.Collections.Immutable;
using System.Text;
using InferenceModel.Catalog;
using InferenceModel.Units;

namespace InferenceModel.Scenarios;

/// <summary>Reads scenario files: comma-separated, one header, UTF-8.</summary>
public static class ScenarioReader
{
    private static readonly Bytes LargestFile = Bytes.OfMebi(64);

    /// <summary>Reads a file and checks every cell that has a meaning.</summary>
    /// <param name="path">The file.</param>
    /// <param name="catalog">What names may refer to.</param>
    /// <returns>All rows, and all faults.</returns>
    /// <exception cref="BadInputException">The file cannot be read at all, or its header is faulty.</exception>
    public static ScenarioFile Read(string path, ModelCatalog catalog)
    {
        var bytes = InputFile.ReadUtf8(path, LargestFile);
        return Parse(path, Encoding.UTF8.GetString(bytes), catalog);
    }

    /// <summary>Reads a text that is already in memory.</summary>
    /// <param name="path">What to call it in messages.</param>
    /// <param name="text">The text.</param>
    /// <param name="catalog">What names may refer to.</param>
    public static ScenarioFile Parse(string path, string text, ModelCatalog catalog)
    {
        var findings = new FindingList();
        var table = CsvTable.Parse(path, text, findings);
        var columns = Columns(path, table.Header, findings);
        var names = new NameChecker(catalog);
        var rows = ImmutableArray.CreateBuilder<ScenarioRow>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (line, cells) in table.Rows)
        {
            rows.Add(Row(path, line, columns, table.Header.Length, cells, names, ids, findings));
        }

        if (rows.Count == 0)
        {
            findings.Add(new Finding(path, 1, 0, "file", string.Empty, "at least one row below the header"));
        }

        return new ScenarioFile(path, table.Header, rows.ToImmutable(), findings.Kept);
    }

    private static Dictionary<string, int> Columns(string path, ImmutableArray<string> header, FindingList findings)
    {
        if (header.Contains(DemandColumns.Product))
        {
            throw new BadInputException(new Finding(path, 1, header.IndexOf(DemandColumns.Product) + 1, "header", DemandColumns.Product, "a scenario file; this is a demand file, which infermodel plan reads"));
        }

        var columns = RowChecks.Header(path, header, ScenarioColumns.Required, findings);
        if (!ScenarioColumns.Loads.Any(columns.ContainsKey))
        {
            findings.Add(new Finding(path, 1, 0, "header", string.Empty, $"one of the columns {string.Join(", ", ScenarioColumns.Loads)}"));
        }

        return findings.Count > 0 ? throw new BadInputException(findings) : columns;
    }

    private static ScenarioRow Row(
        string path, int line, Dictionary<string, int> columns, int width, string[] cells, NameChecker names, HashSet<string> ids, FindingList findings)
    {
        var own = new FindingList();
        RowChecks.Row(path, line, width, cells, own);
        var scenario = cells.Length == width ? RowReader.Read(new CellReader(path, line, columns, cells, own), names) : null;
        if (scenario is not null && !ids.Add(scenario.Id))
        {
            own.Add(new Finding(path, line, columns.GetValueOrDefault("scenario_id") + 1, "scenario_id", Finding.Shorten(scenario.Id), "a name no other row has"));
        }

        foreach (var finding in own.Kept)
        {
            findings.Add(finding);
        }

        return own.Count == 0
            ? new ScenarioRow([.. cells], scenario, string.Empty)
            : new ScenarioRow([.. cells], null, string.Join("; ", own.Kept.Select(finding => $"{finding.Subject} '{finding.Value}': {finding.Expected}")));
    }
}
