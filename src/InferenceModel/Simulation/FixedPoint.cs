using InferenceModel.Units;

namespace InferenceModel.Simulation;

/// <summary>
/// Step times and contexts in whole numbers, so that k steps added up at once and one by one give the same instant to the
/// last bit: times in 2^-20 ns, contexts in 2^-8 tokens, slopes in 2^-12 ns a token.
/// </summary>
internal static class FixedPoint
{
    /// <summary>Bits of a nanosecond.</summary>
    public const int TimeBits = 20;

    /// <summary>Bits of a token.</summary>
    public const int ContextBits = 8;

    /// <summary>One token.</summary>
    public const long Token = 1L << ContextBits;

    /// <summary>The longest stretch of time added up at once, in 2^-20 ns: half of what the number holds, over an hour.</summary>
    public const long LongestStretch = 1L << 62;

    private const long TimeOne = 1L << TimeBits;
    private const long SlopeOne = 1L << (TimeBits - ContextBits);

    /// <summary>A time in 2^-20 ns.</summary>
    /// <param name="time">The time.</param>
    public static long OfTime(Seconds time) => (long)Math.Round(time.TotalNanoseconds * TimeOne);

    /// <summary>A time a token in 2^-12 ns.</summary>
    /// <param name="perToken">The time.</param>
    public static long OfSlope(Seconds perToken) => (long)Math.Round(perToken.TotalNanoseconds * SlopeOne);

    /// <summary>Whole nanoseconds, rounded to the nearest.</summary>
    /// <param name="time">A time in 2^-20 ns.</param>
    public static long Nanoseconds(long time) => (time + (TimeOne >> 1)) >> TimeBits;

    /// <summary>k steps that begin with a time and grow by an increment.</summary>
    /// <param name="first">Time of the first.</param>
    /// <param name="increment">What each takes longer than the one before.</param>
    /// <param name="steps">k.</param>
    public static long Ramp(long first, long increment, int steps) => (first * steps) + (increment * (steps * (steps - 1L) / 2));

    /// <summary>The most steps, up to a bound, whose sum stays below <see cref="LongestStretch"/>; at least one.</summary>
    /// <param name="first">Time of the first.</param>
    /// <param name="increment">What each takes longer than the one before.</param>
    /// <param name="most">The bound.</param>
    public static int StepsThatFit(long first, long increment, int most)
    {
        var steps = most;
        while (steps > 1 && ((double)first * steps) + ((double)increment * steps * (steps - 1.0) / 2) > LongestStretch)
        {
            steps /= 2;
        }

        return steps;
    }

    /// <summary>The least number of steps whose sum reaches a time; one at least.</summary>
    /// <param name="first">Time of the first.</param>
    /// <param name="increment">What each takes longer than the one before.</param>
    /// <param name="time">The time, not more than the sum of all steps.</param>
    /// <param name="most">All steps.</param>
    public static int StepsToReach(long first, long increment, long time, int most)
    {
        // Solve first k + increment k (k - 1) / 2 = time for k, then settle the last step in whole numbers.
        double half = increment / 2.0, b = first - half;
        var root = half == 0 || b + Math.Sqrt(Math.Max(0, (b * b) + (4 * half * time))) is not (> 0 and var divisor)
            ? time / Math.Max(1.0, first)
            : 2.0 * time / divisor;
        var steps = (int)Math.Clamp(Math.Ceiling(root), 1, most);
        while (steps > 1 && Ramp(first, increment, steps - 1) >= time)
        {
            steps--;
        }

        while (steps < most && Ramp(first, increment, steps) < time)
        {
            steps++;
        }

        return steps;
    }
}
