using InferenceModel.Engines;

namespace InferenceModel.Simulation;

/// <summary>Decides what a lane runs next. It keeps nothing of its own: all state is the lane's.</summary>
/// <param name="settings">How the replica serves.</param>
internal abstract class Scheduler(ReplicaSettings settings)
{
    private readonly long watermark = (long)(settings.Rules.Watermark * settings.KvBlocks);

    /// <summary>How the replica serves.</summary>
    protected ReplicaSettings Settings => settings;

    /// <summary>Decode steps for which there must be room once requests had to be preempted.</summary>
    public virtual int StepsOfRoom => 1;

    /// <summary>Chooses chunks and whether sequences decode; admits requests.</summary>
    /// <param name="lane">The lane, its round empty.</param>
    /// <param name="clock">Time and tickets.</param>
    public abstract void Plan(Lane lane, ref RoundClock clock);

    /// <summary>The running request to preempt where memory runs out.</summary>
    /// <param name="lane">The lane; something runs on it.</param>
    public virtual int Victim(Lane lane)
    {
        var victim = lane.Running.Last;
        if (settings.Rules.Policy != QueuePolicy.Priority)
        {
            return victim;
        }

        var table = lane.Table;
        for (var slot = table[victim].Previous; slot != RunList.None; slot = table[slot].Previous)
        {
            victim = table[slot].Spec.Priority > table[victim].Spec.Priority ? slot : victim;
        }

        return victim;
    }

    /// <summary>Takes note that requests were preempted for want of room.</summary>
    /// <param name="lane">The lane.</param>
    public virtual void AfterPreemption(Lane lane)
    {
    }

    /// <summary>The scheduler of an engine.</summary>
    /// <param name="settings">How the replica serves.</param>
    public static Scheduler Of(ReplicaSettings settings) => settings.Rules.Scheduler == SchedulerKind.Sglang
        ? new PrefillFirstScheduler(settings)
        : new MixedScheduler(settings);

    /// <summary>Whether there is no memory behind to wait for; asks them when a request is first looked at.</summary>
    protected bool IsReady(Lane lane, int slot, ref RoundClock clock)
    {
        ref var state = ref lane.Table[slot];
        if (settings.Tiers.IsEmpty || lane.Pool.Prefixes is not { } cache || state.Spec.PrefixBlocks.IsEmpty)
        {
            return true;
        }

        if (!state.AskedTiers)
        {
            state.AskedTiers = true;
            var ids = state.Spec.PrefixBlocks.Span;
            var most = Math.Min(ids.Length, (state.Target - 1) / cache.Tokens);
            var here = cache.Match(ids, most);
            var tier = cache.TierOf(ids, here, most, out var count);
            if (tier >= 0)
            {
                var rules = settings.Tiers[tier];
                var bytes = settings.KvBytesPerTokenAndRank * ((double)count * cache.Tokens);
                state.LoadedBlocks = here + count;
                state.ReadyAt = clock.Load(FixedPoint.Nanoseconds(FixedPoint.OfTime(rules.Latency + (bytes / rules.Bandwidth))), slot);
            }
        }

        return state.ReadyAt <= clock.Now;
    }

    /// <summary>Prompt tokens of a waiting request that need not be computed, and how many blocks others hold of them.</summary>
    protected static (int Tokens, int Shared) Cached(Lane lane, int slot)
    {
        ref var state = ref lane.Table[slot];
        if (lane.Pool.Prefixes is not { } cache || state.Spec.PrefixBlocks.IsEmpty)
        {
            return (0, 0);
        }

        var ids = state.Spec.PrefixBlocks.Span;
        var shared = cache.Match(ids, Math.Min(ids.Length, state.Target / cache.Tokens));
        return (Math.Min(state.Target - 1, Math.Max(shared, state.LoadedBlocks) * cache.Tokens), shared);
    }

    /// <summary>Whether there is room for a waiting request as it would be admitted whole.</summary>
    protected bool Fits(Lane lane, int slot)
    {
        ref var state = ref lane.Table[slot];
        return lane.Pool.HasRoom(lane.Pool.BlocksOf(lane.ReservesWhole ? state.Target + state.Output - state.Generated : state.Target, 0), watermark);
    }

    /// <summary>Takes the blocks of an admission; nothing changes where there are too few.</summary>
    protected bool TryTakeBlocks(Lane lane, int slot, int tokens, int shared)
    {
        ref var state = ref lane.Table[slot];
        var ids = state.Spec.PrefixBlocks.Span;
        var cache = lane.Pool.Prefixes;
        var idle = shared > 0 ? cache!.IdleOf(ids, shared) : 0;
        var blocks = lane.Pool.BlocksOf(tokens, shared * (cache?.Tokens ?? 0));
        if (!lane.Pool.HasRoom(blocks + idle, watermark))
        {
            // It asks for room for the blocks it would share; when some of them are dropped it asks for less.
            lane.IsHeldUpByPrefix |= idle > 0;
            return false;
        }

        if (shared > 0)
        {
            cache!.Hold(ids, shared);
        }

        lane.Pool.Take(blocks);
        (state.Blocks, state.Shared) = (blocks, shared);
        return true;
    }

    /// <summary>Whether a request has been seen by a scheduler that plans one step ahead.</summary>
    protected static bool IsSeen(Lane lane, int slot, in RoundClock clock)
    {
        if (lane.Table[slot].DeliveredAt <= clock.SeenUntil)
        {
            return true;
        }

        lane.HasUnseen = true;
        return false;
    }

    /// <summary>Admits a request whose cache came from elsewhere; it decodes in this very round.</summary>
    protected static bool TryAdmitComputed(Lane lane, int slot, ref RoundClock clock, Scheduler scheduler)
    {
        ref var state = ref lane.Table[slot];
        var tokens = lane.ReservesWhole ? state.Target + state.Output - state.Generated : state.Target + 1;
        if (!scheduler.TryTakeBlocks(lane, slot, tokens, 0))
        {
            return false;
        }

        // The block of the first new token is counted when it is decoded.
        if (!lane.ReservesWhole)
        {
            var now = lane.Pool.BlocksOf(state.Target, 0);
            lane.Pool.Give(state.Blocks - now);
            lane.Pool.Reserved += state.Blocks - now;
            state.Blocks = now;
        }

        state.Computed = state.Target;
        lane.Admit(slot, clock.Now, clock.NextTicket());
        clock.Joined.Add(slot);
        return true;
    }
}
