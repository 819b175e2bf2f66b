namespace InferenceModel.Planning;

/// <summary>Chooses load and number of replicas that do everything.</summary>
/// <param name="request">The question.</param>
internal sealed class ReplicaSearch(PlanRequest request)
{
    private const int CountsTriedOneByOne = 64;

    /// <summary>Loads closer than this are one: a count must not rise for a rounding.</summary>
    private const double SameLoad = 1e-9;

    /// <summary>A level missed by less than this factor is nearly kept.</summary>
    private const double Nearly = 1.03;

    /// <summary>The best number of replicas of a worker, and the candidates tried and found to keep the level.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="ladder">The worker under all loads.</param>
    public (PlanCandidate? Best, long Tried, long Kept) Best(WorkerOption worker, LoadLadder ladder) =>
        request.Target switch
        {
            PlanTarget.Accelerators given => BestRung(worker, ladder, (given.Count / worker.Accelerators) - request.Spare),
            PlanTarget.Rate => FewestFor(worker, ladder, request.RateWithHeadroom!.Value),
            _ => FewestHolding(worker, ladder, ((PlanTarget.Concurrency)request.Target).InFlight * (1 + request.Headroom)),
        };

    private (PlanCandidate? Best, long Tried, long Kept) BestRung(WorkerOption worker, LoadLadder ladder, int count)
    {
        PlanCandidate? best = null;
        var kept = 0;
        foreach (var point in ladder.Points)
        {
            if (count < 1 || !Keeps(point))
            {
                continue;
            }

            kept++;
            var candidate = Candidate(worker, count, point.RequestsPerSecond * count, point);
            best = best is null || PlanCandidate.Compare(candidate, best) < 0 ? candidate : best;
        }

        return (best, ladder.Points.Length, kept);
    }

    /// <summary>
    /// The fewest replicas that carry a rate. The heaviest rung that keeps the level gives a number that suffices; fewer replicas would have to carry
    /// more each, up to what a replica finishes at most, and every such number is tried (halved between where there are very many: with
    /// more load each, a replica waits longer and steps no quicker).
    /// </summary>
    private (PlanCandidate? Best, long Tried, long Kept) FewestFor(WorkerOption worker, LoadLadder ladder, double rate)
    {
        var heaviest = ladder.Points.Where(point => Keeps(point)).Select(point => point.RequestsPerSecond).DefaultIfEmpty(0).Max();
        var (tried, kept) = ((long)ladder.Points.Length, 0L);
        if (heaviest <= 0 || rate / heaviest > PlanSearch.MostWorkers)
        {
            return (null, tried, 0);
        }

        bool Suffices(int count)
        {
            tried++;
            var suffices = ladder.At(rate / count) is { } point && Keeps(point);
            kept += suffices ? 1 : 0;
            return suffices;
        }

        var enough = (int)Math.Ceiling(rate / heaviest);
        var fewest = Math.Max(1, (int)Math.Ceiling(rate / ladder.Capacity));
        while (enough - fewest > CountsTriedOneByOne)
        {
            var middle = fewest + ((enough - fewest) / 2);
            (fewest, enough) = Suffices(middle) ? (fewest, middle) : (middle + 1, enough);
        }

        var count = Enumerable.Range(fewest, enough - fewest + 1).FirstOrDefault(Suffices, enough);
        return ladder.At(rate / count) is { } load && Keeps(load) ? (Candidate(worker, count, rate, load), tried, kept) : (null, tried, kept);
    }

    /// <summary>
    /// The fewest replicas that hold a number of requests in flight. The rung that holds most within the level gives a number that suffices; fewer would
    /// have to hold more each, up to what the next rung holds, and every such number is tried at the load that holds its share exactly (halved between
    /// where there are very many).
    /// </summary>
    private (PlanCandidate? Best, long Tried, long Kept) FewestHolding(WorkerOption worker, LoadLadder ladder, double inFlight)
    {
        var kept = ladder.Points.Where(point => Keeps(point)).ToList();
        var tried = (long)ladder.Points.Length;
        if (kept.Count == 0 || inFlight / kept.Max(point => point.InFlight) > PlanSearch.MostWorkers)
        {
            return (null, tried, 0);
        }

        var fullest = kept.MaxBy(point => point.InFlight);

        // Where a rung misses the level by a hair, loads beyond it may keep it again: padding makes step times fall as well as rise.
        var loosened = request.Level.Times(Nearly);
        var next = ladder.Points.Where(point => point.InFlight > fullest.InFlight && !loosened.Keeps(point.TimeToFirstToken, point.TimePerOutputToken, point.EndToEnd)).Select(point => point.InFlight).DefaultIfEmpty(double.PositiveInfinity).Min();
        var enough = Math.Max(1, (int)Math.Ceiling(inFlight / fullest.InFlight * (1 - SameLoad)));
        var fewest = Math.Max(1, (int)Math.Ceiling(inFlight / next));
        OperatingPoint? Sharing(int count)
        {
            tried++;
            return ladder.Holding(inFlight / count) is { } point && Keeps(point) ? point : null;
        }

        while (enough - fewest > CountsTriedOneByOne)
        {
            var middle = fewest + ((enough - fewest) / 2);
            (fewest, enough) = Sharing(middle) is not null ? (fewest, middle) : (middle + 1, enough);
        }

        for (var count = fewest; count <= enough; count++)
        {
            if (Sharing(count) is { } point)
            {
                return (Candidate(worker, count, point.RequestsPerSecond * count, point), tried, kept.Count + 1);
            }
        }

        return (Candidate(worker, enough, fullest.RequestsPerSecond * enough, fullest), tried, kept.Count);
    }

    private bool Keeps(in OperatingPoint point) => request.Level.Keeps(point.TimeToFirstToken, point.TimePerOutputToken, point.EndToEnd);

    private PlanCandidate Candidate(WorkerOption worker, int count, double rate, in OperatingPoint point) =>
        PlanCandidate.Of(request, new PlannedDeployment(worker, count, null, 0, request.Spare), rate, point);
}
