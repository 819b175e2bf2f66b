using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace InferenceModel.Calibration;

/// <summary>Predictions against measurements: overall, by group, and the rows where they part most.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="Predicted">Rows that were predicted.</param>
/// <param name="Metrics">Errors of all rows, by metric.</param>
/// <param name="Groups">Errors by label.</param>
/// <param name="Worst">Points with the largest errors, largest first.</param>
/// <param name="Refused">Rows not predicted, counted by reason.</param>
public sealed record ValidationReport(
    int Rows,
    int Predicted,
    ImmutableSortedDictionary<string, ErrorStatistics> Metrics,
    ImmutableArray<ValidationGroup> Groups,
    ImmutableArray<ComparedPoint> Worst,
    ImmutableSortedDictionary<string, int> Refused)
{
    /// <summary>
    /// JSON: <c>{"rows":n,"predicted":n,"metrics":{metric:{...}},"groups":[{"by":..,"key":..,"metrics":{...}}],"worst":[...],"refused":{reason:n}}</c>.
    /// </summary>
    /// <param name="more">Writes further members of the outermost object, or null.</param>
    public string ToJson(Action<Utf8JsonWriter>? more = null)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("rows", Rows);
            json.WriteNumber("predicted", Predicted);
            WriteMetrics(json, "metrics", Metrics);
            more?.Invoke(json);
            WriteGroups(json);
            WriteWorst(json);
            json.WriteStartObject("refused");
            foreach (var (reason, count) in Refused)
            {
                json.WriteNumber(reason, count);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Writes metrics as a member: <c>"name":{metric:{...}}</c>.</summary>
    /// <param name="json">Where to write; an object is open.</param>
    /// <param name="name">The member.</param>
    /// <param name="metrics">Errors by metric.</param>
    public static void WriteMetrics(Utf8JsonWriter json, string name, ImmutableSortedDictionary<string, ErrorStatistics> metrics)
    {
        json.WriteStartObject(name);
        foreach (var (metric, statistics) in metrics)
        {
            json.WriteStartObject(metric);
            statistics.Write(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteGroups(Utf8JsonWriter json)
    {
        json.WriteStartArray("groups");
        foreach (var group in Groups)
        {
            json.WriteStartObject();
            json.WriteString("by", group.By);
            json.WriteString("key", group.Key);
            WriteMetrics(json, "metrics", group.Metrics);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteWorst(Utf8JsonWriter json)
    {
        json.WriteStartArray("worst");
        foreach (var point in Worst)
        {
            json.WriteStartObject();
            json.WriteString("metric", point.Metric);
            json.WriteString("row", point.Name);
            json.WriteNumber("measured", point.Measured);
            json.WriteNumber("predicted", point.Predicted);
            json.WriteNumber("error_pct", Math.Round(point.SignedPercent, 2));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
