using System.Globalization;
using CsvHelper;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Profiling.Measuring;

/// <summary>
/// Writes measured rows as kernel tables: <c>SYSTEM/OPERATOR__ENGINE__VERSION.csv</c> with the columns that readers of such tables ask for, times in
/// milliseconds, and beside them the spread and the number of runs.
/// </summary>
public static class KernelTableFiles
{
    private const string Format = "float32";

    /// <summary>Writes a table for each kind of kernel.</summary>
    /// <param name="folder">The folder that receives the system's folder.</param>
    /// <param name="system">The device.</param>
    /// <param name="version">ONNX Runtime's version.</param>
    /// <param name="rows">The rows.</param>
    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Write(string folder, string system, string version, IReadOnlyList<MeasuredRow> rows)
    {
        var files = new List<string>();
        Directory.CreateDirectory(Path.Combine(folder, system));
        foreach (var kind in rows.GroupBy(row => row.Call.Family).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            var path = Path.Combine(folder, system, $"{kind.Key}__{DeviceFit.Engine}__{version}.csv");
            using var text = new StreamWriter(path) { NewLine = "\n" };
            using var csv = new CsvWriter(text, CultureInfo.InvariantCulture);
            Row(csv, [.. Cells(kind.First().Call).Select(cell => cell.Name), "latency", "latency_spread", "samples"]);
            foreach (var row in kind)
            {
                Row(csv, [.. Cells(row.Call).Select(cell => cell.Value), Number(Units.Seconds.Of(row.Seconds).TotalMilliseconds), Number(row.Spread), Number(row.Samples)]);
            }

            files.Add(path);
        }

        return files;
    }

    private static void Row(CsvWriter csv, IEnumerable<string> cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(cell);
        }

        csv.NextRecord();
    }

    private static (string Name, string Value)[] Cells(KernelCall call) => call switch
    {
        GemmCall gemm => [("gemm_dtype", gemm.Precision), ("m", Number(gemm.Rows)), ("n", Number(gemm.Outputs)), ("k", Number(gemm.Inputs))],
        PrefillAttentionCall prompt => Attention(prompt.Sequences, prompt.Tokens, prompt.Past, prompt.QueryHeads, prompt.KeyHeads, prompt.HeadDimension, prompt.Window),
        DecodeAttentionCall decode => Attention(decode.Sequences, 1, decode.Context - 1, decode.QueryHeads, decode.KeyHeads, decode.HeadDimension, decode.Window),
        ElementwiseCall work => [("bytes", Number(work.Bytes)), ("launches", Number(work.Launches))],
        _ => throw new InvalidOperationException($"No table for {call.Family}."),
    };

    private static (string Name, string Value)[] Attention(double batch, double tokens, double past, double heads, double keyHeads, double width, double window) =>
    [
        ("kernel_source", DeviceFit.Engine), ("attn_dtype", Format), ("kv_cache_dtype", Format), ("batch_size", Number(batch)), ("isl", Number(tokens)), ("step", Number(past)),
        ("num_heads", Number(heads)), ("num_key_value_heads", Number(keyHeads)), ("head_dim", Number(width)), ("window_size", Number(double.IsInfinity(window) ? 0 : window)),
    ];

    private static string Number(double value) => value.ToString("G9", CultureInfo.InvariantCulture);
}
