namespace InferenceModel.Simulation;

/// <summary>Plans rounds: makes room, asks the scheduler lane by lane, and tells how long nothing but contexts will change.</summary>
/// <param name="replica">The replica.</param>
/// <param name="lanes">Its lanes.</param>
/// <param name="room">Its caches.</param>
/// <param name="scheduler">Its scheduler.</param>
/// <param name="table">The requests.</param>
internal sealed class RoundPlanner(Replica replica, Lane[] lanes, CacheRoom room, Scheduler scheduler, RequestTable table)
{
    private readonly List<int> joined = [];

    /// <summary>Prompt tokens waiting.</summary>
    public long WaitingTokens
    {
        get
        {
            var tokens = 0L;
            foreach (var lane in lanes)
            {
                tokens += lane.Waiting.Tokens;
            }

            return tokens;
        }
    }

    /// <summary>Requests waiting.</summary>
    public int Waiting
    {
        get
        {
            var count = 0;
            foreach (var lane in lanes)
            {
                count += lane.Waiting.Count;
            }

            return count;
        }
    }

    /// <summary>Plans the next round of all lanes; false where there is nothing to do.</summary>
    /// <param name="now">Nanoseconds.</param>
    /// <param name="seenUntil">Requests delivered later are not seen yet.</param>
    /// <param name="hasPrompts">Whether the round computes prompts.</param>
    public bool Plan(long now, long seenUntil, out bool hasPrompts)
    {
        foreach (var lane in lanes)
        {
            lane.Chunks.Clear();
            (lane.Decodes, lane.HasPreempted, lane.HasUnseen, lane.IsHeldUpByPrefix, lane.AdapterLoading) = (false, false, false, false, 0);
        }

        room.Make(replica, scheduler);

        (var hasWork, hasPrompts) = (false, false);
        var clock = new RoundClock(replica, now, seenUntil, joined);
        foreach (var lane in lanes)
        {
            scheduler.Plan(lane, ref clock);
            if (joined.Count > 0)
            {
                JoinComputed(lane, now);
            }

            hasPrompts |= lane.Chunks.Count > 0;
            hasWork |= lane.Decodes || lane.Chunks.Count > 0;
        }

        return hasWork;
    }

    /// <summary>Steps until something may change but the contexts.</summary>
    public int Horizon()
    {
        var horizon = int.MaxValue;
        foreach (var lane in lanes)
        {
            if (lane.HasUnseen || (lane.HasPreempted && lane.Waiting.Count > 0))
            {
                return 1;
            }

            if (lane.Decodes && horizon > 1)
            {
                horizon = Math.Min(horizon, lane.Decoding.StepsToCompletion);
            }
        }

        return horizon > 1 ? room.Steps(horizon) : horizon;
    }

    private void JoinComputed(Lane lane, long now)
    {
        foreach (var slot in joined)
        {
            ref var state = ref table[slot];
            if (state.OwesFirstToken)
            {
                (state.FirstTokenAt, state.LastTokenAt, state.OwesFirstToken) = (now, now, false);
            }

            lane.JoinDecoding(slot);
        }

        joined.Clear();
        lane.Decodes |= lane.Chunks.Count == 0 || scheduler is MixedScheduler;
    }
}
