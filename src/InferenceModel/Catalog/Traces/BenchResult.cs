using System.Text.Json;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Catalog.Traces;

/// <summary>Reads the detailed result of <c>vllm bench serve --save-detailed</c>: lengths and start times of its requests.</summary>
internal static class BenchResult
{
    private const string Inputs = "input_lens";

    /// <summary>Whether a file is such a result.</summary>
    /// <param name="bytes">Its content.</param>
    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.IndexOf("\"input_lens\""u8) >= 0;

    /// <summary>Reads all requests.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="rows">Takes the requests.</param>
    /// <param name="findings">Takes faults.</param>
    public static void Read(string path, byte[] bytes, TraceRows rows, FindingList findings)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var inputs = root.GetProperty(Inputs);
            if (!root.TryGetProperty("start_times", out var starts) || !root.TryGetProperty("output_lens", out var outputs)
                || starts.GetArrayLength() != inputs.GetArrayLength() || outputs.GetArrayLength() != inputs.GetArrayLength())
            {
                findings.Add(new Finding(path, 0, 0, Inputs, string.Empty, "as many start_times and output_lens beside it (vllm bench serve --save-detailed)"));
                return;
            }

            for (var i = 0; i < inputs.GetArrayLength(); i++)
            {
                rows.Add(Seconds.Of(starts[i].GetDouble()), new RequestSpec(default, inputs[i].GetInt32(), outputs[i].GetInt32()));
            }
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            findings.Add(new Finding(path, 0, 0, Inputs, string.Empty, exception.Message));
        }
    }
}
