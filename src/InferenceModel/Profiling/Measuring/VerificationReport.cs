using System.Text;
using System.Text.Json;
using InferenceModel.Calibration;

namespace InferenceModel.Profiling.Measuring;

/// <summary>What a verification found.</summary>
/// <param name="Model">The model that ran.</param>
/// <param name="Profile">The profile of one process.</param>
/// <param name="Points">Points of the whole model.</param>
/// <param name="Sharded">What two ranks found; null where they did not run.</param>
/// <param name="NotSharded">Why two ranks did not run; null where they did.</param>
public sealed record VerificationReport(string Model, LayerProfile Profile, IReadOnlyList<VerifiedPoint> Points, ShardedReport? Sharded, string? NotSharded)
{
    /// <summary>Errors of the time to first token.</summary>
    public ErrorStatistics FirstToken => ErrorStatistics.Of([.. Points.Select(point => point.FirstTokenError)]);

    /// <summary>Errors of the time per output token.</summary>
    public ErrorStatistics PerToken => ErrorStatistics.Of([.. Points.Select(point => point.PerTokenError)]);

    /// <summary>JSON: <c>points</c>, <c>ttft</c>, <c>tpot</c>, <c>tensor_parallel</c>, then every point.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("points", Points.Count);
            Write(json, "ttft", FirstToken);
            Write(json, "tpot", PerToken);
            if (Sharded is { } sharded)
            {
                json.WriteStartObject("tensor_parallel");
                json.WriteNumber("ranks", sharded.Ranks);
                json.WriteNumber("points", sharded.Points.Count);
                Write(json, "ttft", sharded.FirstToken);
                Write(json, "tpot", sharded.PerToken);
                json.WriteNumber("all_reduce_us", Math.Round(sharded.ReduceCall.TotalMicroseconds, 3));
                json.WriteNumber("all_reduce_gb_s", Math.Round(sharded.ReduceBandwidth.TotalGiga, 3));
                json.WriteEndObject();
            }
            else
            {
                json.WriteNull("tensor_parallel");
                json.WriteString("tensor_parallel_reason", NotSharded);
            }

            json.WriteString("model", Model);
            json.WriteString("device", Profile.Device.Name);
            json.WriteNumber("session_call_us", Math.Round(Profile.Call.TotalMicroseconds, 3));
            WritePoints(json, "measured_points", Points);
            if (Sharded is { } ranks)
            {
                WritePoints(json, "tensor_parallel_points", ranks.Points);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, string name, ErrorStatistics errors)
    {
        json.WriteStartObject(name);
        errors.Write(json);
        json.WriteEndObject();
    }

    private static void WritePoints(Utf8JsonWriter json, string name, IReadOnlyList<VerifiedPoint> points)
    {
        json.WriteStartArray(name);
        foreach (var point in points)
        {
            json.WriteStartObject();
            json.WriteNumber("batch", point.Point.Batch);
            json.WriteNumber("prompt", point.Point.Tokens);
            json.WriteNumber("context", point.Point.Tokens + point.Times.Steps.Length);
            json.WriteNumber("ttft_ms", Milliseconds(point.Times.FirstToken));
            json.WriteNumber("predicted_ttft_ms", Milliseconds(point.FirstToken.Total));
            json.WriteNumber("tpot_ms", Milliseconds(point.Times.PerToken));
            json.WriteNumber("predicted_tpot_ms", Milliseconds(point.PerToken.Total));
            json.WriteNumber("median_gap_ms", Milliseconds(point.Times.MedianGap));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static double Milliseconds(double seconds) => Math.Round(Units.Seconds.Of(seconds).TotalMilliseconds, 4);
}
