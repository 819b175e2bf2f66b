using InferenceModel.Units;

namespace InferenceModel.Workloads;

/// <summary>Replays recorded requests.</summary>
/// <param name="trace">The requests.</param>
public sealed class TraceSource(RequestTrace trace) : IRequestSource
{
    private int next;

    /// <inheritdoc />
    public long? Count => trace.Requests.Length;

    /// <inheritdoc />
    public int PrefixBlockTokens => trace.PrefixBlockTokens;

    /// <inheritdoc />
    public bool TryNext(out RequestSpec request)
    {
        var has = next < trace.Requests.Length;
        request = has ? trace.Requests[next++] : default;
        return has;
    }

    /// <inheritdoc />
    public bool TryFollow(in RequestSpec ended, SimTime now, out RequestSpec request)
    {
        request = default;
        return false;
    }
}
