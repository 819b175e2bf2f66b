using System.Globalization;
using InferenceModel.Estimation;
using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>Chooses load and numbers of decode workers with prefill workers before them. One object serves one decode worker.</summary>
/// <param name="request">The question.</param>
/// <param name="decode">The decode worker.</param>
/// <param name="ladder">It under all loads.</param>
internal sealed class PoolSearch(PlanRequest request, WorkerOption decode, LoadLadder ladder)
{
    private const double SameCost = 1e-9;
    private const int MostDecodeNumbers = 10_000;

    private readonly Dictionary<int, OperatingPoint?> loads = [];

    /// <summary>Rungs at which the time per token is kept; the rest of the level depends on the prefill pool.</summary>
    private readonly OperatingPoint[] points = [.. ladder.Points.Where(point => !(point.TimePerOutputToken.At(request.Level.Percentile) > request.Level.TimePerOutputToken))];

    /// <summary>The best numbers with a prefill worker, and the candidates tried and found to keep the level.</summary>
    /// <param name="prefill">The prefill worker.</param>
    /// <param name="pool">One of them as a queue.</param>
    public (PlanCandidate? Best, long Tried, long Kept) Best(WorkerOption prefill, PrefillPool pool)
    {
        if (points.Length == 0)
        {
            return (null, ladder.Points.Length, 0);
        }

        var transfer = KvTransferTime.Of(prefill.Prepared, decode.Prepared, request.Request.InputTokens);
        return request.Target switch
        {
            PlanTarget.Accelerators given => MostOf(prefill, pool, transfer, given.Count),
            PlanTarget.Rate => FewestFor(prefill, pool, transfer, request.RateWithHeadroom!.Value),
            _ => FewestInFlight(prefill, pool, transfer, ((PlanTarget.Concurrency)request.Target).InFlight * (1 + request.Headroom)),
        };
    }

    /// <summary>By how much the pair misses the level at its lightest load, where prompts wait for nobody; infinite where it misses nothing but needs more accelerators.</summary>
    /// <param name="prefill">The prefill worker.</param>
    /// <param name="pool">One of them as a queue.</param>
    public double Excess(WorkerOption prefill, PrefillPool pool)
    {
        if (ladder.Points.Length == 0)
        {
            return double.PositiveInfinity;
        }

        var (first, tokens, whole) = Lightest(prefill, pool);
        return request.Level.Keeps(first, tokens, whole) ? double.PositiveInfinity : request.Level.Excess(first, tokens, whole);
    }

    /// <summary>What the pair misses at its lightest load, where prompts wait for nobody.</summary>
    /// <param name="prefill">The prefill worker.</param>
    /// <param name="pool">One of them as a queue.</param>
    public RejectedPlan WhyNot(WorkerOption prefill, PrefillPool pool)
    {
        var name = $"prefill {prefill.Name}, decode {decode.Name}";
        if (ladder.Points.Length == 0)
        {
            return new RejectedPlan(name, "one request fills the cache of a decode worker", double.PositiveInfinity);
        }

        var (first, tokens, whole) = Lightest(prefill, pool);
        var missed = request.Level.Missed(first, tokens, whole);
        return missed.Length > 0
            ? new RejectedPlan(name, missed + " with hardly any load", request.Level.Excess(first, tokens, whole))
            : new RejectedPlan(name, string.Create(CultureInfo.InvariantCulture, $"two pools need {prefill.Accelerators} + {decode.Accelerators} GPUs at least, and prompts wait too long for so few"), double.PositiveInfinity);
    }

    private (LatencyFigures First, LatencyFigures PerToken, LatencyFigures EndToEnd) Lightest(WorkerOption prefill, PrefillPool pool)
    {
        var lightest = ladder.Points[0];
        var first = FirstToken(lightest, Seconds.Zero, 0, pool.ShortestLatency + KvTransferTime.Of(prefill.Prepared, decode.Prepared, request.Request.InputTokens));
        return (first, lightest.TimePerOutputToken, first.Plus(lightest.EndToEnd.Mean));
    }

    /// <summary>Every division of the accelerators into pools that leaves less than a prefill worker over, every rung; rungs that cannot beat the best are skipped.</summary>
    private (PlanCandidate?, long, long) MostOf(WorkerOption prefill, PrefillPool pool, Seconds transfer, int accelerators)
    {
        PlanCandidate? best = null;
        var (tried, kept) = (0L, 0L);
        for (var decoders = 1; ((decoders + request.Spare) * decode.Accelerators) + ((1 + request.Spare) * prefill.Accelerators) <= accelerators; decoders++)
        {
            var prefillers = ((accelerators - ((decoders + request.Spare) * decode.Accelerators)) / prefill.Accelerators) - request.Spare;
            var weight = Weight(prefill, decoders, prefillers);
            var servers = pool.Times(prefillers);
            var capacity = servers.Capacity;
            tried += ladder.Points.Length;
            foreach (var point in points)
            {
                // Cost is weight over rate, so a rung whose rate is too low for the best cost so far cannot win, whatever its latencies.
                var rate = point.RequestsPerSecond * decoders;
                if (rate >= capacity || (best is not null && weight / rate > best.Cost * (1 + SameCost)) || !Keeps(servers, point, rate, transfer))
                {
                    continue;
                }

                kept++;
                best = Better(best, prefill, decoders, prefillers, rate, point);
            }
        }

        return (best, tried, kept);
    }

    /// <summary>
    /// From the fewest decode workers that keep the level behind prompts that never wait, one more at a time, each with the fewest prefill workers that
    /// keep the time to first token. It ends where decode workers and the fewest prefill workers that carry the rate at all cost more than the best: cost
    /// grows with both numbers, so nothing beyond can win.
    /// </summary>
    private (PlanCandidate?, long, long) FewestFor(WorkerOption prefill, PrefillPool pool, Seconds transfer, double rate)
    {
        PlanCandidate? best = null;
        var (tried, kept) = (0L, 0L);
        var free = pool.ShortestLatency + transfer;
        var (decoders, prefillers) = (Math.Floor(rate / ladder.Capacity) + 1, Math.Floor(rate / pool.Capacity) + 1);
        if (decoders > PlanSearch.MostWorkers || prefillers > PlanSearch.MostWorkers || !KeepsAt(points[0], Seconds.Zero, 0, free) || rate / points[0].RequestsPerSecond > PlanSearch.MostWorkers)
        {
            return (null, 1, 0);
        }

        var first = Fewest((int)decoders, count => At(rate, count) is { } point && KeepsAt(point, Seconds.Zero, 0, free));
        for (var count = first; count - first < MostDecodeNumbers && (best is null || Weight(prefill, count, (int)prefillers) <= best.Cost * (1 + SameCost)); count++)
        {
            tried++;
            if (At(rate, count) is not { } point || !KeepsAt(point, Seconds.Zero, 0, free))
            {
                continue;
            }

            var enough = Fewest((int)prefillers, many => many > PlanSearch.MostWorkers || Keeps(pool.Times(many), point, rate, transfer));
            if (enough <= PlanSearch.MostWorkers)
            {
                kept++;
                best = Better(best, prefill, count, enough, rate, point);
            }
        }

        return (best, tried, kept);
    }

    /// <summary>
    /// For every rung the decode workers that hold so many requests with those whose prompt is computed, waiting for nobody, and the fewest prefill workers that keep the
    /// time to first token at that load. Requests that wait as well are in flight too, so that the pools hold no fewer.
    /// </summary>
    private (PlanCandidate?, long, long) FewestInFlight(WorkerOption prefill, PrefillPool pool, Seconds transfer, double inFlight)
    {
        PlanCandidate? best = null;
        var kept = 0;
        var free = pool.ShortestLatency + transfer;
        foreach (var point in points)
        {
            var whole = FirstToken(point, Seconds.Zero, 0, free).Mean + point.EndToEnd.Mean;
            var decoders = Math.Ceiling(inFlight / (point.RequestsPerSecond * whole.Total));
            var rate = inFlight / whole.Total;
            if (decoders is < 1 or > PlanSearch.MostWorkers || rate / pool.Capacity > PlanSearch.MostWorkers || !KeepsAt(point, Seconds.Zero, 0, free))
            {
                continue;
            }

            var enough = Fewest((int)Math.Floor(rate / pool.Capacity) + 1, many => many > PlanSearch.MostWorkers || Keeps(pool.Times(many), point, rate, transfer));
            if (enough <= PlanSearch.MostWorkers)
            {
                kept++;
                best = Better(best, prefill, (int)decoders, enough, rate, point);
            }
        }

        return (best, ladder.Points.Length, kept);
    }

    /// <summary>The least number, from one on, at which a condition holds that holds from some number on: twice the step each time, then halving between.</summary>
    private static int Fewest(int from, Func<int, bool> holds)
    {
        var (low, step) = (from - 1, 1);
        while (!holds(low + step))
        {
            step *= 2;
        }

        var high = low + step;
        low += step / 2;
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = holds(middle) ? (low, middle) : (middle, high);
        }

        return high;
    }

    /// <summary>One of so many decode workers under its share of a rate; pairs with other prefill workers ask again.</summary>
    private OperatingPoint? At(double rate, int decoders)
    {
        if (!loads.TryGetValue(decoders, out var point))
        {
            point = ladder.At(rate / decoders);
            loads[decoders] = point;
        }

        return point;
    }

    private double Weight(WorkerOption prefill, int decoders, int prefillers) =>
        (decode.Weight * (decoders + request.Spare)) + (prefill.Weight * (prefillers + request.Spare));

    private PlanCandidate Better(PlanCandidate? best, WorkerOption prefill, int decoders, int prefillers, double rate, in OperatingPoint point)
    {
        var candidate = PlanCandidate.Of(request, new PlannedDeployment(decode, decoders, prefill, prefillers, request.Spare), rate, point);
        return best is null || PlanCandidate.Compare(candidate, best) < 0 ? candidate : best;
    }

    private bool Keeps(PrefillPool pool, in OperatingPoint point, double rate, Seconds transfer)
    {
        var (wait, chance, latency) = pool.At(rate, 1);
        return double.IsFinite(wait.Total) && KeepsAt(point, wait, chance, latency + transfer);
    }

    private bool KeepsAt(in OperatingPoint point, Seconds wait, double chance, Seconds prompt)
    {
        var first = FirstToken(point, wait, chance, prompt);
        return request.Level.Keeps(first, point.TimePerOutputToken, first.Plus(point.EndToEnd.Mean));
    }

    private LatencyFigures FirstToken(in OperatingPoint point, Seconds wait, double chance, Seconds prompt)
    {
        var residual = point.TimePerOutputToken.Mean * (0.5 * Math.Min(1, point.Decoding));
        return Latencies.FirstToken(decode.Prepared.Deployment.Engine.OverheadOf(request.Request.InputTokens) + wait + prompt + residual, wait, chance);
    }
}
