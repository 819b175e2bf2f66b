using InferenceModel.Units;

namespace InferenceModel.Workloads;

/// <summary>
/// So many requests are kept in flight: all of them are sent at the start, and each that ends is followed by another at
/// once, as public serving benchmarks do.
/// </summary>
/// <param name="concurrency">Requests in flight.</param>
/// <param name="lengths">How long they are.</param>
/// <param name="count">How many there are in all.</param>
/// <param name="seed">The run's seed.</param>
public sealed class ClosedLoopSource(int concurrency, LengthDistribution lengths, long count, ulong seed) : IRequestSource
{
    private readonly RandomSequence lengthStream = new(seed, "lengths");
    private long sent;

    /// <inheritdoc />
    public long? Count => count;

    /// <inheritdoc />
    public int PrefixBlockTokens => 1;

    /// <inheritdoc />
    public bool TryNext(out RequestSpec request)
    {
        request = default;
        return sent < Math.Min(concurrency, count) && Send(default, out request);
    }

    /// <inheritdoc />
    public bool TryFollow(in RequestSpec ended, SimTime now, out RequestSpec request)
    {
        request = default;
        return sent < count && Send(now, out request);
    }

    private bool Send(SimTime at, out RequestSpec request)
    {
        sent++;
        var (input, output) = lengths.Next(lengthStream);
        request = new RequestSpec(at, input, output);
        return true;
    }
}
