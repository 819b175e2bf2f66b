using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using InferenceModel.Engines;
using InferenceModel.Units;

namespace InferenceModel.Calibration.Serving;

/// <summary>What a fit of an engine's host times came to.</summary>
/// <param name="Engine">The engine with its fitted constants.</param>
/// <param name="Constants">Each constant before and after.</param>
/// <param name="FittedRuns">Runs it was fitted to.</param>
/// <param name="LeftOutRuns">Runs of configurations left out.</param>
/// <param name="Before">Errors of the runs left out before, by quantity.</param>
/// <param name="After">Errors of the runs left out after, by quantity.</param>
public sealed record EngineFitResult(
    ServingEngine Engine,
    ImmutableArray<(string Name, Seconds Before, Seconds After)> Constants,
    int FittedRuns,
    int LeftOutRuns,
    ImmutableSortedDictionary<string, ErrorStatistics> Before,
    ImmutableSortedDictionary<string, ErrorStatistics> After)
{
    /// <summary>The engine as a file of its own that builds on the one fitted.</summary>
    /// <param name="title">Title of the measurements.</param>
    /// <param name="date">Their date.</param>
    public string ToJson(string title, string date)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("base", Engine.Id);
            json.WriteString("id", Engine.Id + "_fitted");
            json.WriteString("name", Engine.Name + ", host times fitted");
            json.WriteStartArray("aliases");
            json.WriteEndArray();
            json.WriteString("kernels_of", Engine.KernelsOf);
            foreach (var (name, _, after) in Constants)
            {
                json.WriteStartObject(name);
                json.WriteString("value", string.Create(CultureInfo.InvariantCulture, $"{after.TotalMicroseconds:R} us"));
                json.WriteString("source", "fitted_here");
                json.WriteEndObject();
            }

            json.WriteStartObject("sources.fitted_here");
            json.WriteString("title", string.Create(CultureInfo.InvariantCulture, $"{title}: {FittedRuns} runs, {LeftOutRuns} left out"));
            json.WriteString("date", date);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
