using InferenceModel.Estimation;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Simulation;

/// <summary>
/// Counts requests and gathers their latencies. Its size does not depend on the number of requests.
/// </summary>
/// <param name="goals">Latencies a request must keep to count as good; a bound of zero is none.</param>
public sealed class MetricsObserver(LatencyGoals goals) : ISimulationObserver
{
    private readonly SortedDictionary<string, long> reasons = new(StringComparer.Ordinal);
    private double busyNanoseconds;
    private double blockNanoseconds;
    private double cacheNanoseconds;
    private double queuedNanoseconds;
    private double servedNanoseconds;

    /// <summary>Gathers without goals.</summary>
    public MetricsObserver()
        : this(default)
    {
    }

    /// <summary>The first replica whose cache counts: where prompts have machines of their own, the first that decodes.</summary>
    public int FirstCacheCounted { get; init; }

    /// <summary>Requests sent.</summary>
    public long Requests { get; private set; }

    /// <summary>Requests completed.</summary>
    public long Completed { get; private set; }

    /// <summary>Requests rejected.</summary>
    public long Rejected { get; private set; }

    /// <summary>Requests lost.</summary>
    public long Lost { get; private set; }

    /// <summary>Requests that kept all goals.</summary>
    public long Good { get; private set; }

    /// <summary>Preemptions.</summary>
    public long Preemptions { get; private set; }

    /// <summary>Retries of completed requests.</summary>
    public long Retries { get; private set; }

    /// <summary>Steps, all replicas.</summary>
    public long Steps { get; private set; }

    /// <summary>Rounds, all replicas: decisions taken.</summary>
    public long Rounds { get; private set; }

    /// <summary>Prompt tokens of completed requests.</summary>
    public long InputTokens { get; private set; }

    /// <summary>Answer tokens of completed requests.</summary>
    public long OutputTokens { get; private set; }

    /// <summary>Prompt tokens taken from the prefix cache.</summary>
    public long CachedTokens { get; private set; }

    /// <summary>Prompt tokens computed, those computed again included.</summary>
    public long ComputedTokens { get; private set; }

    /// <summary>When the first request was sent.</summary>
    public SimTime FirstSentAt { get; private set; } = new(long.MaxValue);

    /// <summary>When the last request ended.</summary>
    public SimTime LastEndedAt { get; private set; }

    /// <summary>Most requests waiting on one replica.</summary>
    public int MostWaiting { get; private set; }

    /// <summary>Most replicas that served at once; 0 where their number never changed.</summary>
    public int MostReplicas { get; private set; }

    /// <summary>From sending to the first token.</summary>
    public LatencyHistogram TimeToFirstToken { get; } = new();

    /// <summary>Per request: (end - first token) / (answer tokens - 1).</summary>
    public LatencyHistogram TimePerOutputToken { get; } = new();

    /// <summary>Gaps between tokens.</summary>
    public LatencyHistogram InterTokenLatency { get; } = new();

    /// <summary>From sending to the last token.</summary>
    public LatencyHistogram EndToEnd { get; } = new();

    /// <summary>Why requests were rejected or lost.</summary>
    public IReadOnlyDictionary<string, long> Reasons => reasons;

    /// <summary>From the first sending to the last end.</summary>
    public Seconds Duration => LastEndedAt > FirstSentAt ? LastEndedAt - FirstSentAt : Seconds.Zero;

    /// <summary>Requests completed per second.</summary>
    public double RequestsPerSecond => Rate(Completed);

    /// <summary>Answer tokens per second.</summary>
    public double OutputTokensPerSecond => Rate(OutputTokens);

    /// <summary>Prompt tokens per second, cached ones included.</summary>
    public double InputTokensPerSecond => Rate(InputTokens);

    /// <summary>Requests per second that kept all goals.</summary>
    public double Goodput => Rate(Good);

    /// <summary>Time replicas were busy, all together.</summary>
    public Seconds Busy => Seconds.OfNanoseconds(busyNanoseconds);

    /// <summary>Mean completed requests sent and not yet admitted, all replicas: Little's law.</summary>
    public double MeanWaiting => Duration > Seconds.Zero ? queuedNanoseconds / Duration.TotalNanoseconds : 0;

    /// <summary>Mean completed requests admitted and not yet ended, all replicas: Little's law.</summary>
    public double MeanRunning => Duration > Seconds.Zero ? servedNanoseconds / Duration.TotalNanoseconds : 0;

    /// <summary>Mean cache blocks in use on a replica while it was busy.</summary>
    public double MeanBlocksUsed => cacheNanoseconds > 0 ? blockNanoseconds / cacheNanoseconds : 0;

    /// <inheritdoc />
    public void RequestSent(long id, in RequestSpec request)
    {
        Requests++;
        FirstSentAt = request.SentAt < FirstSentAt ? request.SentAt : FirstSentAt;
    }

    /// <inheritdoc />
    public void RequestEnded(in RequestOutcome outcome)
    {
        LastEndedAt = outcome.EndedAt > LastEndedAt ? outcome.EndedAt : LastEndedAt;
        if (outcome.Fate != RequestFate.Completed)
        {
            (Rejected, Lost) = outcome.Fate == RequestFate.Rejected ? (Rejected + 1, Lost) : (Rejected, Lost + 1);
            reasons[outcome.Reason] = reasons.GetValueOrDefault(outcome.Reason) + 1;
            return;
        }

        Completed++;
        Retries += outcome.Retries;
        InputTokens += outcome.Spec.InputTokens;
        OutputTokens += outcome.Spec.OutputTokens;
        CachedTokens += outcome.CachedTokens;
        var (sent, first, end) = (outcome.Spec.SentAt.Nanoseconds, outcome.FirstTokenAt.Nanoseconds, outcome.EndedAt.Nanoseconds);
        TimeToFirstToken.Record(first - sent);
        EndToEnd.Record(end - sent);
        queuedNanoseconds += outcome.AdmittedAt.Nanoseconds - sent;
        servedNanoseconds += end - outcome.AdmittedAt.Nanoseconds;
        var steps = outcome.Spec.OutputTokens - 1;
        var perToken = steps > 0 ? (end - first) / steps : 0;
        if (steps > 0)
        {
            TimePerOutputToken.Record(perToken);
        }

        Good += goals.AreKept(first - sent, perToken, end - sent) ? 1 : 0;
    }

    /// <inheritdoc />
    public void TokensMade(int sequences, int steps, long firstGap, long increment) => InterTokenLatency.RecordRamp(sequences, steps, firstGap, increment);

    /// <inheritdoc />
    public void RoundEnded(in RoundRecord round)
    {
        var length = (double)(round.End.Nanoseconds - round.Start.Nanoseconds);
        Rounds++;
        Steps += round.Steps;
        ComputedTokens += round.PromptTokens;
        busyNanoseconds += length;
        if (round.Replica >= FirstCacheCounted)
        {
            cacheNanoseconds += length;
            blockNanoseconds += length * (round.CacheBlocksBefore + round.CacheBlocksUsed) / 2;
        }

        MostWaiting = Math.Max(MostWaiting, round.Waiting);
    }

    /// <inheritdoc />
    public void RequestPreempted(long id, SimTime now) => Preemptions++;

    /// <inheritdoc />
    public void ReplicasChanged(int serving, SimTime now) => MostReplicas = Math.Max(MostReplicas, serving);

    /// <summary>The figures an estimate has too.</summary>
    /// <param name="like">What does not depend on the load: memory, accelerators.</param>
    /// <param name="cacheBlocks">Cache blocks of a replica.</param>
    public DeploymentEstimate ToEstimate(DeploymentEstimate like, long cacheBlocks) => like with
    {
        TimeToFirstToken = TimeToFirstToken.Figures,
        TimePerOutputToken = TimePerOutputToken.Figures,
        InterTokenLatency = InterTokenLatency.Figures,
        EndToEnd = EndToEnd.Figures,
        RequestsPerSecond = RequestsPerSecond,
        OutputTokensPerSecond = OutputTokensPerSecond,
        InputTokensPerSecond = InputTokensPerSecond,
        InFlight = Duration > Seconds.Zero ? EndToEnd.Mean.Total * Completed / Duration.Total : 0,
        KvCacheUtilisation = cacheBlocks > 0 ? MeanBlocksUsed / cacheBlocks : 0,
    };

    private double Rate(long count) => Duration > Seconds.Zero ? count / Duration.Total : 0;
}
