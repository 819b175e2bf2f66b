using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace InferenceModel.Reports;

/// <summary>A list as data: numbers stay numbers until they are shown.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The values: numbers, texts or null.</param>
public sealed record CatalogTable(ImmutableArray<CatalogColumn> Columns, ImmutableArray<ImmutableArray<object?>> Rows)
{
    private const double Thousand = 1000;

    /// <summary>Heads of the columns people see.</summary>
    public IEnumerable<string> Heads => Shown.Select(i => Columns[i].Head!);

    /// <summary>The rows as people read them: large counts in millions and billions.</summary>
    public IEnumerable<IReadOnlyList<string>> TextRows() => Rows.Select(row => (IReadOnlyList<string>)[.. Shown.Select(i => Text(row[i]))]);

    /// <summary>Of the columns people see, those that hold text, from 0.</summary>
    public IEnumerable<int> TextColumns => Shown.Index().Where(shown => Rows.Any(row => row[shown.Item] is string)).Select(shown => shown.Index);

    private IEnumerable<int> Shown => Enumerable.Range(0, Columns.Length).Where(i => Columns[i].Head is not null);

    /// <summary>A JSON array with one object a row; absent values are left out.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            foreach (var row in Rows)
            {
                json.WriteStartObject();
                for (var i = 0; i < Columns.Length; i++)
                {
                    ResultWriter.WriteValue(json, Columns[i].Name, row[i]);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Text(object? value) => value switch
    {
        long count when count >= Thousand * Thousand * Thousand => $"{ResultSummary.Number(count / (Thousand * Thousand * Thousand))} B",
        long count when count >= Thousand * Thousand => $"{ResultSummary.Number(count / (Thousand * Thousand))} M",
        double number => ResultSummary.Number(number),
        _ => ResultColumns.Text(value),
    };
}
