namespace InferenceModel.Simulation;

/// <summary>The caches of a replica, one for each attention rank; micro-batches of a pipeline share one.</summary>
/// <param name="pools">The caches.</param>
/// <param name="lanes">The lanes that use them.</param>
/// <param name="table">The requests.</param>
internal sealed class CacheRoom(KvPool[] pools, Lane[] lanes, RequestTable table)
{
    /// <summary>The caches.</summary>
    public ReadOnlySpan<KvPool> Pools => pools;

    /// <summary>Blocks in use.</summary>
    public long Used
    {
        get
        {
            var used = 0L;
            foreach (var pool in pools)
            {
                used += pool.Used;
            }

            return used;
        }
    }

    /// <summary>Blocks in use after some steps of a leap.</summary>
    /// <param name="steps">Steps done.</param>
    public long UsedAfter(int steps)
    {
        var used = Used;
        foreach (var lane in lanes)
        {
            used += steps > 0 && lane.Decodes ? lane.Decoding.BlocksFor(steps) : 0;
        }

        return used;
    }

    /// <summary>Preempts requests until all sequences that decode find room for a step, and puts that room aside.</summary>
    /// <param name="replica">Preempts.</param>
    /// <param name="scheduler">Names the victims.</param>
    public void Make(Replica replica, Scheduler scheduler)
    {
        foreach (var pool in pools)
        {
            var needed = NeededBy(pool, 1);
            pool.Reserved = needed;
            if (needed > pool.Available)
            {
                Make(pool, replica, scheduler);
                Reserve(pool);
            }
        }
    }

    /// <summary>Puts aside what the sequences take in the next step.</summary>
    /// <param name="pool">The cache.</param>
    public void Reserve(KvPool pool) => pool.Reserved = NeededBy(pool, 1);

    /// <summary>Steps for which there is room; one at least, for which room was made.</summary>
    /// <param name="most">Steps wanted.</param>
    public int Steps(int most)
    {
        foreach (var pool in pools)
        {
            var room = KeepsIdle(pool) ? pool.Free : pool.Available;
            if (AtMostNeededBy(pool, most) <= room || NeededBy(pool, most) <= room)
            {
                continue;
            }

            var (low, high) = (1, most);
            while (high - low > 1)
            {
                var middle = low + ((high - low) / 2);
                (low, high) = NeededBy(pool, middle) <= room ? (middle, high) : (low, middle);
            }

            most = low;
        }

        return most;
    }

    private void Make(KvPool pool, Replica replica, Scheduler scheduler)
    {
        while (NeededBy(pool, scheduler.StepsOfRoom) > pool.Available)
        {
            Lane? latest = null;
            var running = 0;
            foreach (var lane in lanes)
            {
                if (lane.Pool == pool && lane.Running.Count > 0)
                {
                    running += lane.Running.Count;
                    latest = latest is null || table[lane.Running.Last].Ticket > table[latest.Running.Last].Ticket ? lane : latest;
                }
            }

            if (latest is null || (running == 1 && NeededBy(pool, 1) <= pool.Available))
            {
                break;
            }

            replica.Preempt(latest, scheduler.Victim(latest));
        }

        foreach (var lane in lanes)
        {
            if (lane.HasPreempted && lane.Pool == pool)
            {
                scheduler.AfterPreemption(lane);
            }
        }
    }

    /// <summary>Whether dropping an idle block could let a request in, so that a leap must end before.</summary>
    private bool KeepsIdle(KvPool pool)
    {
        foreach (var lane in lanes)
        {
            if (lane.Pool == pool && lane.IsHeldUpByPrefix)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A bound that costs nothing to know: every sequence takes one block more than whole blocks of steps.</summary>
    private long AtMostNeededBy(KvPool pool, int steps)
    {
        var growing = 0L;
        foreach (var lane in lanes)
        {
            growing += lane.Pool == pool ? lane.Decoding.Growing : 0;
        }

        return growing * ((steps / pool.BlockTokens) + 1L);
    }

    private long NeededBy(KvPool pool, int steps)
    {
        var blocks = 0L;
        foreach (var lane in lanes)
        {
            blocks += lane.Pool == pool ? lane.Decoding.BlocksFor(steps) : 0;
        }

        return blocks;
    }
}
