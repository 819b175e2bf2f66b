using System.Globalization;
using InferenceModel.Costs;
using InferenceModel.Operators;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Estimation;

/// <summary>Estimates a load on a prepared deployment: attention ranks are alike and share the load evenly.</summary>
public static class Estimator
{
    /// <summary>The estimate of a load.</summary>
    /// <param name="prepared">The deployment.</param>
    /// <param name="request">Lengths of every request.</param>
    /// <param name="load">The load.</param>
    public static DeploymentEstimate Estimate(PreparedDeployment prepared, RequestShape request, Load load)
    {
        var (_, _, system, engine, plan) = prepared.Deployment;
        var memory = prepared.Memory;
        if (prepared.Plan is not { } compiled)
        {
            return Refused(prepared, EstimateStatus.InfeasibleMemory,
                $"{memory.Fixed} for weights, activations and runtime, and a first token of cache, do not fit into the {memory.Usable} of {system.Accelerator.Memory.Value} that {engine.Id} fills");
        }

        var fitting = Math.Floor(prepared.SequencesThatFit(request.MeanContext));
        if (prepared.SequencesThatFit(request.InputTokens + request.OutputTokens) < 1)
        {
            return Refused(prepared, EstimateStatus.InfeasibleMemory, string.Create(
                CultureInfo.InvariantCulture, $"one request of {request.InputTokens:F0} + {request.OutputTokens:F0} tokens needs more cache than the {memory.KvBudget} left"));
        }

        var most = Math.Min(engine.MaximumSequences, fitting);
        var ranks = plan.AttentionDataParallel * plan.Replicas;
        var steady = new SteadyState(compiled, engine, request);
        var context = new EstimateContext(prepared, compiled, request, steady, ranks, most, fitting < engine.MaximumSequences);
        return load switch
        {
            Load.ClosedLoop closed => Closed(context, closed.Concurrency / ranks),
            Load.OpenLoop open => Open(context, open.RequestsPerSecond / ranks),
            _ => throw new InvalidOperationException($"No estimate for {load}."),
        };
    }

    private static DeploymentEstimate Closed(EstimateContext context, double inFlight)
    {
        // Fewer requests than ranks: those that have one have it whole, the others idle.
        var busy = Math.Max(1, inFlight);
        var idleShare = inFlight / busy;
        var state = context.Steady.Closed(busy, context.MostDecoding);
        var first = context.Steady.FirstToken(state, busy);
        var admitted = state.Decoding + (state.Rate * first.Total);
        var waiting = state.Rate > 0 ? Seconds.Of(Math.Max(0, busy - admitted) / state.Rate) : Seconds.Zero;
        var isFull = busy > admitted * 1.000001 && state.Decoding >= context.MostDecoding * 0.999999;
        return Finish(context, state, busy, idleShare, isFull ? waiting : Seconds.Zero) with
        {
            Status = isFull ? EstimateStatus.Saturated : EstimateStatus.Ok,
            Reason = isFull ? string.Create(CultureInfo.InvariantCulture, $"{busy:G6} requests a rank, room for {context.MostDecoding:F0} ({context.RoomName}): the rest wait outside") : string.Empty,
        };
    }

    private static DeploymentEstimate Open(EstimateContext context, double rate)
    {
        var capacity = context.Steady.Capacity(context.MostDecoding);
        if (context.Steady.Open(rate, context.MostDecoding) is { } state)
        {
            return Finish(context, state, double.PositiveInfinity, 1, Seconds.Zero);
        }

        // Nothing holds an open stream back: the queue grows without end, so no latency exists; only throughput does.
        var full = context.Steady.At(context.MostDecoding, double.PositiveInfinity);
        var estimate = Finish(context, full with { Rate = capacity }, double.PositiveInfinity, 1, Seconds.Of(double.PositiveInfinity));
        return estimate with
        {
            Status = EstimateStatus.Saturated,
            LimitingFactor = full.Rate <= capacity ? context.RoomFactor : estimate.LimitingFactor,
            Reason = string.Create(CultureInfo.InvariantCulture, $"{rate * context.Ranks:G6} requests/s asked, {capacity * context.Ranks:G6} is the most"),
        };
    }

    private static DeploymentEstimate Finish(EstimateContext context, RankState state, double population, double busyShare, Seconds waitForRoom)
    {
        var request = context.Request;
        var plan = context.Prepared.Deployment.Plan;
        var wait = context.Steady.Wait(state, population);
        var first = context.Steady.FirstToken(state, population) + waitForRoom;
        var firstToken = Latencies.FirstToken(first, wait, state.PromptUtilisation);
        var perToken = Latencies.PerToken(state, request.DecodeSteps);
        var decoding = perToken.Mean * request.DecodeSteps;
        var rate = state.Rate * context.Ranks * busyShare;
        var (prompt, decode) = Breakdown(context, state);
        var breakdown = prompt + decode;
        return new DeploymentEstimate
        {
            Status = EstimateStatus.Ok,
            LimitingFactor = Limiting(context, breakdown, wait, waitForRoom),
            Memory = context.Prepared.Memory,
            MaximumConcurrency = context.MostDecoding * context.Ranks,
            KvCacheUtilisation = Math.Min(1, state.Decoding / context.Prepared.SequencesThatFit(request.MeanContext)),
            TimeToFirstToken = firstToken,
            TimePerOutputToken = perToken,
            InterTokenLatency = Latencies.Gaps(state),
            EndToEnd = firstToken.Plus(decoding),
            InFlight = rate * (first + decoding).Total,
            RequestsPerSecond = rate,
            CapacityRequestsPerSecond = Math.Max(rate, context.Steady.Capacity(context.MostDecoding) * context.Ranks),
            OutputTokensPerSecond = rate * request.OutputTokens,
            InputTokensPerSecond = rate * request.InputTokens,
            Accelerators = plan.Accelerators,
            State = state,
            PromptBreakdown = prompt,
            DecodeBreakdown = decode,
            Queueing = wait + waitForRoom,
        };
    }

    /// <summary>One request's prompt and decode steps by what limits them.</summary>
    private static (StepBreakdown Prompt, StepBreakdown Decode) Breakdown(EstimateContext context, in RankState state)
    {
        var request = context.Request;
        var model = context.Plan.Model;
        var chunk = request.ComputedTokens / state.PromptSteps;
        var past = request.CachedTokens + ((request.ComputedTokens - chunk) / 2);
        var batch = state.Decoding / context.Plan.StageCount;
        var prompt = model.Breakdown(new StepShape(chunk, 1, past, batch, request.MeanContext)) * state.PromptSteps;
        var decode = model.Breakdown(StepShape.Decode(Math.Max(1, state.Decoding) / context.Plan.StageCount, request.MeanContext)) * request.DecodeSteps;
        return (prompt, decode);
    }

    private static LimitingFactor Limiting(EstimateContext context, in StepBreakdown breakdown, Seconds wait, Seconds waitForRoom)
    {
        if (waitForRoom > Seconds.Zero)
        {
            return context.RoomFactor;
        }

        if (wait > breakdown.Total)
        {
            return LimitingFactor.Queueing;
        }

        return breakdown.Largest switch
        {
            Bound.Compute => LimitingFactor.Compute,
            Bound.Memory => LimitingFactor.MemoryBandwidth,
            Bound.LinkBandwidth => LimitingFactor.LinkBandwidth,
            Bound.LinkLatency => LimitingFactor.LinkLatency,
            _ => LimitingFactor.Overhead,
        };
    }

    private static DeploymentEstimate Refused(PreparedDeployment prepared, EstimateStatus status, string reason) => new()
    {
        Status = status,
        Reason = reason,
        LimitingFactor = prepared.Plan is null ? LimitingFactor.WeightMemory : LimitingFactor.KvCapacity,
        Memory = prepared.Memory,
        Accelerators = prepared.Deployment.Plan.Accelerators,
    };
}
