using InferenceModel.Catalog;
using InferenceModel.Catalog.Json;
using InferenceModel.Units;

namespace InferenceModel.Calibration.Serving;

/// <summary>
/// Reads results of <c>vllm bench serve --save-result</c> (vllm-project/vllm, vllm/benchmarks/serve.py): one JSON object a run, or one a line where
/// runs were appended. Lengths are means of the requests completed. Names given with <c>--metadata NAME=VALUE</c> stand in for options of the same
/// name or of vLLM's own (<c>tensor_parallel_size</c>).
/// </summary>
internal static class BenchResultReader
{
    private const string Completed = "completed";
    private const double MostTokens = 1e12;
    private const double MostMilliseconds = 1e12;

    /// <summary>Requests in flight above this share of the limit mean that the limit, not the rate, set the load.</summary>
    private const double LimitBinds = 0.9;

    private static readonly string[] Marks = ["model_id", Completed, "total_input_tokens", "total_output_tokens"];

    private static readonly (string Name, string[] Members)[] Synonyms =
    [
        ("model", ["model_id"]),
        ("system", ["hw", "gpu"]),
        ("precision", ["quantization"]),
        ("kv-precision", ["kv_cache_dtype"]),
        ("tp", ["tensor_parallel_size"]),
        ("pp", ["pipeline_parallel_size"]),
        ("dp", ["data_parallel_size"]),
        ("ep", ["expert_parallel_size"]),
    ];

    private static readonly (string Backend, string Engine)[] Backends = [("vllm", "vllm"), ("sglang", "sglang"), ("tensorrt-llm", "trtllm")];

    /// <summary>Whether an object is such a result.</summary>
    /// <param name="root">The object.</param>
    public static bool Recognises(JsonObjectReader root) => Marks.All(root.Has);

    /// <summary>Reads one run, or says why it is none.</summary>
    /// <param name="root">The object.</param>
    /// <param name="file">The file.</param>
    /// <param name="line">Line the object begins on.</param>
    /// <param name="id">The run's name.</param>
    /// <param name="details">What options give.</param>
    /// <param name="findings">Takes faults.</param>
    /// <param name="reason">Why not.</param>
    public static ServingRun? Read(JsonObjectReader root, string file, int line, string id, RunDetails details, FindingList findings, out string reason)
    {
        var fields = new RunFields(file, line, details, name => InFile(root, name), findings);
        var completed = root.Integer(Completed, 0, int.MaxValue);
        if (completed == 0)
        {
            reason = "no request was completed";
            return null;
        }

        reason = string.Empty;
        var (first, next) = (Milliseconds(root, "mean_ttft_ms"), Milliseconds(root, "mean_tpot_ms"));
        var input = fields.FindNumber("isl", 1, 1e9) ?? root.Number("total_input_tokens", 0, MostTokens) / completed;
        var output = fields.FindNumber("osl", 1, 1e9) ?? root.Number("total_output_tokens", 0, MostTokens) / completed;
        var whole = Milliseconds(root, "mean_e2el_ms") ?? (first is { } f && next is { } n ? f + (n * Math.Max(0, output - 1)) : null);
        if (!(input > 0) || !(output > 0))
        {
            reason = "the requests have no tokens";
            return null;
        }

        var isWhole = (root.FindInteger("failed", 0, int.MaxValue) ?? 0) == 0 && (root.FindInteger("num_prompts", 0, int.MaxValue) ?? completed) <= completed;
        var load = fields.Load() ?? Load(root, whole);
        return new RunFigures(id, "vllm bench", input, output, load, first, next, whole, root.FindNumber("output_throughput", 0, MostTokens), isWhole).ToRun(fields);
    }

    /// <summary>
    /// A rate of <c>inf</c> sends everything at once, or keeps as many requests in flight as the limit allows. Where both a rate and a limit are given,
    /// Little's law on what was measured says which of them set the load.
    /// </summary>
    private static ServingRunLoad Load(JsonObjectReader root, Seconds? whole)
    {
        var limit = root.FindInteger("max_concurrency", 1, 10_000_000);
        var isAtOnce = root.Find("request_rate") is null or { Kind: JsonKind.Text };
        var rate = isAtOnce ? null : root.FindNumber("request_rate", 1e-9, 1e9);
        if (limit is not { } most)
        {
            return rate is { } alone ? new ServingRunLoad.Rate(alone) : new ServingRunLoad.Queued();
        }

        var inFlight = root.FindNumber("request_throughput", 0, 1e9) * whole?.Total;
        return rate is { } each && !(inFlight >= LimitBinds * most) ? new ServingRunLoad.Rate(each) : new ServingRunLoad.Clients(most);
    }

    private static Seconds? Milliseconds(JsonObjectReader root, string member) =>
        root.FindNumber(member, 0, MostMilliseconds) is { } value and > 0 ? Seconds.OfMilliseconds(value) : null;

    private static string? InFile(JsonObjectReader root, string name)
    {
        string[] members = [name.Replace('-', '_'), .. Synonyms.FirstOrDefault(synonym => synonym.Name == name).Members ?? []];
        if (name is "concurrency" or "request-rate" or "isl" or "osl")
        {
            return null;
        }

        var found = members.Select(root.Find).FirstOrDefault(value => value is { Kind: JsonKind.Text or JsonKind.Number, Text.Length: > 0 })?.Text;
        return found ?? (name == "engine" && root.Find("backend") is { } backend ? Backends.FirstOrDefault(pair => pair.Backend.Equals(backend.Text, StringComparison.OrdinalIgnoreCase)).Engine : null);
    }
}
