using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using InferenceModel.Costs.Kernels;

namespace InferenceModel.Calibration.Kernels;

/// <summary>Writes what a calibration found of a family as <c>kernels/FAMILY.json</c>.</summary>
public static class KernelModelWriter
{
    /// <summary>The file's text.</summary>
    /// <param name="coefficients">The constants.</param>
    /// <param name="corrections">What was learned, by part of the family.</param>
    /// <param name="title">Title of the measurements.</param>
    /// <param name="date">Their date.</param>
    public static string Write(KernelCoefficients coefficients, IReadOnlyDictionary<string, LearnedPart> corrections, string title, string date)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("id", coefficients.Family.Id);
            json.WriteStartObject("sources");
            json.WriteStartObject("tables");
            json.WriteString("title", title);
            json.WriteString("date", date);
            json.WriteEndObject();
            json.WriteEndObject();
            WriteSets(json, coefficients);
            json.WriteStartArray("corrections");
            foreach (var (part, learned) in corrections.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                WriteCorrection(json, coefficients.Family, part, learned);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>Name of the ONNX file of a part.</summary>
    /// <param name="family">The family.</param>
    /// <param name="part">The part.</param>
    public static string FileName(IKernelFamily family, string part) => $"{family.Id}.{part}.onnx";

    private static void WriteSets(Utf8JsonWriter json, KernelCoefficients coefficients)
    {
        json.WriteStartArray("sets");
        foreach (var set in coefficients.Sets)
        {
            json.WriteStartObject();
            json.WriteString("engine", set.Key.Engine);
            json.WriteString("precision", set.Key.Precision);
            json.WriteString("generation", set.Key.Generation);
            json.WriteNumber("rows", set.Rows);
            json.WriteNumber("median_abs_pct", Math.Round(set.MedianPercent, 2));
            json.WriteNumber("mean_abs_pct", Math.Round(set.MeanPercent, 2));
            json.WriteString("systems", set.Source);
            json.WriteStartObject("constants");
            for (var i = 0; i < set.Values.Length; i++)
            {
                json.WriteNumber(coefficients.Family.Constants[i].Name, set.Values[i]);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCorrection(Utf8JsonWriter json, IKernelFamily family, string part, LearnedPart learned)
    {
        json.WriteStartObject();
        json.WriteString("part", part);
        json.WriteString("file", FileName(family, part));
        json.WriteNumber("rows", learned.Rows);
        json.WriteStartObject("inputs");
        var names = KernelInputs.Names(family);
        for (var i = 0; i < names.Length; i++)
        {
            json.WriteStartObject(names[i]);
            json.WriteNumber("low", learned.Hull.Low[i]);
            json.WriteNumber("high", learned.Hull.High[i]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
