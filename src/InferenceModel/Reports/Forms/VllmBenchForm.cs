using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using InferenceModel.Estimation;
using InferenceModel.Workloads;

namespace InferenceModel.Reports.Forms;

/// <summary>
/// Predictions as results of <c>vllm bench serve</c> (vllm-project/vllm, vllm/benchmarks/serve.py), one object a line as with <c>--append-result</c>.
/// Counts and sums are those of an hour of steady state; what the form has no member for stands as metadata does. Standard deviations are not
/// predicted and left out.
/// </summary>
internal static class VllmBenchForm
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All runs.</summary>
    /// <param name="runs">The runs.</param>
    public static string Write(IEnumerable<PredictedRun> runs) => string.Concat(runs.Select(run => One(run) + "\n"));

    private static string One(PredictedRun run)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            Served(json, run);
            Counts(json, run);
            Latency(json, "ttft", run.Figures.TimeToFirstToken);
            Latency(json, "tpot", run.Figures.TimePerOutputToken);
            Latency(json, "itl", run.Figures.InterTokenLatency);
            Latency(json, "e2el", run.Figures.EndToEnd);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Served(Utf8JsonWriter json, PredictedRun run)
    {
        json.WriteString("backend", run.Engine == "trtllm" ? "tensorrt-llm" : run.Engine);
        json.WriteString("label", "prediction of InferenceModel, not a measurement");
        json.WriteString("run_id", run.Id);
        json.WriteString("model_id", run.Model);
        json.WriteNumber("num_prompts", Completed(run));
        json.WriteString("system", run.System);
        json.WriteString("engine", run.Engine);
        json.WriteString("precision", run.Dense.Id);
        json.WriteString("kv_precision", run.Kv.Id);
        json.WriteNumber("tp", run.Plan.TensorParallel);
        json.WriteNumber("pp", run.Plan.PipelineParallel);
        json.WriteNumber("ep", run.Plan.ExpertParallel);
        json.WriteNumber("dp", run.Plan.AttentionDataParallel);
        json.WriteNumber("cp", run.Plan.ContextParallel);
        json.WriteNumber("replicas", run.Plan.Replicas);
        if (run.PrefillPlan is { } prefill)
        {
            json.WriteNumber("prefill_tp", prefill.TensorParallel);
            json.WriteNumber("prefill_pp", prefill.PipelineParallel);
            json.WriteNumber("prefill_ep", prefill.ExpertParallel);
            json.WriteNumber("prefill_dp", prefill.AttentionDataParallel);
            json.WriteNumber("prefill_cp", prefill.ContextParallel);
            json.WriteNumber("prefill_workers", prefill.Replicas);
        }
    }

    private static void Counts(Utf8JsonWriter json, PredictedRun run)
    {
        if (run.Load is Load.OpenLoop open)
        {
            Number(json, "request_rate", open.RequestsPerSecond);
        }
        else
        {
            json.WriteString("request_rate", "inf");
        }

        json.WriteNumber("burstiness", 1.0);
        if (run.Load is Load.ClosedLoop)
        {
            json.WriteNumber("max_concurrency", (int)Math.Max(1, Math.Round(run.Concurrency)));
        }
        else
        {
            json.WriteNull("max_concurrency");
        }

        var completed = Completed(run);
        json.WriteNumber("duration", RunForms.Window);
        json.WriteNumber("completed", completed);
        json.WriteNumber("failed", 0);
        json.WriteNumber("total_input_tokens", Math.Round(completed * run.Request.InputTokens));
        json.WriteNumber("total_output_tokens", Math.Round(completed * run.Request.OutputTokens));
        Number(json, "request_throughput", run.Figures.RequestsPerSecond);
        Number(json, "output_throughput", run.Figures.OutputTokensPerSecond);
        Number(json, "total_token_throughput", run.Figures.OutputTokensPerSecond + run.Figures.InputTokensPerSecond);
    }

    private static long Completed(PredictedRun run) => (long)Math.Max(1, Math.Round(run.Figures.RequestsPerSecond * RunForms.Window));

    private static void Latency(Utf8JsonWriter json, string name, LatencyFigures figures)
    {
        Number(json, $"mean_{name}_ms", figures.Mean.TotalMilliseconds);
        Number(json, $"median_{name}_ms", figures.Median.TotalMilliseconds);
        Number(json, $"p95_{name}_ms", figures.P95.TotalMilliseconds);
        Number(json, $"p99_{name}_ms", figures.P99.TotalMilliseconds);
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, ResultColumns.Rounded(value));
        }
    }
}
