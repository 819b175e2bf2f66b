using System.Globalization;
using System.Text.Json;
using InferenceModel.Estimation;
using InferenceModel.Estimation.Intervals;
using InferenceModel.Planning;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Reports;

/// <summary>Recommendations in words and as JSON.</summary>
/// <param name="Request">The question.</param>
/// <param name="Found">What the search found.</param>
/// <param name="Best">Finalists that kept the service level when simulated, the best first.</param>
/// <param name="Dropped">Finalists that did not.</param>
/// <param name="ElapsedMilliseconds">Time of search and confirmation.</param>
/// <param name="SearchMilliseconds">Time of the search alone.</param>
public sealed record RecommendationReport(
    PlanRequest Request, PlanSearchResult Found, IReadOnlyList<ConfirmedPlan> Best, IReadOnlyList<ConfirmedPlan> Dropped, double ElapsedMilliseconds, double SearchMilliseconds)
{
    private const int MostRejected = 200;

    /// <summary>Intervals of predictions; null where none are known.</summary>
    public ServingIntervals? Intervals { get; init; }

    /// <summary>The intervals of a plan's simulated figures; null where none are known.</summary>
    /// <param name="plan">The plan.</param>
    public FigureIntervals? IntervalsOf(ConfirmedPlan plan)
    {
        var deployment = plan.Deployment;
        var condition = EstimateConditions.Of(
            plan.Plays > 0 ? ServingFidelity.Simulate : ServingFidelity.Estimate, (deployment.Prefill ?? deployment.Worker).Prepared, deployment.PrefillCount, deployment.Worker.Prepared, deployment.Count,
            Request.Request, new Load.OpenLoop(plan.RequestsPerSecond), plan.Plays > 0 ? plan.Simulated : plan.Estimate);
        return condition is null ? null : Intervals?.Find(condition);
    }

    /// <summary>Dollars of a million tokens, input and output.</summary>
    /// <param name="plan">The plan.</param>
    public static double? UsdPerMillion(ConfirmedPlan plan) => plan.Deployment.Bill is { } bill
        ? (bill * Seconds.Of(1)).Total / (plan.Estimate.InputTokensPerSecond + plan.Estimate.OutputTokensPerSecond) * 1_000_000
        : null;

    /// <summary>Output tokens per second of one accelerator, spare ones counted.</summary>
    /// <param name="plan">The plan.</param>
    public static double PerAccelerator(ConfirmedPlan plan) => plan.Estimate.OutputTokensPerSecond / plan.Deployment.Accelerators;

    /// <summary>Why a plan stands where it does.</summary>
    /// <param name="rank">Its place, from 0.</param>
    public string Reason(int rank)
    {
        var plan = Best[rank];
        var measure = UsdPerMillion(plan) is null ? "tokens/s/GPU" : "$/Mtok";
        double Value(ConfirmedPlan one) => UsdPerMillion(one) ?? -PerAccelerator(one);
        var place = rank > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Abs((Value(plan) / Value(Best[0])) - 1):P1} behind the best in {measure}")
            : Best.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"best {measure}, {Math.Abs((Value(Best[1]) / Value(plan)) - 1):P1} ahead of the next, {Best[1].Deployment.Decomposition}")
            : $"the only one that keeps the service level, {measure} counted";
        var words = new List<string> { place, "limited by " + ResultColumns.Words(plan.Estimate.LimitingFactor.ToString()).Replace('_', ' ') };
        if (rank == Fastest)
        {
            words.Add("fastest for a user");
        }

        if (rank == Balanced)
        {
            words.Add("best balanced");
        }

        return string.Join("; ", words);
    }

    /// <summary>The place of the plan with the least time per output token.</summary>
    public int Fastest => Best.Count == 0 ? -1 : Enumerable.Range(0, Best.Count).MinBy(i => Best[i].Simulated.TimePerOutputToken.Mean.Total);

    /// <summary>The place of the plan with the largest product of tokens/s/user and tokens/s/GPU.</summary>
    public int Balanced => Best.Count == 0 ? -1 : Enumerable.Range(0, Best.Count).MaxBy(i => PerAccelerator(Best[i]) / Best[i].Simulated.TimePerOutputToken.Mean.Total);

    /// <summary>Plans that lost: near misses first, then those that were beaten.</summary>
    public IEnumerable<RejectedPlan> Rejected => Dropped.Select(plan => new RejectedPlan(plan.Deployment.Name, "simulated: " + plan.Missed)).Concat(Found.Rejected).Take(MostRejected);

    /// <summary>JSON, schema as in the README.</summary>
    /// <param name="output">Where to write.</param>
    public void WriteJson(Stream output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteNumber("schema_version", ResultWriter.SchemaVersion);
        json.WriteNumber("elapsed_ms", ResultColumns.Rounded(ElapsedMilliseconds));
        json.WriteNumber("search_ms", ResultColumns.Rounded(SearchMilliseconds));
        json.WriteNumber("candidates", Found.Candidates);
        json.WriteNumber("feasible", Found.Feasible);
        json.WriteStartArray("best");
        for (var i = 0; i < Best.Count; i++)
        {
            Write(json, i);
        }

        json.WriteEndArray();
        json.WriteStartArray("rejected");
        foreach (var plan in Rejected)
        {
            json.WriteStartObject();
            json.WriteString("plan", plan.Plan);
            json.WriteString("reason", plan.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, int rank)
    {
        var plan = Best[rank];
        var (deployment, estimate, simulated) = (plan.Deployment, plan.Estimate, plan.Simulated);
        json.WriteStartObject();
        json.WriteNumber("rank", rank + 1);
        json.WriteString("serving", ResultColumns.Words(deployment.Mode.ToString()));
        json.WriteString("plan", deployment.Name);
        json.WriteString("decomposition", deployment.Decomposition);
        json.WriteNumber("replicas", deployment.Count + deployment.Spare);
        Worker(json, deployment.Prefill is null ? "worker" : "decode", deployment.Worker, deployment.Count + deployment.Spare);
        if (deployment.Prefill is { } prefill)
        {
            Worker(json, "prefill", prefill, deployment.PrefillCount + deployment.Spare);
        }

        json.WriteNumber("num_total_gpus", deployment.Accelerators);
        void Value(string name, double? value) => ResultWriter.WriteValue(json, name, value);
        Value("request_rate", plan.RequestsPerSecond);
        Value("concurrency", estimate.InFlight);
        Value("ttft_ms", estimate.TimeToFirstToken.At(Request.Level.Percentile).TotalMilliseconds);
        Value("tpot_ms", estimate.TimePerOutputToken.At(Request.Level.Percentile).TotalMilliseconds);
        Value("simulated_ttft_ms", simulated.TimeToFirstToken.At(Request.Level.Percentile).TotalMilliseconds);
        Value("simulated_tpot_ms", simulated.TimePerOutputToken.At(Request.Level.Percentile).TotalMilliseconds);
        Value("tok_s_user", estimate.TokensPerSecondPerUser);
        Value("output_tput_per_gpu", PerAccelerator(plan));
        Value("usd_per_mtok_total", UsdPerMillion(plan));
        if (CostSplit.Of(deployment, estimate, Request.Request) is { } split)
        {
            Value("usd_per_mtok_input_allocated", split.UsdPerMillionInput);
            Value("usd_per_mtok_output_allocated", split.UsdPerMillionOutput);
        }

        Value("usd_per_hour", deployment.Bill?.Total);
        Value("power_kw", deployment.Power.TotalKilo);
        Value("tok_s_per_mw", estimate.OutputTokensPerSecond / deployment.Power.TotalMega);
        WriteIntervals(json, plan);
        json.WriteNumber("simulations", plan.Plays);
        json.WriteString("reason", Reason(rank));
        json.WriteEndObject();
    }

    /// <summary>Ends of the 90 % intervals; the load is given, so throughput and cost are missed only where the capacity falls below it.</summary>
    private void WriteIntervals(Utf8JsonWriter json, ConfirmedPlan plan)
    {
        if (IntervalsOf(plan) is not { } intervals)
        {
            return;
        }

        void Ends(string name, double? value, IntervalRatio? ratio)
        {
            ResultWriter.WriteValue(json, name + "_lo", value * ratio?.Low);
            ResultWriter.WriteValue(json, name + "_hi", value * ratio?.High);
        }

        var utilisation = plan.Estimate.Utilisation;
        IntervalRatio? carried = intervals.Of(PredictedFigure.Throughput) is { } ratio && utilisation > 0 ? new IntervalRatio(Math.Min(1, ratio.Low / utilisation), 1) : null;
        Ends("simulated_ttft_ms", plan.Simulated.TimeToFirstToken.At(Request.Level.Percentile).TotalMilliseconds, intervals.Of(PredictedFigure.FirstToken));
        Ends("simulated_tpot_ms", plan.Simulated.TimePerOutputToken.At(Request.Level.Percentile).TotalMilliseconds, intervals.Of(PredictedFigure.PerToken));
        Ends("tok_s_user", plan.Estimate.TokensPerSecondPerUser, intervals.Of(PredictedFigure.PerToken)?.Reciprocal);
        Ends("output_tput_per_gpu", PerAccelerator(plan), carried);
        Ends("usd_per_mtok_total", UsdPerMillion(plan), carried?.Reciprocal);
        json.WriteString("confidence", ResultColumns.Words(intervals.Confidence.ToString()));
    }

    private static void Worker(Utf8JsonWriter json, string name, WorkerOption worker, int count)
    {
        var (_, _, system, engine, plan) = worker.Prepared.Deployment;
        json.WriteStartObject(name);
        json.WriteNumber("count", count);
        json.WriteString("hw", system.Id);
        json.WriteString("engine", engine.Id);
        json.WriteString("precision", worker.Precision.Length > 0 ? worker.Precision : worker.Prepared.Deployment.Model.DominantFormat.Id);
        json.WriteNumber("tp", plan.TensorParallel);
        json.WriteNumber("pp", plan.PipelineParallel);
        json.WriteNumber("ep", plan.ExpertParallel);
        json.WriteNumber("dp", plan.AttentionDataParallel);
        json.WriteNumber("cp", plan.ContextParallel);
        json.WriteEndObject();
    }
}
