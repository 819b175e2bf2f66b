using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Models;
using InferenceModel.Units;

namespace InferenceModel.Calibration.Serving;

/// <summary>
/// Reads <c>pareto.csv</c> and <c>best_config_topn.csv</c> of aiconfigurator (ai-dynamo/aiconfigurator, columns of sdk/common.py): one predicted
/// closed loop a row, latencies in milliseconds, answer tokens per second. Columns with <c>(p)</c> and <c>(d)</c> are the prefill and decode pools of
/// disaggregated serving. These are another tool's predictions, not measurements, and are labelled so.
/// </summary>
internal static class AiConfiguratorReader
{
    private const string Source = "aiconfigurator (predicted)";

    private static readonly string[] Required = ["model", "isl", "osl", "concurrency", "ttft", "tpot", "tokens/s", "num_total_gpus"];

    private static readonly string[] Precisions = ["gemm", "moe"];

    private static readonly (string Word, string Format)[] Formats =
    [
        ("bfloat16", "bf16"), ("float16", "fp16"), ("fp8_static", "fp8"), ("fp8_ootb", "fp8"), ("int4_wo", "int4"), ("sq", "int8"), ("nvfp4_wo", "nvfp4"), ("w4a16_nvfp4", "nvfp4"),
        ("w4a16_mxfp4", "mxfp4"), ("w4a16_mxfp4_cutlass", "mxfp4"), ("w4a8_mxfp4_mxfp8", "mxfp4_fp8"), ("w4a8_mxfp4_mxfp8_trtllm", "mxfp4_fp8"),
    ];

    /// <summary>Whether a header is of this kind.</summary>
    /// <param name="table">The table.</param>
    public static bool Recognises(CsvTable table) => Required.All(table.Has) && (table.Has("tp") || table.Has("(d)tp"));

    /// <summary>The word this catalogue has for a precision of aiconfigurator.</summary>
    /// <param name="word">Theirs.</param>
    internal static string Format(string word) => Formats.FirstOrDefault(pair => pair.Word == word).Format ?? word;

    /// <summary>Reads one row, or says why it is no run that can be compared.</summary>
    /// <param name="cells">The row.</param>
    /// <param name="table">The file.</param>
    /// <param name="details">What options give.</param>
    /// <param name="findings">Takes faults.</param>
    /// <param name="reason">Why not.</param>
    public static ServingRun? Read(CellReader cells, CsvTable table, RunDetails details, FindingList findings, out string reason)
    {
        if (cells.Number("prefix", 0, 1e9, 0) > 0)
        {
            reason = "part of the prompts is in a prefix cache";
            return null;
        }

        var isSplit = cells.Find("(d)tp") is not null;
        var pool = isSplit ? "(d)" : string.Empty;
        var unknown = Precisions.Select(column => cells.Find(pool + column)).FirstOrDefault(word => word is not null && WeightFormat.Find(Format(word)) is null);
        if (unknown is not null)
        {
            reason = $"the precision '{unknown}' is not modelled";
            return null;
        }

        reason = string.Empty;
        var fields = new RunFields(table.Path, cells.Line, details, name => InFile(cells, name, pool), findings);
        var throughput = cells.Number("tokens/s", 0, 1e12);
        var load = fields.Load() ?? new ServingRunLoad.Clients((int)Math.Max(1, Math.Round(cells.Number("concurrency", 0, 1e7))));
        Seconds? Milliseconds(string column) => cells.Number(column, 0, 1e12, 0) is var value and > 0 ? Seconds.OfMilliseconds(value) : null;
        var id = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(table.Path)}:{cells.Line}");
        var run = new RunFigures(
            id, Source, cells.Number("isl", 1, 1e9), cells.Number("osl", 1, 1e9), load, Milliseconds("ttft"), Milliseconds("tpot"), Milliseconds("request_latency"), throughput, IsClean: true).ToRun(fields);
        var experts = details.Find("precision") is null && cells.Find(pool + "moe") is { } word ? WeightFormat.Find(Format(word)) : run.ExpertFormat;
        return run with { ExpertFormat = experts, EngineVersion = cells.Find(pool + "version") ?? string.Empty };
    }

    private static string? InFile(CellReader cells, string name, string pool) => name switch
    {
        "model" => cells.Find("model"),
        "system" => cells.Find(pool + "system"),
        "engine" => cells.Find(pool + "backend"),
        "precision" => cells.Find(pool + "gemm") is { } word ? Format(word) : null,
        "kv-precision" => cells.Find(pool + "kvcache") is { } word ? (word is "int8" ? "fp8" : Format(word) is "fp16" ? "bf16" : Format(word)) : null,
        "tp" or "pp" or "dp" => Width(cells, pool + name),
        "ep" => Width(cells, pool + "moe_ep"),
        "cp" => pool.Length > 0 ? null : Width(cells, "cp"),
        "replicas" => pool.Length > 0 ? Width(cells, "(d)workers") : null,
        "prefill-workers" => pool.Length > 0 ? Width(cells, "(p)workers") : null,
        "prefill-ep" => pool.Length > 0 ? Width(cells, "(p)moe_ep") : null,
        "prefill-tp" or "prefill-pp" or "prefill-dp" or "prefill-cp" => pool.Length > 0 ? Width(cells, "(p)" + name[^2..]) : null,
        _ => null,
    };

    /// <summary>A width; models without experts carry 0, which means 1.</summary>
    private static string? Width(CellReader cells, string column) => cells.Find(column) is "0" or "0.0" ? "1" : cells.Find(column);
}
