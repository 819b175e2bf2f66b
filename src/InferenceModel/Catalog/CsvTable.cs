using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using InferenceModel.Units;

namespace InferenceModel.Catalog;

/// <summary>A comma-separated file with one header line: cells as text, each with its place.</summary>
/// <param name="Path">The file as the user named it.</param>
/// <param name="Header">Column names, trimmed.</param>
/// <param name="Rows">Line on which each row begins, and its cells.</param>
public sealed record CsvTable(string Path, ImmutableArray<string> Header, ImmutableArray<(int Line, string[] Cells)> Rows)
{
    private readonly Dictionary<string, int> columns = Header.Index().DistinctBy(column => column.Item).ToDictionary(column => column.Item, column => column.Index, StringComparer.Ordinal);

    /// <summary>Reads a UTF-8 file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">The largest file accepted.</param>
    /// <param name="findings">Takes faults of quoting and of single rows.</param>
    /// <exception cref="BadInputException">The file cannot be read at all or has no header.</exception>
    public static CsvTable Read(string path, Bytes limit, FindingList findings) =>
        Parse(path, Encoding.UTF8.GetString(InputFile.ReadUtf8(path, limit)), findings);

    /// <summary>Reads a text that is already in memory.</summary>
    /// <param name="path">What to call it in messages.</param>
    /// <param name="text">The text.</param>
    /// <param name="findings">Takes faults of quoting.</param>
    /// <exception cref="BadInputException">There is no header.</exception>
    public static CsvTable Parse(string path, string text, FindingList findings)
    {
        using var reader = new StringReader(text);
        using var parser = new CsvParser(reader, Configuration(path, findings));
        if (!TryRead(parser, path, findings) || parser.Record is not { } header)
        {
            findings.Add(new Finding(path, 1, 0, "file", string.Empty, "a header line; the file is empty"));
            throw new BadInputException(findings);
        }

        var rows = ImmutableArray.CreateBuilder<(int, string[])>();
        while (true)
        {
            var line = parser.RawRow + 1;
            if (!TryRead(parser, path, findings))
            {
                break;
            }

            rows.Add((line, parser.Record ?? []));
        }

        return new CsvTable(path, [.. header.Select(name => name.Trim())], rows.ToImmutable());
    }

    /// <summary>Whether a column is there.</summary>
    /// <param name="column">Its name.</param>
    public bool Has(string column) => columns.ContainsKey(column);

    /// <summary>Typed access to one row.</summary>
    /// <param name="row">Its number in <see cref="Rows"/>.</param>
    /// <param name="findings">Takes the faults of its cells.</param>
    internal CellReader Cells(int row, FindingList findings) => new(Path, Rows[row].Line, columns, Rows[row].Cells, findings);

    private static CsvConfiguration Configuration(string path, FindingList findings) => new(CultureInfo.InvariantCulture)
    {
        HasHeaderRecord = false,
        IgnoreBlankLines = true,
        BadDataFound = bad => findings.Add(new Finding(
            path, bad.Context.Parser?.RawRow ?? 0, 0, "quotes", Finding.Shorten(bad.Field ?? string.Empty), "a quote inside a cell is doubled, and the cell stands in quotes")),
    };

    private static bool TryRead(CsvParser parser, string path, FindingList findings)
    {
        try
        {
            return parser.Read();
        }
        catch (CsvHelperException exception)
        {
            findings.Add(new Finding(path, parser.RawRow, 0, "CSV", string.Empty, exception.Message.Split('\n')[0]));
            return false;
        }
    }
}
