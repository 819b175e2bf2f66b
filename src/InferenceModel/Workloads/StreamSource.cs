using InferenceModel.Units;

namespace InferenceModel.Workloads;

/// <summary>A stream of requests that depend on no other.</summary>
/// <param name="arrivals">When they come.</param>
/// <param name="lengths">How long they are.</param>
/// <param name="count">How many there are.</param>
/// <param name="seed">The run's seed.</param>
public sealed class StreamSource(ArrivalProcess arrivals, LengthDistribution lengths, long count, ulong seed) : IRequestSource
{
    private readonly RandomSequence arrivalStream = new(seed, "arrivals");
    private readonly RandomSequence lengthStream = new(seed, "lengths");
    private Seconds now;
    private long sent;

    /// <inheritdoc />
    public long? Count => count;

    /// <inheritdoc />
    public int PrefixBlockTokens => 1;

    /// <inheritdoc />
    public bool TryNext(out RequestSpec request)
    {
        request = default;
        if (sent >= count)
        {
            return false;
        }

        sent++;
        now += arrivals.NextGap(now, arrivalStream);
        var (input, output) = lengths.Next(lengthStream);
        request = new RequestSpec(SimTime.At(now), input, output);
        return true;
    }

    /// <inheritdoc />
    public bool TryFollow(in RequestSpec ended, SimTime now, out RequestSpec request)
    {
        request = default;
        return false;
    }
}
