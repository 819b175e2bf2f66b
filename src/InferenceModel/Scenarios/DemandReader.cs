using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Units;

namespace InferenceModel.Scenarios;

/// <summary>Reads demand files: comma-separated, one header, a row for each product.</summary>
public static class DemandReader
{
    private const int MostMonths = 240;
    private static readonly Bytes LargestFile = Bytes.OfMebi(4);

    /// <summary>Reads a file and checks every cell.</summary>
    /// <param name="path">The file.</param>
    /// <param name="catalog">What names may refer to.</param>
    /// <returns>The fleets, in the order of their first rows.</returns>
    /// <exception cref="BadInputException">Anything is faulty; all faults are in it.</exception>
    public static ImmutableArray<DemandFleet> Read(string path, ModelCatalog catalog)
    {
        var findings = new FindingList();
        var table = CsvTable.Read(path, LargestFile, findings);
        CheckHeader(path, table.Header, findings);
        var names = new NameChecker(catalog);
        var rows = new List<(CellReader Cells, string Fleet, DemandProduct? Product)>();
        var products = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < table.Rows.Length; i++)
        {
            var (line, texts) = table.Rows[i];
            var before = findings.Count;
            RowChecks.Row(path, line, table.Header.Length, texts, findings);
            if (findings.Count > before)
            {
                continue;
            }

            var cells = table.Cells(i, findings);
            var name = cells.Text(DemandColumns.Product);
            if (name.Length > 0 && !products.Add(name))
            {
                cells.Report(DemandColumns.Product, "a name no other row has");
            }

            rows.Add((cells, cells.Find("fleet") ?? name, DemandProductReader.Read(cells, names, name)));
        }

        if (table.Rows.Length == 0)
        {
            findings.Add(new Finding(path, 1, 0, "file", string.Empty, "at least one row below the header"));
        }

        var fleets = rows.GroupBy(row => row.Fleet, StringComparer.Ordinal)
            .Select(fleet => Fleet(fleet.Key, [.. fleet.Select(row => row.Cells)], [.. fleet.Select(row => row.Product).OfType<DemandProduct>()], names)).ToImmutableArray();
        return findings.Count > 0 ? throw new BadInputException(findings) : fleets;
    }

    private static void CheckHeader(string path, ImmutableArray<string> header, FindingList findings)
    {
        var columns = RowChecks.Header(path, header, DemandColumns.Required, findings);
        foreach (var (name, index) in columns.Where(column => !DemandColumns.Known.Contains(column.Key)))
        {
            findings.Add(new Finding(path, 1, index + 1, "header", Finding.Shorten(name), $"one of {string.Join(", ", DemandColumns.Known)}"));
        }

        if (!DemandColumns.Loads.Any(columns.ContainsKey))
        {
            findings.Add(new Finding(path, 1, 0, "header", string.Empty, $"one of the columns {string.Join(", ", DemandColumns.Loads)}"));
        }

        if (findings.Count > 0)
        {
            throw new BadInputException(findings);
        }
    }

    private static DemandFleet Fleet(string name, ImmutableArray<CellReader> rows, ImmutableArray<DemandProduct> products, NameChecker names)
    {
        var first = rows[0];
        foreach (var (row, column) in rows.Skip(1).SelectMany(row => DemandColumns.OfFleet.Select(column => (row, column))))
        {
            if (row.Find(column) is { } other && other != first.Find(column))
            {
                row.Report(column, $"the same as in line {first.Line}, '{first.Find(column)}', or an empty cell: it is about the whole fleet '{name}'");
            }
        }

        var systems = DemandProductReader.List(first.Text("hw"));
        foreach (var system in systems)
        {
            RowReader.Checked(first, "hw", system, names.System);
        }

        return new DemandFleet(
            name,
            products,
            systems,
            first.Integer("months", 1, MostMonths, 36),
            Start(first),
            first.Integer("lead_months", 0, 60, 3),
            first.Integer("spare_replicas", 0, 1000, 1),
            first.Integer("gpus_on_hand", 0, 10_000_000, 0),
            CostTermsReader.Read(first, names) with { Api = null },
            first.Find("on_demand_usd_per_gpu_hour") is null ? null : UsdPerHour.Of(first.Number("on_demand_usd_per_gpu_hour", 0, 10_000)));
    }

    private static DateOnly? Start(CellReader cells)
    {
        if (cells.Find("start_month") is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) && month.Year is >= 2000 and < 2200)
        {
            return month;
        }

        cells.Report("start_month", "year and month as 2027-01, from 2000 on");
        return null;
    }
}
