using InferenceModel.Estimation;
using InferenceModel.Workloads;

namespace InferenceModel.Planning;

/// <summary>
/// A worker under the loads a search considers: the rates at which its ranks decode so many sequences on average
/// (<see cref="CompiledPlan.Rungs"/>). At a rate that fewer sequences also yield, the state is that with fewer, as in every estimate.
/// </summary>
public sealed class LoadLadder
{
    private static readonly double[] Shares = [0.01, .. Enumerable.Range(1, 19).Select(i => i * 0.05), 0.97, 0.99];

    /// <summary>Loads closer than this are one.</summary>
    private const double Closest = 1e-9;

    private readonly PreparedDeployment worker;
    private readonly RequestShape request;
    private readonly SteadyState steady;
    private readonly double population;

    private LoadLadder(PreparedDeployment worker, RequestShape request, double population)
    {
        this.worker = worker;
        this.request = request;
        this.population = population;
        Most = DisaggregatedEstimator.MostDecoding(worker, request);
        steady = new SteadyState(worker.Plan!, worker.Deployment.Engine, request);

        // The estimate calls any load above this saturated; a padded batch may carry a little more, which is left alone.
        Capacity = (double.IsInfinity(population) ? steady.Capacity(Most) : steady.At(Most, population).Rate) * Ranks;
        Points = [.. Climb()];
    }

    /// <summary>Sequences a rank runs at most.</summary>
    public double Most { get; }

    /// <summary>Requests per second the worker finishes at most.</summary>
    public double Capacity { get; }

    /// <summary>The worker at every load, light ones first.</summary>
    public OperatingPoint[] Points { get; }

    private int Ranks => worker.Deployment.Plan.AttentionDataParallel;

    private bool IsWhole => double.IsInfinity(population);

    /// <summary>The loads of a worker that does everything; requests arrive at random.</summary>
    /// <param name="worker">The worker; its weights fit.</param>
    /// <param name="request">Lengths of every request.</param>
    public static LoadLadder Whole(PreparedDeployment worker, RequestShape request) => new(worker, request, double.PositiveInfinity);

    /// <summary>The loads of a worker that only decodes: no prompt of another is in the way.</summary>
    /// <param name="worker">The worker; its weights fit.</param>
    /// <param name="request">Lengths of every request, more than one answer token.</param>
    public static LoadLadder Decode(PreparedDeployment worker, RequestShape request) => new(worker, request, 1);

    /// <summary>The worker at any load.</summary>
    /// <param name="requestsPerSecond">The load.</param>
    /// <returns>Its latencies; null where the worker cannot carry the load.</returns>
    public OperatingPoint? At(double requestsPerSecond)
    {
        var rate = requestsPerSecond / Ranks;
        if (IsWhole)
        {
            return requestsPerSecond <= Capacity && steady.Open(rate, Most) is { } open ? Point(open, requestsPerSecond) : null;
        }

        return requestsPerSecond < Capacity ? Point(steady.Keeping(rate, Most, population) with { Rate = rate }, requestsPerSecond) : null;
    }

    /// <summary>The least load at which the worker holds a number of requests.</summary>
    /// <param name="inFlight">Requests in flight on average.</param>
    /// <returns>The worker there; null where it cannot hold so many.</returns>
    public OperatingPoint? Holding(double inFlight)
    {
        var low = Points.Where(point => point.InFlight < inFlight).Select(point => point.RequestsPerSecond).DefaultIfEmpty(0).Max();
        var found = Points.Where(point => point.InFlight >= inFlight && point.RequestsPerSecond > low).Select(point => (OperatingPoint?)point).MinBy(point => point!.Value.RequestsPerSecond)
            ?? At(Capacity * (1 - Closest));
        if (found is not { } over || over.InFlight < inFlight)
        {
            return null;
        }

        for (var high = over.RequestsPerSecond; high - low > Closest * high;)
        {
            var middle = (low + high) / 2;
            var state = At(middle);
            if (state is { } lighter && lighter.InFlight < inFlight)
            {
                low = middle;
            }
            else
            {
                (high, found) = (middle, state ?? found);
            }
        }

        return found;
    }

    private IEnumerable<OperatingPoint> Climb() => request.DecodeSteps > 0 ? Decoding() : PromptsAlone();

    /// <summary>Answers of one token: nothing decodes, so that loads are shares of what prompts leave room for.</summary>
    private IEnumerable<OperatingPoint> PromptsAlone() => Shares.Select(share => At(share * Capacity)).OfType<OperatingPoint>();

    private IEnumerable<OperatingPoint> Decoding()
    {
        // Rungs that yield more than all before them, so that the first to yield a rate is found by halving.
        var peaks = new List<(double Low, double Decoding, double Rate)>();
        var before = 0.0;
        foreach (var decoding in worker.Plan!.Rungs)
        {
            if (IsWhole ? decoding > Most : decoding >= Most)
            {
                yield break;
            }

            var state = steady.At(decoding, population);
            var own = state.Rate;
            if (peaks.Count == 0 || own > peaks[^1].Rate)
            {
                peaks.Add((before, decoding, own));
            }

            before = decoding;
            if (IsCarried(state))
            {
                yield return Point(own < peaks[^1].Rate ? Lighter(own, peaks) : state, own * Ranks);
            }
        }
    }

    private bool IsCarried(in RankState state) =>
        state.Rate > 0 && (IsWhole ? state.Rate * Ranks <= Capacity && state.PromptUtilisation < 1 : state.Rate * Ranks < Capacity);

    /// <summary>Where a lighter rung yields more, fewer sequences carry a rate.</summary>
    private RankState Lighter(double rate, List<(double Low, double Decoding, double Rate)> peaks)
    {
        var (from, to) = (0, peaks.Count - 1);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = peaks[middle].Rate >= rate ? (from, middle) : (middle + 1, to);
        }

        return steady.Keeping(rate, peaks[from].Low, peaks[from].Decoding, population) with { Rate = rate };
    }

    private OperatingPoint Point(in RankState state, double requestsPerSecond)
    {
        if (!IsWhole)
        {
            return new OperatingPoint(
                state.Decoding, requestsPerSecond, default, LatencyFigures.Constant(state.DecodeStep), LatencyFigures.Constant(state.DecodeStep * request.DecodeSteps));
        }

        var wait = steady.Wait(state, population);
        var first = Latencies.FirstToken(steady.FirstToken(state, population), wait, state.PromptUtilisation);
        var perToken = Latencies.PerToken(state, request.DecodeSteps);
        return new OperatingPoint(state.Decoding, requestsPerSecond, first, perToken, first.Plus(perToken.Mean * request.DecodeSteps));
    }
}
