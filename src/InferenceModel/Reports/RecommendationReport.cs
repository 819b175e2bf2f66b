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
    private const int MostBeaten = 5;

    /// <summary>Intervals of predictions; null where none are known.</summary>
    public ServingIntervals? Intervals { get; init; }

    /// <summary>The intervals of a plan's simulated figures; null where none are known.</summary>
    /// <param name="plan">The plan.</param>
    public FigureIntervals? IntervalsOf(ConfirmedPlan plan) => IntervalsOf(plan, Request.Request, Intervals);

    /// <summary>The intervals of a plan's simulated figures; null where none are known.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="request">Lengths of every request.</param>
    /// <param name="intervals">Intervals of predictions.</param>
    internal static FigureIntervals? IntervalsOf(ConfirmedPlan plan, RequestShape request, ServingIntervals? intervals)
    {
        var deployment = plan.Deployment;
        var condition = EstimateConditions.Of(
            plan.Plays > 0 ? ServingFidelity.Simulate : ServingFidelity.Estimate, (deployment.Prefill ?? deployment.Worker).Prepared, deployment.PrefillCount, deployment.Worker.Prepared, deployment.Count,
            request, new Load.OpenLoop(plan.RequestsPerSecond), plan.Plays > 0 ? plan.Simulated : plan.Estimate);
        return condition is null ? null : intervals?.Find(condition);
    }

    /// <summary>Dollars of a million tokens, input and output.</summary>
    /// <param name="plan">The plan.</param>
    public static double? UsdPerMillion(ConfirmedPlan plan) => plan.Deployment.Bill is { } bill
        ? (bill * Seconds.Of(1)).Total / (plan.Estimate.InputTokensPerSecond + plan.Estimate.OutputTokensPerSecond) * 1_000_000
        : null;

    /// <summary>Output tokens per second of one accelerator, spare ones counted.</summary>
    /// <param name="plan">The plan.</param>
    public static double PerAccelerator(ConfirmedPlan plan) => plan.Estimate.OutputTokensPerSecond / plan.Deployment.Accelerators;

    /// <summary>Why a plan stands where it does: against the best or the next, what its load stops at, what each pool carries, what limits it.</summary>
    /// <param name="rank">Its place, from 0.</param>
    public string Reason(int rank)
    {
        var plan = Best[rank];
        var words = new List<string> { Standing(rank), Stop(plan), Carried(plan), "limited by " + ResultColumns.Words(plan.Estimate.LimitingFactor.ToString()).Replace('_', ' ') };
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

    private string Standing(int rank)
    {
        var (plan, measure) = (Best[rank], UsdPerMillion(Best[rank]) is null ? "tokens/s/GPU" : "$/Mtok");
        double Value(ConfirmedPlan one) => UsdPerMillion(one) ?? PerAccelerator(one);
        if (rank > 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"loses by {Math.Abs((Value(plan) / Value(Best[0])) - 1):P1} in {measure}");
        }

        return Best.Count > 1
            ? string.Create(CultureInfo.InvariantCulture, $"wins in {measure}: {ResultSummary.Number(Value(plan))} against {ResultSummary.Number(Value(Best[1]))} of the next, {Best[1].Deployment.Decomposition}, {Math.Abs((Value(Best[1]) / Value(plan)) - 1):P1} apart")
            : $"the only one that keeps the service level, {measure} counted";
    }

    /// <summary>The limit nearest to what was simulated or estimated, or where the load is given how much of the machines it takes.</summary>
    private string Stop(ConfirmedPlan plan)
    {
        var level = Request.Level;
        Seconds Worse(Func<DeploymentEstimate, LatencyFigures> figures) => Seconds.Max(figures(plan.Simulated).At(level.Percentile), figures(plan.Estimate).At(level.Percentile));
        var limits = new[]
        {
            (Name: "time to first token", Value: Worse(one => one.TimeToFirstToken), Limit: level.TimeToFirstToken),
            (Name: "time per output token", Value: Worse(one => one.TimePerOutputToken), Limit: level.TimePerOutputToken),
            (Name: "end to end", Value: Worse(one => one.EndToEnd), Limit: level.EndToEnd),
        };
        var kept = limits.Where(limit => limit.Limit is not null).ToList();
        var mark = level.Percentile == 0 ? "mean" : string.Create(CultureInfo.InvariantCulture, $"p{level.Percentile}");
        return kept.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{plan.Estimate.Utilisation:P0} of capacity")
            : kept.MaxBy(limit => limit.Value / limit.Limit!.Value) is var near
                ? string.Create(CultureInfo.InvariantCulture, $"nearest limit {near.Name}, {mark} {near.Value} of {near.Limit}, at {plan.Estimate.Utilisation:P0} of capacity") : string.Empty;
    }

    private static string Carried(ConfirmedPlan plan)
    {
        var (deployment, rate) = (plan.Deployment, plan.RequestsPerSecond);
        double Each(WorkerOption worker, int count) => rate / (worker.Accelerators * count);
        return deployment.Prefill is { } prefill
            ? string.Create(CultureInfo.InvariantCulture, $"a prefill GPU takes {ResultSummary.Number(Each(prefill, deployment.PrefillCount))} and a decode GPU {ResultSummary.Number(Each(deployment.Worker, deployment.Count))} requests/s")
            : string.Create(CultureInfo.InvariantCulture, $"a GPU takes {ResultSummary.Number(Each(deployment.Worker, deployment.Count))} requests/s");
    }

    /// <summary>The place of the plan with the least time per output token.</summary>
    public int Fastest => Best.Count == 0 ? -1 : Enumerable.Range(0, Best.Count).MinBy(i => Best[i].Simulated.TimePerOutputToken.Mean.Total);

    /// <summary>The place of the plan with the largest product of tokens/s/user and tokens/s/GPU.</summary>
    public int Balanced => Best.Count == 0 ? -1 : Enumerable.Range(0, Best.Count).MaxBy(i => PerAccelerator(Best[i]) / Best[i].Simulated.TimePerOutputToken.Mean.Total);

    /// <summary>
    /// Plans that lost: finalists that missed their level when simulated, plans that keep it and cost more, then those that miss it, the nearest
    /// first.
    /// </summary>
    public IEnumerable<RejectedPlan> Rejected => Dropped.Select(plan => new RejectedPlan(plan.Deployment.Name, "simulated: " + plan.Missed, 0))
        .Concat(Beaten)
        .Concat(Found.Rejected.OrderBy(plan => plan.Excess))
        .Take(MostRejected);

    /// <summary>The cheapest plans that would keep the level by estimate and were not among the finalists.</summary>
    private IEnumerable<RejectedPlan> Beaten
    {
        get
        {
            var finalists = Best.Concat(Dropped).Select(plan => (plan.Deployment.Worker, plan.Deployment.Prefill)).ToHashSet();
            var least = Found.Ranked.Length > 0 ? Found.Ranked[0].Cost : 0;
            return Found.Ranked.Where(candidate => !finalists.Contains((candidate.Deployment.Worker, candidate.Deployment.Prefill))).Take(MostBeaten).Select(candidate => new RejectedPlan(
                candidate.Deployment.Name, string.Create(CultureInfo.InvariantCulture, $"keeps the level and costs {(candidate.Cost / least) - 1:P1} more than the cheapest estimate"), 0));
        }
    }

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
        Value("e2el_ms", estimate.EndToEnd.At(Request.Level.Percentile).TotalMilliseconds);
        Value("simulated_ttft_ms", simulated.TimeToFirstToken.At(Request.Level.Percentile).TotalMilliseconds);
        Value("simulated_tpot_ms", simulated.TimePerOutputToken.At(Request.Level.Percentile).TotalMilliseconds);
        Value("simulated_e2el_ms", simulated.EndToEnd.At(Request.Level.Percentile).TotalMilliseconds);
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
        json.WriteNumber("max_batched_tokens", engine.MaximumBatchedTokens);
        json.WriteEndObject();
    }
}
