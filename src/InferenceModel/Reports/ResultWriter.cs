using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using InferenceModel.Scenarios;

namespace InferenceModel.Reports;

/// <summary>Writes results: scenario columns as they were, then the columns of <see cref="ResultColumns"/>.</summary>
public static class ResultWriter
{
    /// <summary>Version of the result columns; a column that changes its meaning raises it.</summary>
    public const int SchemaVersion = 1;

    private static readonly JsonWriterOptions JsonOptions = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Comma-separated values, one row for each row of the input.</summary>
    /// <param name="columns">The input's columns.</param>
    /// <param name="results">The results.</param>
    /// <param name="output">Where to write.</param>
    public static void WriteCsv(IReadOnlyList<string> columns, IReadOnlyList<ScenarioResult> results, TextWriter output)
    {
        using var csv = new CsvWriter(output, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }, leaveOpen: true);
        var added = Added(columns);
        foreach (var name in columns.Concat(added.Select(column => column.Name)))
        {
            csv.WriteField(name);
        }

        csv.NextRecord();
        foreach (var result in results)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                csv.WriteField(i < result.Row.Cells.Length ? result.Row.Cells[i] : string.Empty);
            }

            foreach (var column in added)
            {
                csv.WriteField(ResultColumns.Text(column.Value(result)));
            }

            csv.NextRecord();
        }
    }

    /// <summary>JSON: <c>{"schema_version":..,"rows":[{column: value, ...}]}</c>; absent values are left out.</summary>
    /// <param name="columns">The input's columns.</param>
    /// <param name="results">The results.</param>
    /// <param name="output">Where to write.</param>
    public static void WriteJson(IReadOnlyList<string> columns, IReadOnlyList<ScenarioResult> results, Stream output)
    {
        using var json = new Utf8JsonWriter(output, JsonOptions);
        json.WriteStartObject();
        json.WriteNumber("schema_version", SchemaVersion);
        json.WriteString("tool_version", Tool.Version);
        json.WriteStartArray("rows");
        var added = Added(columns);
        foreach (var result in results)
        {
            json.WriteStartObject();
            for (var i = 0; i < Math.Min(columns.Count, result.Row.Cells.Length); i++)
            {
                json.WriteString(columns[i], result.Row.Cells[i]);
            }

            foreach (var column in added)
            {
                WriteValue(json, column.Name, column.Value(result));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes one value; six significant digits for numbers.</summary>
    /// <param name="json">Where to write.</param>
    /// <param name="name">The member.</param>
    /// <param name="value">A number, a text, or null.</param>
    public static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case double number when double.IsFinite(number):
                json.WriteNumber(name, ResultColumns.Rounded(number));
                break;
            case int or long:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case string text:
                json.WriteString(name, text);
                break;
        }
    }

    /// <summary>A scenario column of the same name stays as the user wrote it and is not written twice.</summary>
    private static List<ResultColumn> Added(IReadOnlyList<string> columns) =>
        [.. ResultColumns.All.Where(column => !columns.Contains(column.Name))];
}
