using System.Globalization;
using InferenceModel.Costs;
using InferenceModel.Operators;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Estimation;

/// <summary>
/// Estimates a load on separate prefill and decode machines: prompts queue for the prefill pool (<see cref="PrefillPool"/>), the cache moves
/// (<see cref="KvTransferTime"/>), and a decode rank with n sequences gives each a token every K(n). The rate is the one at which the requests in
/// flight are those asked for; both pools pass the same requests, so the slower one sets the capacity.
/// </summary>
public static class DisaggregatedEstimator
{
    private const int Halvings = 60;

    /// <summary>The estimate of a load.</summary>
    /// <param name="deployment">The machines.</param>
    /// <param name="request">Lengths of every request.</param>
    /// <param name="load">The load.</param>
    public static DeploymentEstimate Estimate(DisaggregatedDeployment deployment, RequestShape request, Load load)
    {
        var (prefill, _, decode, _) = deployment;
        if (Refusal(deployment, request) is { } refused)
        {
            return refused;
        }

        var pool = new PrefillPool(prefill, deployment.PrefillWorkers, request);
        var most = MostDecoding(decode, request);
        var steady = new SteadyState(decode.Plan!, decode.Deployment.Engine, request);
        var ranks = decode.Deployment.Plan.AttentionDataParallel * deployment.DecodeWorkers;
        var capacity = Math.Min(pool.Capacity, steady.At(most, 1).Rate * ranks);
        var at = new Point(deployment, request, pool, steady, ranks, most);
        if (load is Load.OpenLoop open)
        {
            return open.RequestsPerSecond < capacity
                ? Finish(at, open.RequestsPerSecond, 1, capacity)
                : Finish(at, capacity * 0.999999, 1, capacity) with
                {
                    Status = EstimateStatus.Saturated,
                    Reason = string.Create(CultureInfo.InvariantCulture, $"{open.RequestsPerSecond:G6} requests/s asked, {capacity:G6} is the most: the {(pool.Capacity <= capacity ? "prefill" : "decode")} pool is full"),
                };
        }

        return Closed(at, ((Load.ClosedLoop)load).Concurrency, capacity);
    }

    /// <summary>Sequences one attention rank of a decode worker runs at most.</summary>
    /// <param name="decode">The worker.</param>
    /// <param name="request">Lengths of every request.</param>
    internal static double MostDecoding(PreparedDeployment decode, RequestShape request) =>
        Math.Min(decode.Deployment.Engine.MaximumSequences, Math.Floor(decode.SequencesThatFit(request.MeanContext)));

    private static DeploymentEstimate Closed(Point at, double inFlight, double capacity)
    {
        var others = Math.Max(0, inFlight - 1) / Math.Max(1, inFlight);
        double Needed(double rate)
        {
            var (first, _, _, state) = Times(at, rate, others);
            return rate * (first + (state.DecodeStep * at.Request.DecodeSteps)).Total;
        }

        var (low, high) = (0.0, capacity * 0.999999);
        if (Needed(high) < inFlight)
        {
            var full = Finish(at, high, others, capacity);
            var wait = Seconds.Of(inFlight / high) - full.EndToEnd.Mean;
            return full with
            {
                Status = EstimateStatus.Saturated,
                TimeToFirstToken = LatencyFigures.Constant(full.TimeToFirstToken.Mean + wait),
                EndToEnd = LatencyFigures.Constant(full.EndToEnd.Mean + wait),
                InFlight = inFlight,
                Queueing = full.Queueing + wait,
                Reason = string.Create(CultureInfo.InvariantCulture, $"{inFlight:G6} requests in flight, the decode pool has room for {at.Most * at.Ranks:F0}: the rest wait"),
            };
        }

        for (var i = 0; i < Halvings && high - low > 1e-12 * capacity; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Needed(middle) > inFlight ? (low, middle) : (middle, high);
        }

        return Finish(at, high, others, capacity);
    }

    /// <summary>Time to first token, its wait and chance of it, and the state of a decode rank.</summary>
    private static (Seconds First, Seconds Wait, double Chance, RankState State) Times(Point at, double rate, double others)
    {
        var (wait, chance, latency) = at.Pool.At(rate, others);
        var state = at.Steady.Keeping(rate / at.Ranks, at.Most, 1);
        var residual = state.DecodeStep * (0.5 * Math.Min(1, state.Decoding));
        var overhead = at.Deployment.Decode.Deployment.Engine.OverheadOf(at.Request.InputTokens);
        var transfer = KvTransferTime.Of(at.Deployment.Prefill, at.Deployment.Decode, at.Request.InputTokens);
        return (overhead + wait + latency + transfer + residual, wait, chance, state);
    }

    private static DeploymentEstimate Finish(Point at, double rate, double others, double capacity)
    {
        var (deployment, request) = (at.Deployment, at.Request);
        var (first, wait, chance, state) = Times(at, rate, others);
        var firstToken = Latencies.FirstToken(first, wait, chance);
        var decoding = state.DecodeStep * request.DecodeSteps;
        var (prompt, decode) = Breakdown(deployment, request, state);
        var breakdown = prompt + decode;
        var isPrefill = rate / at.Pool.Capacity > state.Decoding / at.Most;
        return new DeploymentEstimate
        {
            Status = EstimateStatus.Ok,
            LimitingFactor = wait > breakdown.Total ? LimitingFactor.Queueing : Factor(breakdown.Largest),
            Memory = deployment.Decode.Memory,
            MaximumConcurrency = at.Most * at.Ranks,
            KvCacheUtilisation = Math.Min(1, state.Decoding / deployment.Decode.SequencesThatFit(request.MeanContext)),
            TimeToFirstToken = firstToken,
            TimePerOutputToken = LatencyFigures.Constant(state.DecodeStep),
            InterTokenLatency = LatencyFigures.Constant(state.DecodeStep),
            EndToEnd = firstToken.Plus(decoding),
            InFlight = rate * (first + decoding).Total,
            RequestsPerSecond = rate,
            CapacityRequestsPerSecond = Math.Max(rate, capacity),
            OutputTokensPerSecond = rate * request.OutputTokens,
            InputTokensPerSecond = rate * request.InputTokens,
            Accelerators = deployment.Accelerators,
            State = state,
            PromptBreakdown = prompt,
            DecodeBreakdown = decode,
            Queueing = wait,
            Reason = isPrefill && wait > first * 0.5 ? "the prefill pool is the narrower one" : string.Empty,
        };
    }

    private static (StepBreakdown Prompt, StepBreakdown Decode) Breakdown(DisaggregatedDeployment deployment, RequestShape request, in RankState state)
    {
        var prompt = deployment.Prefill.Plan!.Model.Breakdown(StepShape.Prefill(1, request.ComputedTokens, request.CachedTokens));
        var batch = Math.Max(1, state.Decoding) / deployment.Decode.Plan!.StageCount;
        return (prompt, deployment.Decode.Plan.Model.Breakdown(StepShape.Decode(batch, request.MeanContext)) * request.DecodeSteps);
    }

    private static LimitingFactor Factor(Bound bound) => bound switch
    {
        Bound.Compute => LimitingFactor.Compute,
        Bound.Memory => LimitingFactor.MemoryBandwidth,
        Bound.LinkBandwidth => LimitingFactor.LinkBandwidth,
        Bound.LinkLatency => LimitingFactor.LinkLatency,
        _ => LimitingFactor.Overhead,
    };

    private static DeploymentEstimate? Refusal(DisaggregatedDeployment deployment, RequestShape request)
    {
        DeploymentEstimate Refused(EstimateStatus status, PreparedDeployment worker, string reason) => new()
        {
            Status = status,
            Reason = reason,
            LimitingFactor = worker.Plan is null ? LimitingFactor.WeightMemory : LimitingFactor.KvCapacity,
            Memory = worker.Memory,
            Accelerators = deployment.Accelerators,
        };

        if (request.DecodeSteps <= 0)
        {
            return Refused(EstimateStatus.Unsupported, deployment.Decode, "an answer of one token leaves the decode machines nothing to do");
        }

        foreach (var (worker, name, tokens) in new[] { (deployment.Prefill, "prefill", request.InputTokens), (deployment.Decode, "decode", request.InputTokens + request.OutputTokens) })
        {
            if (worker.Plan is null || worker.SequencesThatFit(tokens) < 1)
            {
                return Refused(EstimateStatus.InfeasibleMemory, worker, string.Create(
                    CultureInfo.InvariantCulture, $"a {name} worker holds {worker.Memory.Fixed} beside its cache, and one request of {tokens:F0} tokens does not fit into {worker.Memory.Usable}"));
            }
        }

        return null;
    }

    private sealed record Point(
        DisaggregatedDeployment Deployment, RequestShape Request, PrefillPool Pool, SteadyState Steady, int Ranks, double Most);
}
