using System.Globalization;
using System.Text.Json;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Catalog.Traces;

/// <summary>
/// Reads recorded serving runs: <c>llmservingsim/RUN</c> (vLLM 0.19, a line a request, the machine in <c>config.json</c>) and
/// <c>apex/runs.csv</c> with its traces (vLLM 0.6.0 behind its server, sums only; answers were not pinned, so trace lengths are scaled to the real total).
/// </summary>
public static class ReplayReader
{
    private const string ApexEngine = "vllm_v0_server";
    private const int ApexSequences = 256;
    private const int ApexBatchedTokens = 8192;

    private static readonly Bytes LargestFile = Bytes.OfGibi(1);

    /// <summary>All runs of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="BadInputException">It holds no runs, or one cannot be read.</exception>
    public static IReadOnlyList<ReplayRun> Read(string folder)
    {
        var runs = new List<ReplayRun>();
        var measured = Path.Combine(folder, "llmservingsim");
        if (Directory.Exists(measured))
        {
            runs.AddRange(Directory.GetDirectories(measured).Order(StringComparer.Ordinal).Where(run => File.Exists(Path.Combine(run, "meta.json"))).Select(ReadMeasured));
        }

        var sums = Path.Combine(folder, "apex", "runs.csv");
        if (File.Exists(sums))
        {
            runs.AddRange(ReadSums(sums));
        }

        return runs.Count > 0 ? runs : throw new BadInputException(new Finding(folder, 0, 0, "folder", string.Empty, "llmservingsim/RUN/meta.json or apex/runs.csv in it"));
    }

    private static ReplayRun ReadMeasured(string folder)
    {
        var path = Path.Combine(folder, "meta.json");
        try
        {
            using var meta = JsonDocument.Parse(InputFile.ReadUtf8(path, LargestFile));
            var engine = meta.RootElement.GetProperty("engine_kwargs");
            var lines = File.ReadLines(Path.Combine(folder, "requests.jsonl")).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement).ToList();
            var first = lines.Min(line => line.GetProperty("queued_ts").GetDouble());
            var requests = lines.Select(line => new RequestSpec(
                SimTime.At(Seconds.Of(line.GetProperty("queued_ts").GetDouble() - first)), line.GetProperty("input_toks").GetInt32(), line.GetProperty("output_toks").GetInt32()));
            double Span(JsonElement line, string from, string to) => line.GetProperty(to).GetDouble() - line.GetProperty(from).GetDouble();
            int Output(JsonElement line) => line.GetProperty("output_toks").GetInt32();
            var name = Path.GetFileName(folder);
            return new ReplayRun(
                name,
                "llmservingsim",
                Path.GetFileName(engine.GetProperty("model").GetString()!).ToLowerInvariant(),
                name.StartsWith("RTXPRO6000", StringComparison.Ordinal) ? "rtx_pro_6000_pcie" : "hgx_h100",
                "vllm",
                meta.RootElement.GetProperty("vllm_version").GetString()!,
                null,
                engine.GetProperty("tensor_parallel_size").GetInt32(),
                engine.GetProperty("max_num_seqs").GetInt32(),
                engine.GetProperty("max_num_batched_tokens").GetInt32(),
                new RequestTrace(name, [.. requests.OrderBy(request => request.SentAt)], 1))
            {
                TimeToFirstToken = lines.Average(line => Span(line, "queued_ts", "first_token_ts")),
                TimePerOutputToken = lines.Where(line => Output(line) > 1).Average(line => Span(line, "first_token_ts", "last_token_ts") / (Output(line) - 1)),
                OutputTokensPerSecond = lines.Sum(Output) / (lines.Max(line => line.GetProperty("last_token_ts").GetDouble()) - first),
                KvBlocks = meta.RootElement.TryGetProperty("num_gpu_blocks", out var blocks) ? blocks.GetInt64() : null,
                Wire = WireOf(Path.Combine(folder, "config.json")),
                IsTimedInEngine = true,
            };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new BadInputException(new Finding(path, 0, 0, "run", string.Empty, exception.Message));
        }
    }

    /// <summary>The member <c>link_bw</c> of a machine's description, GB/s of the nearest link.</summary>
    private static BytesPerSecond? WireOf(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var machine = JsonDocument.Parse(InputFile.ReadUtf8(path, LargestFile));
        if (!machine.RootElement.TryGetProperty("link_bw", out var wire))
        {
            return null;
        }

        return BytesPerSecond.OfGiga((wire.ValueKind == JsonValueKind.Array ? wire[0] : wire).GetDouble());
    }

    private static IEnumerable<ReplayRun> ReadSums(string path)
    {
        var lines = File.ReadAllLines(path);
        var header = lines[0].Split(',');
        foreach (var line in lines.Skip(1).Where(line => line.Length > 0))
        {
            var cells = line.Split(',');
            string Cell(string name) => cells[Array.IndexOf(header, name)];
            double Number(string name) => double.Parse(Cell(name), CultureInfo.InvariantCulture);
            if (Cell("trace").Length == 0 || Cell("ttft_s").Length == 0)
            {
                continue;
            }

            var file = Cell("file");
            var trace = TraceReader.Read(Path.Combine(Path.GetDirectoryName(path)!, Cell("trace")));
            yield return new ReplayRun(
                Path.GetFileNameWithoutExtension(file).Replace("_validation", string.Empty, StringComparison.Ordinal),
                "apex",
                file.StartsWith("llama", StringComparison.Ordinal) ? "llama-3.1-70b" : "mistral-large-2407",
                "hgx_h100",
                ApexEngine,
                string.Empty,
                file.StartsWith("mistral", StringComparison.Ordinal) ? "fp8" : null,
                file.Contains("2TP", StringComparison.Ordinal) ? 2 : 4,
                ApexSequences,
                ApexBatchedTokens,
                ScaledTo(trace, Number("real_prompt") / Number("trace_prompt"), Number("real_out") / Number("trace_out")))
            {
                TimeToFirstToken = Number("ttft_s"),
                TimePerOutputToken = Number("tpot_s"),
                EndToEndPerToken = Number("total_latency_s") / Number("real_out"),
            };
        }
    }

    private static RequestTrace ScaledTo(RequestTrace trace, double prompts, double answers) => trace with
    {
        Requests = [.. trace.Requests.Select(request => new RequestSpec(
            request.SentAt, Math.Max(1, (int)Math.Round(request.InputTokens * prompts)), Math.Max(1, (int)Math.Round(request.OutputTokens * answers))))],
    };
}
