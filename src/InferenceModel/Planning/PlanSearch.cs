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
    /// <summary>Most workers of one kind.</summary>
    internal const int MostWorkers = 100_000;

    private long candidates;
    private long feasible;

    /// <summary>Searches.</summary>
    /// <param name="done">Called after each worker or row of pairs, from any thread; may be null.</param>
    public PlanSearchResult Run(Action? done = null)
    {
        var workers = request.Workers;
        var isSplit = request.Modes.Contains(ServingMode.Disaggregated) && request.Request.DecodeSteps > 0;
        var isWhole = request.Modes.Contains(ServingMode.Aggregated);
        var whole = new LoadLadder?[workers.Length];
        var pools = new PrefillPool?[workers.Length];
        Parallel.For(0, workers.Length, i =>
        {
            whole[i] = isWhole && workers[i].TooSlow is null ? LoadLadder.Whole(workers[i].Prepared, request.Request) : null;
            pools[i] = isSplit && workers[i].BatchedTokens is null ? new PrefillPool(workers[i].Prepared, 1, request.Request) : null;
        });
        var found = new PlanCandidate?[workers.Length][];
        var lost = new RejectedPlan?[workers.Length];
        var unpaired = new RejectedPlan?[workers.Length];
        var replicas = new ReplicaSearch(request);
        Parallel.For(0, workers.Length, i =>
        {
            var best = whole[i] is { } ladder ? Counted(replicas.Best(workers[i], ladder)) : null;
            lost[i] = workers[i].BatchedTokens is not null ? null
                : workers[i].TooSlow ?? (whole[i] is { } loads && best is null ? WhyNot(workers[i], loads.Points) : null);
            found[i] = pools[i] is null || workers[i].TooSlow is not null ? [best] : [best, .. Pairs(i, pools, out unpaired[i])];
            done?.Invoke();
        });
        var ranked = found.SelectMany(one => one).OfType<PlanCandidate>().ToList();
        ranked.Sort(PlanCandidate.Compare);
        return new PlanSearchResult(
            candidates + request.Refused.Length, feasible, [.. ranked], [.. request.Refused, .. lost.Concat(unpaired).OfType<RejectedPlan>()], Front(whole));
    }

    /// <summary>The best numbers of every pair with a decode worker; where no pair keeps the level, the pair that comes nearest.</summary>
    private List<PlanCandidate?> Pairs(int decode, PrefillPool?[] pools, out RejectedPlan? nearest)
    {
        nearest = null;
        var worker = request.Workers[decode];
        var search = new PoolSearch(request, worker, LoadLadder.Decode(worker.Prepared, request.Request));
        var best = new List<PlanCandidate?>();
        for (var i = 0; i < pools.Length; i++)
        {
            if (pools[i] is { } pool && CanPair(request.Workers[i], worker))
            {
                best.Add(Counted(search.Best(request.Workers[i], pool)));
            }
        }

        if (best.TrueForAll(candidate => candidate is null))
        {
            nearest = Nearest(worker, search, pools);
        }

        return best;
    }

    /// <summary>Of the pairs with a decode worker the one that misses the level by least, and by how much.</summary>
    private RejectedPlan? Nearest(WorkerOption decode, PoolSearch search, PrefillPool?[] pools)
    {
        var (nearest, least) = (-1, double.PositiveInfinity);
        for (var i = 0; i < pools.Length; i++)
        {
            if (pools[i] is not { } pool || !CanPair(request.Workers[i], decode))
            {
                continue;
            }

            var excess = search.Excess(request.Workers[i], pool);
            if (nearest < 0 || excess < least)
            {
                (nearest, least) = (i, excess);
            }
        }

        return nearest < 0 ? null : search.WhyNot(request.Workers[nearest], pools[nearest]!);
    }

    private PlanCandidate? Counted((PlanCandidate? Best, long Tried, long Kept) found)
    {
        Interlocked.Add(ref candidates, found.Tried);
        Interlocked.Add(ref feasible, found.Kept);
        return found.Best;
    }

    /// <summary>Both pools run the same model at the same precision with the same engine; their accelerators may differ.</summary>
    private static bool CanPair(WorkerOption prefill, WorkerOption decode) =>
        prefill.Precision == decode.Precision && prefill.Prepared.Deployment.Engine.Id == decode.Prepared.Deployment.Engine.Id
        && prefill.Prepared.Deployment.KvFormat == decode.Prepared.Deployment.KvFormat;

    /// <summary>What a worker misses at its lightest load, where it misses least.</summary>
    private RejectedPlan WhyNot(WorkerOption worker, OperatingPoint[] points)
    {
        if (points.Length == 0)
        {
            return new RejectedPlan(worker.Name, "one request fills its cache or its time", double.PositiveInfinity);
        }

        var lightest = points[0];
        var missed = request.Level.Missed(lightest.TimeToFirstToken, lightest.TimePerOutputToken, lightest.EndToEnd);
        return missed.Length > 0
            ? new RejectedPlan(worker.Name, missed + " with hardly any load", request.Level.Excess(lightest.TimeToFirstToken, lightest.TimePerOutputToken, lightest.EndToEnd))
            : new RejectedPlan(worker.Name, string.Create(CultureInfo.InvariantCulture, $"a replica needs {worker.Accelerators} GPUs"), double.PositiveInfinity);
    }

    private ImmutableArray<FrontierPoint> Front(LoadLadder?[] whole)
    {
        var points = new List<FrontierPoint>(whole.Sum(ladder => ladder?.Points.Length ?? 0));
        for (var i = 0; i < whole.Length; i++)
        {
            var (worker, name) = (request.Workers[i], request.Workers[i].Prepared.Deployment.Plan.ToString());
            foreach (var point in whole[i]?.Points ?? [])
            {
                if (point.TimePerOutputToken.Mean > Seconds.Zero)
                {
                    points.Add(FrontierPoint.Of(worker, name, point, request.Request, request.Level));
                }
            }
        }

        return [.. points];
    }
}
