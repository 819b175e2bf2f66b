namespace InferenceModel.Simulation;

/// <summary>
/// How long a round takes when all lanes step together: as long as the slowest attention rank, and in a pipeline as long as a
/// batch through all stages or all batches through the slowest stage.
/// </summary>
/// <param name="times">Times of batches.</param>
/// <param name="settings">How the replica serves.</param>
internal sealed class RoundTimes(StepTimes times, ReplicaSettings settings)
{
    private readonly long[] firsts = new long[settings.Lanes + settings.AttentionRanks];
    private readonly long[] increments = new long[settings.Lanes + settings.AttentionRanks];

    /// <summary>Time of a round with prompts, 2^-20 ns.</summary>
    /// <param name="lanes">The lanes, their rounds planned.</param>
    public long Mixed(Lane[] lanes)
    {
        var (longest, interval, loading) = (0L, 0L, 0L);
        for (var i = 0; i < lanes.Length; i++)
        {
            interval = i % settings.PipelineStages == 0 ? 0 : interval;
            var lane = lanes[i];
            if (!lane.Decodes && lane.Chunks.Count == 0)
            {
                continue;
            }

            var shape = lane.Shape();
            longest = Math.Max(longest, times.Mixed(shape));
            loading = Math.Max(loading, lane.AdapterLoading);
            if (settings.PipelineStages > 1)
            {
                interval += times.MixedInterval(shape);
                longest = Math.Max(longest, interval);
            }
        }

        return longest + loading;
    }

    /// <summary>Rounds that only decode, as many as the lines behind them hold.</summary>
    /// <param name="lanes">The lanes, their rounds planned.</param>
    /// <param name="most">The most rounds.</param>
    /// <returns>Time of the first, what each takes longer than the one before, and how many.</returns>
    public (long First, long Increment, int Steps) Leap(Lane[] lanes, int most)
    {
        if (lanes.Length == 1)
        {
            return Leap(lanes[0], most);
        }

        var count = 0;
        long steps = most;
        for (var rank = 0; rank < settings.AttentionRanks; rank++)
        {
            var (sumFirst, sumIncrement) = (0L, 0L);
            for (var stage = 0; stage < settings.PipelineStages; stage++)
            {
                var lane = lanes[(rank * settings.PipelineStages) + stage];
                if (!lane.Decodes)
                {
                    continue;
                }

                ref readonly var cell = ref times.Decode(lane.BatchSequences, lane.BatchContext);
                var (first, increment) = (cell.TimeAt(lane.BatchContext), cell.Slope * lane.Decoding.Growth);
                steps = cell.StepsWithin(lane.BatchContext, lane.Decoding.Growth, steps);
                (firsts[count], increments[count]) = (first, increment);
                count++;
                if (settings.PipelineStages > 1)
                {
                    sumFirst += (long)(first * cell.IntervalShare);
                    sumIncrement += (long)(increment * cell.IntervalShare);
                }
            }

            if (settings.PipelineStages > 1)
            {
                (firsts[count], increments[count]) = (sumFirst, sumIncrement);
                count++;
            }
        }

        return Longest(count, (int)Math.Max(1, steps));
    }

    private (long First, long Increment, int Steps) Leap(Lane lane, int most)
    {
        ref readonly var cell = ref times.Decode(lane.BatchSequences, lane.BatchContext);
        var (first, increment) = (cell.TimeAt(lane.BatchContext), cell.Slope * lane.Decoding.Growth);
        var steps = (int)cell.StepsWithin(lane.BatchContext, lane.Decoding.Growth, most);
        return (first, increment, FixedPoint.StepsThatFit(first, increment, steps));
    }

    /// <summary>The longest of some lines, up to where another overtakes it.</summary>
    private (long First, long Increment, int Steps) Longest(int count, int steps)
    {
        var (first, increment) = (firsts[0], increments[0]);
        for (var i = 1; i < count; i++)
        {
            if (firsts[i] > first || (firsts[i] == first && increments[i] > increment))
            {
                (first, increment) = (firsts[i], increments[i]);
            }
        }

        for (var i = 0; i < count; i++)
        {
            if (increments[i] > increment)
            {
                steps = (int)Math.Min(steps, ((first - firsts[i]) / (increments[i] - increment)) + 1);
            }
        }

        return (first, increment, FixedPoint.StepsThatFit(first, increment, steps));
    }
}
