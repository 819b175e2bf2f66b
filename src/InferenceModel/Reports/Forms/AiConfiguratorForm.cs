using InferenceModel.Models;
using InferenceModel.Sharding;

namespace InferenceModel.Reports.Forms;

/// <summary>
/// Predictions as rows of aiconfigurator's tables (ai-dynamo/aiconfigurator, columns of sdk/common.py): latencies in milliseconds, answer tokens per
/// second. An aggregated row is one replica, as theirs is; columns about what their model alone has stay empty.
/// </summary>
internal static class AiConfiguratorForm
{
    private static readonly string[] Aggregated =
    [
        "model", "isl", "osl", "prefix", "concurrency", "request_rate", "bs", "global_bs", "ttft", "tpot", "request_latency", "encoder_latency", "encoder_memory", "seq/s", "seq/s/gpu", "tokens/s",
        "tokens/s/gpu", "tokens/s/user", "num_total_gpus", "tp", "pp", "dp", "moe_tp", "moe_ep", "cp", "parallel", "gemm", "kvcache", "fmha", "moe", "comm", "memory", "balance_score", "num_ctx_reqs",
        "num_gen_reqs", "num_tokens", "ctx_tokens", "gen_tokens", "backend", "version", "system", "power_w",
    ];

    private static readonly string[] Disaggregated =
    [
        "model", "isl", "osl", "prefix", "concurrency", "request_rate", "(p)bs", "(p)global_bs", "(p)workers", "(d)bs", "(d)global_bs", "(d)workers", "ttft", "tpot", "request_latency",
        "encoder_latency", "seq/s", "seq/s/gpu", "tokens/s", "tokens/s/gpu", "tokens/s/user", "(p)seq/s/worker", "(d)seq/s/worker", "num_total_gpus", "(p)tp", "(p)pp", "(p)dp", "(p)moe_tp", "(p)moe_ep",
        "(p)cp", "(p)parallel", "(p)gemm", "(p)kvcache", "(p)fmha", "(p)moe", "(p)comm", "(p)memory", "(p)backend", "(p)version", "(p)system", "(d)tp", "(d)pp", "(d)dp", "(d)moe_tp", "(d)moe_ep",
        "(d)parallel", "(d)gemm", "(d)kvcache", "(d)fmha", "(d)moe", "(d)comm", "(d)memory", "(d)backend", "(d)version", "(d)system", "(e)workers", "(e)tp", "(e)pp", "(e)parallel", "(e)memory", "power_w",
    ];

    /// <summary>Runs whose replicas do everything.</summary>
    /// <param name="runs">The runs.</param>
    public static string WriteAggregated(IEnumerable<PredictedRun> runs) => Table(Aggregated, runs, run =>
    {
        var cells = Served(run, run.Plan.Replicas);
        Pool(cells, string.Empty, run, run.Plan, run.System);
        var batch = run.Concurrency / run.Plan.Replicas;
        cells["bs"] = batch / run.Plan.AttentionDataParallel;
        cells["global_bs"] = batch;
        return cells;
    });

    /// <summary>Runs with pools.</summary>
    /// <param name="runs">The runs.</param>
    public static string WriteDisaggregated(IEnumerable<PredictedRun> runs) => Table(Disaggregated, runs, run =>
    {
        var cells = Served(run, 1);
        Pool(cells, "(p)", run, run.PrefillPlan!, run.PrefillSystem);
        Pool(cells, "(d)", run, run.Plan, run.System);
        cells["(p)workers"] = run.PrefillPlan!.Replicas;
        cells["(d)workers"] = run.Plan.Replicas;
        cells["(d)bs"] = run.Figures.State.Decoding;
        cells["(d)global_bs"] = run.Figures.State.Decoding * run.Plan.AttentionDataParallel;
        cells["(p)seq/s/worker"] = run.Figures.RequestsPerSecond / run.PrefillPlan.Replicas;
        cells["(d)seq/s/worker"] = run.Figures.RequestsPerSecond / run.Plan.Replicas;
        return cells;
    });

    /// <summary>The word aiconfigurator has for a precision.</summary>
    /// <param name="format">The precision's name here.</param>
    internal static string Word(string format) => format switch
    {
        "bf16" => "bfloat16",
        "fp16" => "float16",
        "int4" => "int4_wo",
        "int8" => "sq",
        "mxfp4" => "w4a16_mxfp4",
        "mxfp4_fp8" => "w4a8_mxfp4_mxfp8",
        _ => format,
    };

    private static Dictionary<string, object?> Served(PredictedRun run, int replicas)
    {
        var (figures, gpus) = (run.Figures, run.Accelerators / replicas);
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["model"] = run.Model,
            ["isl"] = run.Request.InputTokens,
            ["osl"] = run.Request.OutputTokens,
            ["prefix"] = run.Request.CachedTokens,
            ["concurrency"] = run.Concurrency / replicas,
            ["request_rate"] = figures.RequestsPerSecond / replicas,
            ["ttft"] = figures.TimeToFirstToken.Mean.TotalMilliseconds,
            ["tpot"] = figures.TimePerOutputToken.Mean.TotalMilliseconds,
            ["request_latency"] = figures.EndToEnd.Mean.TotalMilliseconds,
            ["seq/s"] = figures.RequestsPerSecond / replicas,
            ["seq/s/gpu"] = figures.RequestsPerSecond / replicas / gpus,
            ["tokens/s"] = figures.OutputTokensPerSecond / replicas,
            ["tokens/s/gpu"] = figures.OutputTokensPerSecond / replicas / gpus,
            ["tokens/s/user"] = figures.TokensPerSecondPerUser,
            ["num_total_gpus"] = gpus,
        };
    }

    private static void Pool(Dictionary<string, object?> cells, string prefix, PredictedRun run, ShardingPlan plan, string system)
    {
        cells[prefix + "tp"] = plan.TensorParallel;
        cells[prefix + "pp"] = plan.PipelineParallel;
        cells[prefix + "dp"] = plan.AttentionDataParallel;
        cells[prefix + "moe_tp"] = plan.ExpertTensorParallel;
        cells[prefix + "moe_ep"] = plan.ExpertParallel;
        cells[prefix + "cp"] = plan.ContextParallel;
        cells[prefix + "parallel"] = (plan with { Replicas = 1 }).ToString();
        cells[prefix + "gemm"] = Word(run.Dense.Id);
        cells[prefix + "moe"] = Word(run.Experts.Id);
        cells[prefix + "kvcache"] = run.Kv == KvCacheFormat.Bf16 ? "bfloat16" : run.Kv.Id;
        cells[prefix + "memory"] = run.Figures.Memory is { } memory && prefix != "(p)" ? memory.Fixed.TotalGibi : null;
        cells[prefix + "backend"] = run.Engine;
        cells[prefix + "system"] = system;
    }

    private static string Table(string[] columns, IEnumerable<PredictedRun> runs, Func<PredictedRun, Dictionary<string, object?>> cells) =>
        RunForms.Table(columns, runs.Select(run => cells(run) is var row ? columns.Select(column => ResultColumns.Text(row.GetValueOrDefault(column))) : []));
}
