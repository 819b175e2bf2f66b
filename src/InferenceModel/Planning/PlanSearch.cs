using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Estimation;
using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>
/// Finds the best deployments. Every worker is timed once over the <see cref="LoadLadder"/>; counts of workers, pairs of pools and service levels
/// are then arithmetic. For each worker or pair of workers the best candidate is kept.
/// </summary>
/// <param name="request">The question.</param>
public sealed class PlanSearch(PlanRequest request)
{
    private const int MostWorkers = 100_000;
    private long candidates;
    private long feasible;

    /// <summary>Searches.</summary>
    /// <param name="done">Called after each worker or row of pairs, from any thread; may be null.</param>
    public PlanSearchResult Run(Action? done = null)
    {
        var workers = request.Workers;
        var whole = new OperatingPoint[workers.Length][];
        var decode = new OperatingPoint[workers.Length][];
        var pools = new PrefillPool[workers.Length];
        var isSplit = request.Modes.Contains(ServingMode.Disaggregated) && request.Request.DecodeSteps > 0;
        var isWhole = request.Modes.Contains(ServingMode.Aggregated);
        Parallel.For(0, workers.Length, i =>
        {
            var prepared = workers[i].Prepared;
            whole[i] = isWhole ? LoadLadder.Whole(prepared, request.Request) : [];
            decode[i] = isSplit ? LoadLadder.Decode(prepared, request.Request) : [];
            pools[i] = new PrefillPool(prepared, 1, request.Request);
        });
        var found = new PlanCandidate?[workers.Length + (isSplit ? workers.Length * workers.Length : 0)];
        var lost = new RejectedPlan?[workers.Length];
        Parallel.For(0, workers.Length, i =>
        {
            found[i] = isWhole ? BestWhole(workers[i], whole[i]) : null;
            lost[i] = isWhole && found[i] is null ? WhyNot(workers[i], whole[i]) : null;
            for (var j = 0; isSplit && j < workers.Length; j++)
            {
                if (CanPair(workers[j], workers[i]))
                {
                    found[workers.Length + (i * workers.Length) + j] = BestSplit(workers[j], pools[j], workers[i], decode[i]);
                }
            }

            done?.Invoke();
        });
        var ranked = found.OfType<PlanCandidate>().ToList();
        ranked.Sort(PlanCandidate.Compare);
        var front = Front(whole);
        return new PlanSearchResult(
            candidates + request.Refused.Length, feasible, [.. ranked], [.. request.Refused, .. lost.OfType<RejectedPlan>()], front);
    }

    /// <summary>Both pools run the same model at the same precision with the same engine.</summary>
    private static bool CanPair(WorkerOption prefill, WorkerOption decode) =>
        prefill.Precision == decode.Precision && prefill.Prepared.Deployment.Engine.Id == decode.Prepared.Deployment.Engine.Id
        && prefill.Prepared.Deployment.KvFormat == decode.Prepared.Deployment.KvFormat;

    private PlanCandidate? BestWhole(WorkerOption worker, OperatingPoint[] points)
    {
        Interlocked.Add(ref candidates, points.Length);
        PlanCandidate? best = null;
        var kept = 0;
        foreach (var point in points)
        {
            if (!request.Level.Keeps(point.TimeToFirstToken, point.TimePerOutputToken, point.EndToEnd) || CountOf(worker, point) is not { } count)
            {
                continue;
            }

            kept++;
            var candidate = Candidate(new PlannedDeployment(worker, count, null, 0, request.Spare), point.RequestsPerSecond * count, point);
            best = best is null || PlanCandidate.Compare(candidate, best) < 0 ? candidate : best;
        }

        Interlocked.Add(ref feasible, kept);
        return best;
    }

    /// <summary>Replicas for a load of so much each; null where the accelerators do not allow one.</summary>
    private int? CountOf(WorkerOption worker, in OperatingPoint point)
    {
        var count = request.Target switch
        {
            PlanTarget.Accelerators given => (given.Count / worker.Accelerators) - request.Spare,
            PlanTarget.Concurrency wanted => Math.Ceiling(wanted.InFlight * (1 + request.Headroom) / (point.RequestsPerSecond * point.EndToEnd.Mean.Total)),
            _ => Math.Ceiling(request.RateWithHeadroom!.Value / point.RequestsPerSecond),
        };
        return count is >= 1 and <= MostWorkers ? (int)count : null;
    }

    private PlanCandidate Candidate(PlannedDeployment deployment, double rate, in OperatingPoint point) => new(
        deployment, rate, point.Decoding, request.Target is PlanTarget.Accelerators ? deployment.Weight / rate : deployment.Weight, point.TimePerOutputToken.Mean);

    private PlanCandidate? BestSplit(WorkerOption prefill, PrefillPool pool, WorkerOption decode, OperatingPoint[] points) =>
        request.Target is PlanTarget.Accelerators given
            ? MostOf(prefill, pool, decode, points, given.Count)
            : LeastFor(prefill, pool, decode, points);

    /// <summary>Every division of the accelerators into pools that leaves less than a prefill worker over, every rung; rungs that cannot beat the best are skipped.</summary>
    private PlanCandidate? MostOf(WorkerOption prefill, PrefillPool pool, WorkerOption decode, OperatingPoint[] points, int accelerators)
    {
        PlanCandidate? best = null;
        var (tried, kept) = (0L, 0L);
        var transfer = KvTransferTime.Of(prefill.Prepared, decode.Prepared, request.Request.InputTokens);
        for (var decoders = 1; ((decoders + request.Spare) * decode.Accelerators) + ((1 + request.Spare) * prefill.Accelerators) <= accelerators; decoders++)
        {
            var prefillers = ((accelerators - ((decoders + request.Spare) * decode.Accelerators)) / prefill.Accelerators) - request.Spare;
            var deployment = new PlannedDeployment(decode, decoders, prefill, prefillers, request.Spare);
            var servers = pool.Times(prefillers);
            var capacity = servers.Capacity;
            tried += points.Length;

            // A batch padded to the next captured graph may carry less than a smaller one, so every rung that could win is tried.
            foreach (var point in points)
            {
                var rate = point.RequestsPerSecond * decoders;
                if (rate >= capacity || (best is not null && deployment.Weight / rate > best.Cost * (1 + 1e-9)) || !Keeps(servers, decode, point, rate, transfer))
                {
                    continue;
                }

                kept++;
                var candidate = Candidate(deployment, rate, point);
                best = best is null || PlanCandidate.Compare(candidate, best) < 0 ? candidate : best;
            }
        }

        Interlocked.Add(ref candidates, tried);
        Interlocked.Add(ref feasible, kept);
        return best;
    }

    /// <summary>For every rung the decode workers a load needs, and the fewest prefill workers that keep the time to first token.</summary>
    private PlanCandidate? LeastFor(WorkerOption prefill, PrefillPool pool, WorkerOption decode, OperatingPoint[] points)
    {
        PlanCandidate? best = null;
        var transfer = KvTransferTime.Of(prefill.Prepared, decode.Prepared, request.Request.InputTokens);
        var kept = 0;
        foreach (var point in points)
        {
            var wanted = request.RateWithHeadroom ?? (((PlanTarget.Concurrency)request.Target).InFlight * (1 + request.Headroom) / point.EndToEnd.Mean.Total);
            var decoders = Math.Ceiling(wanted / point.RequestsPerSecond);
            if (decoders is < 1 or > MostWorkers || wanted / pool.Capacity > MostWorkers || !KeepsAt(decode, point, Seconds.Zero, 0, pool.ShortestLatency + transfer))
            {
                continue;
            }

            // The fewest that carry the rate at all, then twice as many more each time, then halving between.
            var low = (int)Math.Floor(wanted / pool.Capacity);
            var more = 1;
            while (!Keeps(pool.Times(low + more), decode, point, wanted, transfer))
            {
                more *= 2;
            }

            var high = low + more;
            low += more / 2;
            while (high - low > 1)
            {
                var middle = low + ((high - low) / 2);
                (low, high) = Keeps(pool.Times(middle), decode, point, wanted, transfer) ? (low, middle) : (middle, high);
            }

            kept++;
            var candidate = Candidate(new PlannedDeployment(decode, (int)decoders, prefill, high, request.Spare), wanted, point);
            best = best is null || PlanCandidate.Compare(candidate, best) < 0 ? candidate : best;
        }

        Interlocked.Add(ref candidates, points.Length);
        Interlocked.Add(ref feasible, kept);
        return best;
    }

    private bool Keeps(PrefillPool pool, WorkerOption decode, in OperatingPoint point, double rate, Seconds transfer)
    {
        var (wait, chance, latency) = pool.At(rate, 1);
        return double.IsFinite(wait.Total) && KeepsAt(decode, point, wait, chance, latency + transfer);
    }

    private bool KeepsAt(WorkerOption decode, in OperatingPoint point, Seconds wait, double chance, Seconds prompt)
    {
        var residual = point.TimePerOutputToken.Mean * (0.5 * Math.Min(1, point.Decoding));
        var first = Latencies.FirstToken(decode.Prepared.Deployment.Engine.RequestOverhead.Value + wait + prompt + residual, wait, chance);
        return request.Level.Keeps(first, point.TimePerOutputToken, first.Plus(point.EndToEnd.Mean));
    }

    /// <summary>What a worker misses at its lightest load, where it misses least.</summary>
    private RejectedPlan WhyNot(WorkerOption worker, OperatingPoint[] points)
    {
        if (points.Length == 0)
        {
            return new RejectedPlan(worker.Name, "one request fills its cache or its time");
        }

        var missed = request.Level.Missed(points[0].TimeToFirstToken, points[0].TimePerOutputToken, points[0].EndToEnd);
        return new RejectedPlan(worker.Name, missed.Length > 0
            ? missed + " with hardly any load"
            : string.Create(CultureInfo.InvariantCulture, $"a replica needs {worker.Accelerators} GPUs"));
    }

    private ImmutableArray<FrontierPoint> Front(OperatingPoint[][] whole)
    {
        var points = new List<FrontierPoint>();
        for (var i = 0; i < whole.Length; i++)
        {
            var worker = request.Workers[i];
            points.AddRange(whole[i].Where(point => point.TimePerOutputToken.Mean > Seconds.Zero).Select(point => FrontierPoint.Of(worker, point, request.Request, request.Level)));
        }

        return [.. points];
    }
}
