namespace InferenceModel.Simulation;

/// <summary>Tells observers of the gaps between tokens.</summary>
/// <param name="observers">The observers.</param>
internal sealed class TokenGaps(ISimulationObserver[] observers)
{
    /// <summary>Longest pause told of, nanoseconds: what fits beside a stretch of steps.</summary>
    private const long LongestPause = 1L << 41;

    /// <summary>Tokens of a batch over some steps; its sequences may have paused before.</summary>
    /// <param name="lane">The batch.</param>
    /// <param name="startAt">Start of the first step, nanoseconds.</param>
    /// <param name="steps">Steps.</param>
    /// <param name="first">Time of the first step, 2^-20 ns.</param>
    /// <param name="increment">What each takes longer than the one before.</param>
    public void Tell(Lane lane, long startAt, int steps, long first, long increment)
    {
        var (pause, odd, all) = (Pause(startAt - lane.LastDecodeAt), lane.OddJoiners, lane.Decoding.Count);
        if (pause == 0 && odd.Count == 0)
        {
            Tell(all, steps, first, increment);
            return;
        }

        Tell(all - odd.Count, 1, first + pause, 0);
        foreach (var last in odd)
        {
            Tell(1, 1, first + Pause(startAt - last), 0);
        }

        odd.Clear();
        Tell(all, steps - 1, first + increment, increment);
    }

    /// <summary>One token after a gap.</summary>
    /// <param name="nanoseconds">The gap.</param>
    public void Tell(long nanoseconds) => Tell(1, 1, Pause(nanoseconds), 0);

    private static long Pause(long nanoseconds) => Math.Min(nanoseconds, LongestPause) << FixedPoint.TimeBits;

    private void Tell(int sequences, int steps, long first, long increment)
    {
        if (sequences <= 0 || steps <= 0)
        {
            return;
        }

        foreach (var observer in observers)
        {
            observer.TokensMade(sequences, steps, first, increment);
        }
    }
}
