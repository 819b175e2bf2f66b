using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using InferenceModel.Catalog;
using Parquet;
using Parquet.Schema;

namespace InferenceModel.Calibration.Kernels;

/// <summary>Reads a table of measured kernels, Parquet or CSV of the same columns.</summary>
internal static class KernelTableReader
{
    /// <summary>The columns of a table.</summary>
    /// <param name="name">The table.</param>
    /// <param name="findings">Takes what is wrong with it.</param>
    public static KernelColumns? Read(KernelTableName name, FindingList findings)
    {
        try
        {
            return Path.GetExtension(name.Path) == ".csv" ? ReadCsv(name.Path) : ReadParquet(name.Path).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or ParquetException or CsvHelperException or NotSupportedException or FormatException)
        {
            findings.Add(new Finding(name.Path, 0, 0, "file", string.Empty, $"a readable table: {exception.Message}"));
            return null;
        }
    }

    private static async Task<KernelColumns> ReadParquet(string path)
    {
        await using var reader = await ParquetReader.CreateAsync(path).ConfigureAwait(false);
        var groups = new List<KernelColumns>();
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            var columns = new KernelColumns(path, checked((int)group.RowCount));
            foreach (var field in reader.Schema.GetDataFields())
            {
                await Read(group, field, columns).ConfigureAwait(false);
            }

            groups.Add(columns);
        }

        return groups.Count == 1 ? groups[0] : Join(path, groups);
    }

    private static async Task Read(ParquetRowGroupReader group, DataField field, KernelColumns into)
    {
        var rows = into.RowCount;
        switch (Type.GetTypeCode(field.ClrType))
        {
            case TypeCode.Int64:
                into.Add(field.Name, await Numbers<long>(group, field, rows, value => value).ConfigureAwait(false));
                break;
            case TypeCode.Int32:
                into.Add(field.Name, await Numbers<int>(group, field, rows, value => value).ConfigureAwait(false));
                break;
            case TypeCode.Double:
                into.Add(field.Name, await Numbers<double>(group, field, rows, value => value).ConfigureAwait(false));
                break;
            case TypeCode.Single:
                into.Add(field.Name, await Numbers<float>(group, field, rows, value => value).ConfigureAwait(false));
                break;
            case TypeCode.Boolean:
                into.Add(field.Name, await Numbers<bool>(group, field, rows, value => value ? 1 : 0).ConfigureAwait(false));
                break;
            default:
                var cells = new string?[rows];
                await group.ReadAsync(field, cells.AsMemory()).ConfigureAwait(false);
                into.Add(field.Name, [.. cells.Select(cell => cell is null ? string.Empty : string.Intern(cell))]);
                break;
        }
    }

    private static async Task<double[]> Numbers<T>(ParquetRowGroupReader group, DataField field, int rows, Func<T, double> convert)
        where T : struct
    {
        var numbers = new double[rows];
        if (field.IsNullable)
        {
            var cells = new T?[rows];
            await group.ReadAsync<T>(field, cells.AsMemory()).ConfigureAwait(false);
            for (var i = 0; i < rows; i++)
            {
                numbers[i] = cells[i] is { } value ? convert(value) : double.NaN;
            }
        }
        else
        {
            var cells = new T[rows];
            await group.ReadAsync<T>(field, cells.AsMemory()).ConfigureAwait(false);
            for (var i = 0; i < rows; i++)
            {
                numbers[i] = convert(cells[i]);
            }
        }

        return numbers;
    }

    private static KernelColumns Join(string path, List<KernelColumns> groups)
    {
        var all = new KernelColumns(path, groups.Sum(group => group.RowCount));
        foreach (var name in groups.Count == 0 ? [] : groups[0].Names.ToList())
        {
            if (groups[0].HasNumbers(name))
            {
                all.Add(name, [.. groups.SelectMany(group => group.Numbers(name))]);
            }
            else
            {
                all.Add(name, groups.SelectMany(group => group.Texts(name)).ToArray());
            }
        }

        return all;
    }

    private static KernelColumns ReadCsv(string path)
    {
        using var reader = new StreamReader(path);
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture));
        var header = parser.Read() ? parser.Record ?? [] : [];
        var cells = header.Select(_ => new List<string>()).ToArray();
        while (parser.Read())
        {
            if (parser.Count != header.Length)
            {
                throw new InvalidDataException($"line {parser.RawRow} has {parser.Count} cells, the header {header.Length}");
            }

            for (var i = 0; i < header.Length; i++)
            {
                var cell = parser[i];
                cells[i].Add(string.Intern(cell));
            }
        }

        var columns = new KernelColumns(path, cells.Length == 0 ? 0 : cells[0].Count);
        for (var i = 0; i < header.Length; i++)
        {
            AddCsv(columns, header[i].Trim(), cells[i]);
        }

        return columns;
    }

    /// <summary>A column whose filled cells are all numbers is one of numbers.</summary>
    private static void AddCsv(KernelColumns columns, string name, List<string> cells)
    {
        var numbers = new double[cells.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = double.NaN;
            if (cells[i].Length > 0 && !double.TryParse(cells[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
            {
                columns.Add(name, [.. cells]);
                return;
            }
        }

        columns.Add(name, numbers);
    }
}
