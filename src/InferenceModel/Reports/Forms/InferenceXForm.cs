using InferenceModel.Sharding;

namespace InferenceModel.Reports.Forms;

/// <summary>Predictions as rows of InferenceX results: means under a number of requests in flight, the plan of each pool.</summary>
internal static class InferenceXForm
{
    private static readonly string[] Columns =
    [
        "id", "measured_on", "engine", "engine_version", "image", "provisional", "speculative", "conflict", "model", "system", "precision", "gemm_precision", "moe_precision", "serving", "isl", "osl",
        "concurrency", "batch_size", "tp", "pp", "attention_dp", "moe_tp", "moe_ep", "prefill_workers", "prefill_batch_size", "prefill_tp", "prefill_pp", "prefill_attention_dp", "prefill_moe_tp",
        "prefill_moe_ep", "decode_workers", "decode_batch_size", "decode_tp", "decode_pp", "decode_attention_dp", "decode_moe_tp", "decode_moe_ep", "ttft_ms", "tpot_ms",
    ];

    /// <summary>All runs.</summary>
    /// <param name="runs">The runs.</param>
    public static string Write(IEnumerable<PredictedRun> runs) =>
        RunForms.Table(Columns, runs.Select(run => Cells(run) is var row ? Columns.Select(column => ResultColumns.Text(row.GetValueOrDefault(column))) : []));

    private static Dictionary<string, object?> Cells(PredictedRun run)
    {
        var cells = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["id"] = run.Id,
            ["engine"] = run.Engine,
            ["provisional"] = "False",
            ["speculative"] = "none",
            ["conflict"] = "False",
            ["model"] = run.Model,
            ["system"] = run.System,
            ["precision"] = run.Experts.Id,
            ["gemm_precision"] = run.Dense.Id,
            ["moe_precision"] = run.Experts.Id,
            ["serving"] = run.PrefillPlan is null ? "aggregated" : "disaggregated",
            ["isl"] = run.Request.InputTokens,
            ["osl"] = run.Request.OutputTokens,
            ["concurrency"] = Math.Max(1, Math.Round(run.Concurrency)),
            ["ttft_ms"] = run.Figures.TimeToFirstToken.Mean.TotalMilliseconds,
            ["tpot_ms"] = run.Figures.TimePerOutputToken.Mean.TotalMilliseconds,
        };
        if (run.PrefillPlan is { } prefill)
        {
            Pool(cells, "prefill_", prefill);
            Pool(cells, "decode_", run.Plan);
            cells["prefill_workers"] = prefill.Replicas;
            cells["decode_workers"] = run.Plan.Replicas;
        }
        else
        {
            Pool(cells, string.Empty, run.Plan);

            // Requests of one attention replica: its share of those in flight says how many there are.
            cells["batch_size"] = Math.Max(1, Math.Round(run.Concurrency / run.Plan.Replicas / run.Plan.AttentionDataParallel));
        }

        return cells;
    }

    private static void Pool(Dictionary<string, object?> cells, string prefix, ShardingPlan plan)
    {
        cells[prefix + "tp"] = plan.TensorParallel;
        cells[prefix + "pp"] = plan.PipelineParallel;
        cells[prefix + "attention_dp"] = plan.AttentionDataParallel;
        cells[prefix + "moe_tp"] = plan.ExpertTensorParallel;
        cells[prefix + "moe_ep"] = plan.ExpertParallel;
    }
}
