using InferenceModel.Units;

namespace InferenceModel.Workloads;

/// <summary>Replays recorded requests, once or several times one after the other.</summary>
/// <param name="trace">The requests.</param>
/// <param name="times">How often.</param>
public sealed class TraceSource(RequestTrace trace, int times) : IRequestSource
{
    private int next;
    private int round;
    private long shift;

    /// <summary>Replays recorded requests once.</summary>
    /// <param name="trace">The requests.</param>
    public TraceSource(RequestTrace trace)
        : this(trace, 1)
    {
    }

    /// <inheritdoc />
    public long? Count => (long)trace.Requests.Length * times;

    /// <inheritdoc />
    public int PrefixBlockTokens => trace.PrefixBlockTokens;

    /// <inheritdoc />
    public bool TryNext(out RequestSpec request)
    {
        request = default;
        if (next == trace.Requests.Length)
        {
            // The next round begins one mean gap after the last request.
            var last = trace.Requests[^1].SentAt.Nanoseconds;
            shift += last + (last / Math.Max(1, next));
            (next, round) = (0, round + 1);
        }

        if (round >= times || trace.Requests.IsEmpty)
        {
            return false;
        }

        request = trace.Requests[next++];
        request = shift == 0 ? request : request with { SentAt = new SimTime(request.SentAt.Nanoseconds + shift) };
        return true;
    }

    /// <inheritdoc />
    public bool TryFollow(in RequestSpec ended, SimTime now, out RequestSpec request)
    {
        request = default;
        return false;
    }
}
