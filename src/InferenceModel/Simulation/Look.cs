using InferenceModel.Engines;

namespace InferenceModel.Simulation;

/// <summary>
/// When a replica last looked for new requests. A round chosen while the step before ran knows only what had come when that began; one that
/// looks at every n-th decode step only, what had come at the last look.
/// </summary>
/// <param name="rules">The scheduler's rules.</param>
internal sealed class Look(SchedulingRules rules)
{
    private int steps;
    private long until;

    /// <summary>Requests delivered later are not seen by the round to plan.</summary>
    /// <param name="now">Nanoseconds.</param>
    /// <param name="follows">Whether the round follows another at once.</param>
    /// <param name="isLeap">Whether that one only decoded.</param>
    /// <param name="round">That one.</param>
    public long SeenUntil(long now, bool follows, bool isLeap, in Round round)
    {
        if (!follows)
        {
            (steps, until) = (0, now);
            return now;
        }

        var latest = rules.SchedulesAhead ? round.LastStepAt : now;
        if (rules.PollSteps <= 1)
        {
            return latest;
        }

        // After n, 2n.. steps it looked within the round; the last look counts. A round with prompts is followed by a look at once.
        var since = isLeap ? steps + round.Steps : 0;
        var hasLooked = !isLeap || since >= rules.PollSteps;
        steps = since % rules.PollSteps;
        if (hasLooked)
        {
            var at = round.Steps - steps;
            until = steps == 0 ? latest : round.StepAt(rules.SchedulesAhead ? at - 1 : at);
        }

        return until;
    }
}
