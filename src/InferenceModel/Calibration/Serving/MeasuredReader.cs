using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using InferenceModel.Catalog;
using InferenceModel.Models;
using InferenceModel.Sharding;
using InferenceModel.Units;

namespace InferenceModel.Calibration.Serving;

/// <summary>
/// Reads collected measurements with one row a result: static batches, queues that are full from the start, closed loops and
/// random arrivals. Column <c>split_use</c> names the metrics that can be scored on a row.
/// </summary>
internal static partial class MeasuredReader
{
    private const int MostRanks = 8192;

    /// <summary>Tables that <c>trtllm-bench</c> made: how it starts an engine is a recipe.</summary>
    private const string BenchSource = "TensorRT-LLM perf-overview";

    private static readonly string[] Required =
        ["id", "gpu", "num_gpus", "tp", "model", "weight_dtype", "framework", "serving", "isl", "osl", "throughput_tok_s", "ttft_ms_mean", "tpot_ms_mean"];

    private static readonly (string Beginning, string Engine)[] Engines =
        [("TensorRT-LLM", "trtllm"), ("NIM", "trtllm"), ("vLLM", "vllm"), ("SGLang", "sglang")];

    /// <summary>Whether a header is of this kind.</summary>
    /// <param name="table">The table.</param>
    public static bool Recognises(CsvTable table) => Required.All(table.Has);

    /// <summary>Reads one row, or says why it is no run that can be predicted.</summary>
    /// <param name="cells">The row.</param>
    /// <param name="reason">Why not.</param>
    public static ServingRun? Read(CellReader cells, out string reason)
    {
        var framework = cells.Text("framework");
        var engine = Engines.FirstOrDefault(pair => framework.StartsWith(pair.Beginning, StringComparison.OrdinalIgnoreCase)).Engine;
        if (engine is null)
        {
            reason = $"the engine '{framework}' is not modelled";
            return null;
        }

        if (cells.Find("isl") is null || cells.Find("osl") is null)
        {
            reason = "the row has no lengths";
            return null;
        }

        if (Load(cells) is not { } load)
        {
            reason = "the row says neither batch, concurrency nor rate";
            return null;
        }

        reason = string.Empty;
        return Run(cells, engine, load);
    }

    private static ServingRun Run(CellReader cells, string engine, ServingRunLoad load)
    {
        var uses = (cells.Find("split_use") ?? "thr+ttft+tpot+e2e").Split('+').ToImmutableHashSet(StringComparer.Ordinal);
        var plan = Plan(cells);
        var weights = cells.Text("weight_dtype");
        var format = weights is "fp16" or "bf16" ? WeightFormat.Bf16 : WeightFormat.Find(weights);
        var output = cells.Number("osl", 0.5, 1e9);
        Seconds? Milliseconds(string use, string column) =>
            uses.Contains(use) && (cells.Find(column + "_mean") ?? cells.Find(column + "_p50")) is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0
                ? Seconds.OfMilliseconds(value) : null;
        var accelerators = cells.Number("num_gpus", 1, 1e6);
        var drawn = DrawnLengths(cells.Find("notes") ?? string.Empty);
        var throughput = cells.Number("throughput_tok_s", 0, 1e12, 0);
        var kind = load switch { ServingRunLoad.StaticBatch => "static", ServingRunLoad.Queued => "queued", ServingRunLoad.Clients => "closed", _ => "rate" };
        return new ServingRun
        {
            Id = cells.Text("id"),
            Model = cells.Text("model"),
            Precision = weights,
            DenseFormat = format,
            ExpertFormat = format,
            KvFormat = (cells.Find("kv_dtype") ?? string.Empty) switch { "fp8" or "int8" => KvCacheFormat.Fp8, "" => null, _ => KvCacheFormat.Bf16 },
            System = cells.Text("gpu"),
            Engine = engine,
            EngineVersion = cells.Find("framework_version") ?? OfYear(cells.Text("framework")),
            IsEarlierEngine = EngineGeneration.IsEarlier(engine, cells.Find("framework_version") ?? string.Empty),
            Plan = plan,
            InputTokens = drawn?.Input ?? cells.Number("isl", 0.5, 1e9),
            OutputTokens = drawn?.Output ?? output,
            ShortestShare = drawn is { } longest ? 1.0 / Math.Max(longest.Input, longest.Output) : 1,
            Load = load,
            Recipe = RecipeOf(cells.Find("source") ?? string.Empty, load),
            Wires = accelerators > 1 ? cells.Find("interconnect") ?? string.Empty : string.Empty,
            RepeatsOneToken = engine == "trtllm" && load is ServingRunLoad.StaticBatch,
            Requests = RequestCount(cells.Find("notes") ?? string.Empty),
            IsConversation = (cells.Find("notes") ?? string.Empty).Contains("sharegpt", StringComparison.OrdinalIgnoreCase),
            TimeToFirstToken = Milliseconds("ttft", "ttft_ms"),
            TimePerOutputToken = output >= 2 ? Milliseconds("tpot", "tpot_ms") : null,
            EndToEnd = uses.Contains("e2e") ? Milliseconds("e2e", "e2e_ms") : null,
            OutputPerAccelerator = uses.Contains("thr") && throughput > 0 ? throughput / accelerators : null,
            Cell = $"{cells.Text("gpu")}|{plan}|{cells.Text("model")}|{weights}|{engine}|{kind}",
            Labels =
            [
                ("system", cells.Text("gpu")), ("engine", engine), ("model", cells.Text("model")), ("precision", weights), ("serving", kind), ("source", cells.Find("source") ?? string.Empty),
            ],
        };
    }

    private static int? RequestCount(string notes) =>
        StatedRequests().Match(notes) is { Success: true } match && int.TryParse(match.Groups["count"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : null;

    /// <summary>Longest prompt and answer where a source says that lengths are uniform from one token on; null where it does not.</summary>
    private static (int Input, int Output)? DrawnLengths(string notes) =>
        UniformLengths().Match(notes) is { Success: true } match ? (WholeNumber(match.Groups["input"]), WholeNumber(match.Groups["output"])) : null;

    private static int WholeNumber(Group digits) => Math.Max(1, int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture));

    /// <summary>The version of an engine whose source gives a year in its place: vLLM was at 0.2 at the end of 2023.</summary>
    private static string OfYear(string framework) => framework.StartsWith("vLLM (2023", StringComparison.OrdinalIgnoreCase) ? "0.2" : string.Empty;

    private static string RecipeOf(string source, ServingRunLoad load) =>
        source.StartsWith(BenchSource, StringComparison.Ordinal) && load is ServingRunLoad.Queued ? "trtllm_bench"
        : source.StartsWith("GPUStack", StringComparison.Ordinal) ? "gpustack"
        : string.Empty;

    [GeneratedRegex("(burst of (?<count>[0-9]{1,7}) requests|; (?<count>[0-9]{1,7}) requests of exactly|[;,] (?<count>[0-9]{1,7}) prompts)")]
    private static partial Regex StatedRequests();

    [GeneratedRegex(@"lengths uniform in \[1,(?<input>[0-9]{1,6})\] / \[1,(?<output>[0-9]{1,6})\]")]
    private static partial Regex UniformLengths();

    private static ServingRunLoad? Load(CellReader cells)
    {
        var isStatic = cells.Find("serving") == "static";
        var rate = cells.Find("request_rate");
        if (cells.Find("concurrency") is not null && !isStatic)
        {
            return new ServingRunLoad.Clients((int)Math.Max(1, cells.Number("concurrency", 0, 1e7)));
        }

        if (isStatic && rate is null && cells.Find("batch_size") is not null)
        {
            return new ServingRunLoad.StaticBatch((int)Math.Max(1, cells.Number("batch_size", 0, 1e7)));
        }

        return rate switch
        {
            "inf" => new ServingRunLoad.Queued(),
            null => null,
            _ => new ServingRunLoad.Rate(cells.Number("request_rate", 1e-9, 1e9)),
        };
    }

    private static ShardingPlan Plan(CellReader cells)
    {
        int Width(string column) => (int)Math.Max(1, cells.Number(column, 0, MostRanks, 1));
        var (tensor, pipeline, copies) = (Width("tp"), Width("pp"), Width("dp"));
        if (copies > 1 && tensor % copies == 0 && tensor * pipeline == cells.Number("num_gpus", 1, 1e6))
        {
            // Attention replicas within the tensor group, which shares the experts: all GPUs are counted once.
            return new ShardingPlan(tensor / copies, pipeline, copies, Math.Min(Width("ep"), tensor), 1, 1);
        }

        return new ShardingPlan(tensor, pipeline, 1, Math.Min(Width("ep"), tensor), 1, copies);
    }
}
