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
    /// <param name="hull">Where the correction was trained; null where there is none.</param>
    /// <param name="rows">Rows it was trained on.</param>
    /// <param name="title">Title of the measurements.</param>
    /// <param name="date">Their date.</param>
    public static string Write(KernelCoefficients coefficients, FeatureHull? hull, int rows, string title, string date)
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
            if (hull is not null)
            {
                WriteCorrection(json, coefficients.Family, hull, rows);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

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

    private static void WriteCorrection(Utf8JsonWriter json, IKernelFamily family, FeatureHull hull, int rows)
    {
        json.WriteStartObject("correction");
        json.WriteString("file", $"{family.Id}.onnx");
        json.WriteNumber("rows", rows);
        json.WriteStartObject("inputs");
        var names = KernelInputs.Names(family);
        for (var i = 0; i < names.Length; i++)
        {
            json.WriteStartObject(names[i]);
            json.WriteNumber("low", hull.Low[i]);
            json.WriteNumber("high", hull.High[i]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
