using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using InferenceModel.Catalog.Json;
using InferenceModel.Estimation.Intervals;

namespace InferenceModel.Calibration.Serving;

/// <summary>Writes <c>calibrations/serving-intervals.json</c>.</summary>
public static class IntervalFile
{
    /// <summary>The file's text.</summary>
    /// <param name="intervals">The intervals.</param>
    /// <param name="data">Measured files: name, rows, and rows intervals were learned from.</param>
    /// <param name="title">Title of the measurements.</param>
    /// <param name="date">Their date.</param>
    public static string Write(ServingIntervals intervals, ImmutableArray<(string File, int Rows, int Used)> data, string title, string date)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("id", "serving_intervals");
            json.WriteStartObject("source");
            json.WriteString("title", title);
            json.WriteString("date", date);
            json.WriteEndObject();
            Each(json, "data", data, one =>
            {
                json.WriteString("file", one.File);
                json.WriteNumber("rows", one.Rows);
                json.WriteNumber("used", one.Used);
            });
            json.WriteNumber("coverage", ServingIntervals.Coverage);
            Each(json, "margins", intervals.Margins, margin =>
            {
                json.WriteString("fidelity", Words(margin.Fidelity));
                json.WriteString("figure", Words(margin.Figure));
                json.WriteString("group", margin.Group);
                Number(json, "configuration", margin.Configuration);
                Number(json, "model", margin.Model);
                Number(json, "accelerator", margin.Accelerator);
                Number(json, "engine", margin.Engine);
            });
            Each(json, "regimes", intervals.Regimes, regime =>
            {
                json.WriteString("fidelity", Words(regime.Fidelity));
                json.WriteString("figure", Words(regime.Figure));
                json.WriteString("regime", regime.Name);
                json.WriteNumber("rows", regime.Rows);
                json.WriteNumber("configurations", regime.Configurations);
                Number(json, "low", regime.Low);
                Number(json, "middle", regime.Middle);
                Number(json, "high", regime.High);
            });
            Each(json, "hulls", intervals.Hulls, pair => Hull(json, Words(pair.Fidelity), pair.Hull));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Hull(Utf8JsonWriter json, string fidelity, MeasuredHull hull)
    {
        json.WriteString("fidelity", fidelity);
        json.WriteString("group", hull.Group);
        foreach (var (name, values) in new[] { ("models", hull.Models), ("accelerators", hull.Accelerators), ("engines", hull.Engines) })
        {
            json.WriteStartArray(name);
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        foreach (var (name, range) in new[] { ("requests_per_rank", hull.RequestsPerRank), ("input_tokens", hull.InputTokens), ("output_tokens", hull.OutputTokens) })
        {
            Number(json, "least_" + name, range.Least);
            Number(json, "most_" + name, range.Most);
        }
    }

    private static void Each<T>(Utf8JsonWriter json, string name, ImmutableArray<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double value) => json.WriteNumber(name, Math.Round(value, 4));

    private static string Words<T>(T value)
        where T : struct, Enum => SnakeCase.Of(value.ToString());
}
