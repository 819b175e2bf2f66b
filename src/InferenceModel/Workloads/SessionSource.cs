using InferenceModel.Units;

namespace InferenceModel.Workloads;

/// <summary>
/// Conversations: each turn sends all that was said before and something new, some time after the last answer, as a person
/// who thinks or an agent that waits for a tool. What was said before is a shared prefix.
/// </summary>
/// <param name="arrivals">When conversations begin.</param>
/// <param name="turns">New prompt tokens and answer tokens of a turn.</param>
/// <param name="meanTurns">Mean turns of a conversation; their number is geometric.</param>
/// <param name="meanWait">Mean time between an answer and the next turn; exponential.</param>
/// <param name="longest">Tokens at which a conversation ends.</param>
/// <param name="sessions">Conversations.</param>
/// <param name="seed">The run's seed.</param>
public sealed class SessionSource(ArrivalProcess arrivals, LengthDistribution turns, double meanTurns, Seconds meanWait, int longest, long sessions, ulong seed) : IRequestSource
{
    private const int BlockTokens = 64;
    private const long BlocksOfSession = 1 << 24;

    private readonly RandomSequence arrivalStream = new(seed, "arrivals");
    private readonly RandomSequence lengthStream = new(seed, "lengths");
    private readonly RandomSequence turnStream = new(seed, "turns");
    private Seconds now;
    private long begun;

    /// <inheritdoc />
    public long? Count => null;

    /// <inheritdoc />
    public int PrefixBlockTokens => BlockTokens;

    /// <inheritdoc />
    public bool TryNext(out RequestSpec request)
    {
        request = default;
        if (begun >= sessions)
        {
            return false;
        }

        now += arrivals.NextGap(now, arrivalStream);
        request = Turn(SimTime.At(now), ++begun, 0);
        return true;
    }

    /// <inheritdoc />
    public bool TryFollow(in RequestSpec ended, SimTime now, out RequestSpec request)
    {
        request = default;
        var said = ended.InputTokens + ended.OutputTokens;
        if (ended.Session == 0 || said >= longest || turnStream.NextDouble() * meanTurns < 1)
        {
            return false;
        }

        request = Turn(now + (meanWait * turnStream.NextExponential()), ended.Session, said);
        return true;
    }

    private RequestSpec Turn(SimTime at, long session, int said)
    {
        var (input, output) = turns.Next(lengthStream);
        var blocks = new long[(said + input + output) / BlockTokens];
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] = (session * BlocksOfSession) + i;
        }

        return new RequestSpec(at, said + input, output) { Session = session, PrefixBlocks = blocks };
    }
}
