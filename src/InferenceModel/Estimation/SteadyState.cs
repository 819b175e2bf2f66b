using InferenceModel.Engines;
using InferenceModel.Operators;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Estimation;

/// <summary>
/// The steady state of one attention rank that batches continuously. With n sequences decoding, a step takes K; each
/// prompt lengthens steps by E in all (several share a step where they come quicker than steps); so a request's n-th share of the machine finishes at rate
/// X = n / ((o - 1) K + f n E), and its tokens come every K + f n E / (o - 1), where f = (c - 1) / c is the share of
/// prompts that are others' in a population of c. Waiting for the prompts of others is that of a
/// single server with constant service (Pollaczek-Khinchine), scaled by f.
/// </summary>
/// <param name="plan">Times steps.</param>
/// <param name="engine">The engine's limits.</param>
/// <param name="request">Lengths of every request.</param>
public sealed class SteadyState(CompiledPlan plan, ServingEngine engine, RequestShape request)
{
    private const int Halvings = 60;

    /// <summary>Rates closer than this are one: what a rung yields must not be missed for a rounding.</summary>
    private const double SameRate = 1e-9;

    /// <summary>The state with a number of sequences decoding.</summary>
    /// <param name="decoding">Sequences, not negative; below one they stand for a share of the time.</param>
    /// <param name="population">Requests there are at all; infinity for an open stream.</param>
    public RankState At(double decoding, double population)
    {
        var others = Others(population);
        var stages = plan.StageCount;
        var batch = decoding / stages;
        var decode = StepShape.Decode(batch, request.MeanContext);
        var steps = request.DecodeSteps;
        var decodeStep = steps <= 0 ? Seconds.Zero : Cycle(StepShape.Decode(Math.Max(1, decoding) / stages, request.MeanContext));
        var budget = Math.Max(1, engine.MaximumBatchedTokens - batch);
        var chunk = engine.ChunksPrompts ? Math.Min(request.ComputedTokens, budget) : request.ComputedTokens;
        var promptSteps = request.ComputedTokens / chunk;
        // A long prompt is computed chunk by chunk; its average chunk has half of the others in its cache.
        var past = request.CachedTokens + ((request.ComputedTokens - chunk) / 2);
        // Where prompts come quicker than steps, several share one: as many as the others finish in a step, within the budget.
        var sharing = steps <= 0 ? 1 : Math.Clamp(others * decoding * promptSteps / steps, 1, Math.Max(1, budget / chunk));
        var mixed = new StepShape(chunk * sharing, sharing, past, batch, request.MeanContext);
        var mixedInterval = plan.Interval(mixed);
        var decodeInterval = batch > 0 ? plan.Interval(decode) : Seconds.Zero;
        var extra = Seconds.Max(Seconds.Zero, mixedInterval - (decodeInterval * Math.Min(1, decoding))) * (promptSteps / sharing);
        var service = extra + (decodeInterval * (Math.Min(1, decoding) * Math.Min(promptSteps, request.ComputedTokens / budget)));
        var rate = decoding <= 0 ? 0 : decoding / ((steps * decodeStep.Total) + (others * decoding * extra.Total));
        var interval = steps <= 0 ? Seconds.Zero : decodeStep + (extra * (others * decoding / steps));
        return new RankState(
            decoding, rate, decodeStep, decodeStep + (extra * (sharing / promptSteps)), promptSteps, service, plan.Latency(mixed with { DecodeSequences = batch * others }) * promptSteps, interval) { PromptsPerStep = sharing };
    }

    /// <summary>Mean wait of a prompt for those before it.</summary>
    /// <param name="state">The state.</param>
    /// <param name="population">Requests there are at all; infinity for an open stream.</param>
    public Seconds Wait(in RankState state, double population)
    {
        if (request.DecodeSteps <= 0 && double.IsFinite(population))
        {
            // Nothing but prompts: Little's law gives the whole time, and what the prompt does not need is waiting.
            return Seconds.Max(Seconds.Zero, Seconds.Of(population / state.Rate) - engine.OverheadOf(request.InputTokens) - state.PromptLatency);
        }

        var busy = state.PromptUtilisation;
        if (busy >= 1)
        {
            return Seconds.Of(double.PositiveInfinity);
        }

        return state.PromptService * (Others(population) * busy / (2 * (1 - busy)));
    }

    /// <summary>Mean time to first token of an admitted request, without the wait for room.</summary>
    /// <param name="state">The state.</param>
    /// <param name="population">Requests there are at all.</param>
    public Seconds FirstToken(in RankState state, double population)
    {
        // A request that arrives while others decode waits for half a step on average.
        var residual = state.DecodeStep * (0.5 * Math.Min(1, state.Decoding) * (population > 1 ? 1 : 0));
        return engine.OverheadOf(request.InputTokens) + residual + Wait(state, population) + state.PromptLatency;
    }

    /// <summary>The state in which a number of requests is in flight; decoding sequences are capped.</summary>
    /// <param name="inFlight">Requests kept in flight on this rank.</param>
    /// <param name="mostDecoding">Sequences the cache or the engine allows.</param>
    public RankState Closed(double inFlight, double mostDecoding)
    {
        double Needed(double decoding)
        {
            var state = At(decoding, inFlight);
            return decoding + (state.Rate * FirstToken(state, inFlight).Total);
        }

        if (request.DecodeSteps <= 0)
        {
            return PromptsOnly(inFlight);
        }

        var most = Math.Min(inFlight, mostDecoding);
        return Needed(most) <= inFlight ? At(most, inFlight) : At(Root(most, decoding => Needed(decoding) > inFlight), inFlight);
    }

    /// <summary>The state of a random stream of requests, or null where the rank cannot keep up.</summary>
    /// <param name="rate">Requests per second on this rank.</param>
    /// <param name="mostDecoding">Sequences the cache or the engine allows.</param>
    public RankState? Open(double rate, double mostDecoding)
    {
        if (request.DecodeSteps <= 0)
        {
            var prompts = At(0, double.PositiveInfinity) with { Rate = rate };
            return prompts.PromptUtilisation < 1 ? prompts : null;
        }

        if (Capacity(mostDecoding) < rate * (1 - SameRate))
        {
            return null;
        }

        var state = Keeping(rate, mostDecoding, double.PositiveInfinity) with { Rate = rate };
        return state.PromptUtilisation < 1 ? state : null;
    }

    /// <summary>
    /// The state with the fewest sequences decoding that keeps up with a rate: the one a rank that fills from empty comes to rest in. The rate falls
    /// where a batch is padded to the next size, so that several numbers of sequences may give the same; it is not to be bisected as a whole.
    /// </summary>
    /// <param name="rate">Requests per second on this rank, at most what it can finish.</param>
    /// <param name="mostDecoding">Sequences the cache or the engine allows.</param>
    /// <param name="population">Requests there are at all; infinity for an open stream.</param>
    public RankState Keeping(double rate, double mostDecoding, double population)
    {
        var (low, high) = Rise(mostDecoding, decoding => At(decoding, population).Rate >= rate * (1 - SameRate));
        return Keeping(rate, low, high, population);
    }

    /// <summary>The state that keeps up with a rate between a number of sequences that does not and one that does.</summary>
    /// <param name="rate">Requests per second on this rank.</param>
    /// <param name="low">Sequences that yield less.</param>
    /// <param name="high">Sequences that yield as much.</param>
    /// <param name="population">Requests there are at all; infinity for an open stream.</param>
    internal RankState Keeping(double rate, double low, double high, double population)
    {
        // Illinois rule: the chord, with the end that stays put counted half, so that both ends move.
        var found = At(high, population);
        var (under, over) = (low > 0 ? At(low, population).Rate - rate : -rate, found.Rate - rate);
        var last = 0;
        for (var i = 0; i < Halvings && high - low > SameRate * high && found.Rate > rate * (1 + (0.1 * SameRate)); i++)
        {
            var middle = Math.Clamp(((low * over) - (high * under)) / (over - under), low + (0.001 * (high - low)), high - (0.001 * (high - low)));
            var state = At(middle, population);
            if (state.Rate >= rate)
            {
                (high, over, found) = (middle, state.Rate - rate, state);
                under *= last > 0 ? 0.5 : 1;
                last = 1;
            }
            else
            {
                (low, under) = (middle, state.Rate - rate);
                over *= last < 0 ? 0.5 : 1;
                last = -1;
            }
        }

        return found;
    }

    /// <summary>The most requests per second this rank finishes.</summary>
    /// <param name="mostDecoding">Sequences the cache or the engine allows.</param>
    public double Capacity(double mostDecoding)
    {
        var full = At(mostDecoding, double.PositiveInfinity);
        if (request.DecodeSteps <= 0 || full.PromptUtilisation <= 1)
        {
            return request.DecodeSteps <= 0 ? 1 / full.PromptService.Total : full.Rate;
        }

        // More sequences decode faster together but leave prompts less room: the most is where both rates meet.
        return At(Root(mostDecoding, decoding => At(decoding, double.PositiveInfinity).PromptUtilisation >= 1), double.PositiveInfinity).Rate;
    }

    private static double Others(double population) =>
        double.IsInfinity(population) ? 1 : Math.Max(0, population - 1) / Math.Max(1, population);

    /// <summary>Time from one token of a sequence to its next: its micro-batch passes all stages, or waits for the slowest.</summary>
    private Seconds Cycle(in StepShape batch) => plan.StageCount == 1
        ? plan.Latency(batch)
        : Seconds.Max(plan.Latency(batch), plan.Interval(batch) * plan.StageCount);

    /// <summary>One answer token: prompts follow each other and nothing decodes.</summary>
    private RankState PromptsOnly(double inFlight)
    {
        var idle = At(0, double.PositiveInfinity);
        var rate = Math.Min(inFlight / (engine.OverheadOf(request.InputTokens) + idle.PromptLatency).Total, 1 / idle.PromptService.Total);
        return idle with { Rate = rate };
    }

    /// <summary>The least number of sequences, up to a bound, at which a condition holds, by halving below the first rung at which it does.</summary>
    private double Root(double most, Func<double, bool> holds)
    {
        var (low, high) = Rise(most, holds);
        for (var i = 0; i < Halvings && high - low > SameRate * high; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = holds(middle) ? (low, middle) : (middle, high);
        }

        return high;
    }

    /// <summary>The first rung, up to a bound, at which a condition holds, and the one before it.</summary>
    private (double Low, double High) Rise(double most, Func<double, bool> holds)
    {
        var low = 0.0;
        foreach (var rung in plan.Rungs)
        {
            if (rung >= most)
            {
                break;
            }

            if (holds(rung))
            {
                return (low, rung);
            }

            low = rung;
        }

        return (low, most);
    }
}
