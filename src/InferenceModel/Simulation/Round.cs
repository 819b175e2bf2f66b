namespace InferenceModel.Simulation;

/// <summary>
/// The time of a round: equal steps that begin at an instant and grow by a constant. The instant is kept to 2^-20 ns, so that
/// rounds that follow each other add up exactly. The default value has no step.
/// </summary>
internal struct Round
{
    private const long TimeMask = (1L << FixedPoint.TimeBits) - 1;

    /// <summary>When it begins, nanoseconds.</summary>
    public long StartAt;

    /// <summary>The rest of a nanosecond beyond.</summary>
    public long StartPart;

    /// <summary>Steps.</summary>
    public int Steps;

    /// <summary>Time of the first, 2^-20 ns.</summary>
    public long First;

    /// <summary>What each takes longer than the one before.</summary>
    public long Increment;

    /// <summary>When it ends, nanoseconds.</summary>
    public readonly long EndAt => StepAt(Steps);

    /// <summary>When one of its steps begins, nanoseconds.</summary>
    /// <param name="index">The step, from 0; the number of steps is the end.</param>
    public readonly long StepAt(int index) => StartAt + ((StartPart + FixedPoint.Ramp(First, Increment, index)) >> FixedPoint.TimeBits);

    /// <summary>When its last step begins, nanoseconds.</summary>
    public readonly long LastStepAt => StepAt(Steps - 1);

    /// <summary>The rest of a nanosecond beyond its end.</summary>
    public readonly long EndPart => (StartPart + FixedPoint.Ramp(First, Increment, Steps)) & TimeMask;

    /// <summary>The first steps that end at an instant or later.</summary>
    /// <param name="now">The instant, within the round.</param>
    public readonly int StepsUntil(long now)
    {
        var elapsed = ((now - StartAt) << FixedPoint.TimeBits) - StartPart;
        return FixedPoint.StepsToReach(First, Increment, Math.Max(1, elapsed), Steps);
    }

    /// <summary>Steps that have ended before an instant.</summary>
    /// <param name="instant">The instant, not after the end of the round.</param>
    public readonly int StepsBefore(long instant)
    {
        var elapsed = ((instant - StartAt) << FixedPoint.TimeBits) - StartPart;
        return elapsed <= First ? 0 : FixedPoint.StepsToReach(First, Increment, elapsed, Steps) - 1;
    }
}
