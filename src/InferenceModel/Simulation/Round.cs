namespace InferenceModel.Simulation;

/// <summary>
/// The time of a round: equal steps that begin at an instant and grow by a constant. The instant is kept to 2^-20 ns, so that
/// rounds that follow each other add up exactly. The default value has no step.
/// </summary>
internal struct Round
{
    private const long TimeMask = (1L << FixedPoint.TimeBits) - 1;

    private long startPart;

    /// <summary>When it begins, nanoseconds.</summary>
    public long StartAt { get; private set; }

    /// <summary>Steps.</summary>
    public int Steps { get; private set; }

    /// <summary>Time of the first, 2^-20 ns.</summary>
    public long First { get; private set; }

    /// <summary>What each takes longer than the one before.</summary>
    public long Increment { get; private set; }

    /// <summary>When it ends, nanoseconds.</summary>
    public long EndAt { get; private set; }

    /// <summary>The rest of a nanosecond beyond its end.</summary>
    public long EndPart { get; private set; }

    /// <summary>When its last step begins, nanoseconds.</summary>
    public readonly long LastStepAt => StepAt(Steps - 1);

    /// <summary>Begins anew.</summary>
    /// <param name="at">When, nanoseconds.</param>
    /// <param name="part">The rest of a nanosecond beyond.</param>
    /// <param name="first">Time of the first step, 2^-20 ns.</param>
    /// <param name="increment">What each takes longer than the one before.</param>
    /// <param name="steps">Steps.</param>
    public void Begin(long at, long part, long first, long increment, int steps)
    {
        (StartAt, startPart, First, Increment) = (at, part, first, increment);
        End(steps);
    }

    /// <summary>Ends after some steps.</summary>
    /// <param name="steps">The steps.</param>
    public void End(int steps)
    {
        Steps = steps;
        var end = startPart + (steps == 1 ? First : FixedPoint.Ramp(First, Increment, steps));
        (EndAt, EndPart) = (StartAt + (end >> FixedPoint.TimeBits), end & TimeMask);
    }

    /// <summary>When one of its steps begins, nanoseconds.</summary>
    /// <param name="index">The step, from 0; the number of steps is the end.</param>
    public readonly long StepAt(int index) => index == 0 ? StartAt : StartAt + ((startPart + FixedPoint.Ramp(First, Increment, index)) >> FixedPoint.TimeBits);

    /// <summary>The first steps that end at an instant or later.</summary>
    /// <param name="now">The instant, within the round.</param>
    public readonly int StepsUntil(long now)
    {
        var elapsed = ((now - StartAt) << FixedPoint.TimeBits) - startPart;
        return FixedPoint.StepsToReach(First, Increment, Math.Max(1, elapsed), Steps);
    }

    /// <summary>Steps that have ended before an instant.</summary>
    /// <param name="instant">The instant, not after the end of the round.</param>
    public readonly int StepsBefore(long instant)
    {
        var elapsed = ((instant - StartAt) << FixedPoint.TimeBits) - startPart;
        return elapsed <= First ? 0 : FixedPoint.StepsToReach(First, Increment, elapsed, Steps) - 1;
    }
}
