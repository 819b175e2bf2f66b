namespace InferenceModel.Simulation;

/// <summary>
/// SGLang: while prompts wait and memory suffices, steps compute prompts alone and decoding pauses. Memory is judged by
/// the prompt, and the answers of all running requests times a ratio that falls from step to step and is raised again when
/// requests had to be retracted (schedule_policy.py, PrefillAdder).
/// </summary>
/// <param name="settings">How the replica serves.</param>
internal sealed class PrefillFirstScheduler(ReplicaSettings settings) : Scheduler(settings)
{
    /// <summary>Answer tokens beyond which no room is kept (CLIP_MAX_NEW_TOKENS).</summary>
    private const int LongestAnswerCounted = 4096;

    private const int RetractionSteps = 20;

    private readonly double decay = (settings.Rules.NewTokenRatio - settings.Rules.LeastNewTokenRatio) / settings.Rules.NewTokenRatioSteps;

    /// <inheritdoc />
    public override int StepsOfRoom => RetractionSteps;

    /// <inheritdoc />
    public override void Plan(Lane lane, ref RoundClock clock)
    {
        if (!lane.HasPreempted)
        {
            AddPrompts(lane, ref clock);
        }

        lane.Decodes = lane.Chunks.Count == 0 && lane.Decoding.Count > 0;
    }

    /// <summary>The ratio after some more decode steps.</summary>
    /// <param name="ratio">The ratio before.</param>
    /// <param name="steps">The steps.</param>
    public double Decayed(double ratio, int steps) => Math.Max(Settings.Rules.LeastNewTokenRatio, ratio - (decay * steps));

    /// <inheritdoc />
    public override int Victim(Lane lane)
    {
        var table = lane.Table;
        var (victim, least) = (RunList.None, int.MaxValue);
        for (var slot = lane.Running.Last; slot != RunList.None; slot = table[slot].Previous)
        {
            ref var state = ref table[slot];
            var generated = state.Decodes ? lane.Decoding.GeneratedBy(state) : state.Generated;
            if (generated < least || (generated == least && state.Spec.InputTokens > table[victim].Spec.InputTokens))
            {
                (victim, least) = (slot, generated);
            }
        }

        return victim;
    }

    /// <inheritdoc />
    public override void AfterPreemption(Lane lane)
    {
        // What has been decoded and 20 steps more, over all that was promised.
        var (decoded, promised) = (0.0, 0.0);
        for (var slot = lane.Running.First; slot != RunList.None; slot = lane.Table[slot].Next)
        {
            ref var state = ref lane.Table[slot];
            decoded += (state.Decodes ? lane.Decoding.GeneratedBy(state) : state.Generated) + RetractionSteps;
            promised += state.Output;
        }

        lane.NewTokenRatio = promised > 0 ? Math.Min(1, decoded / promised) : Settings.Rules.NewTokenRatio;
        lane.IsFull = false;
    }

    private void AddPrompts(Lane lane, ref RoundClock clock)
    {
        var budget = Settings.MaximumBatchedTokens;
        var prompts = Settings.Rules.MaximumPrefillTokens;
        foreach (var slot in lane.Prefilling)
        {
            var left = lane.Table[slot].Target - lane.Table[slot].Computed;
            var chunk = Math.Min(left, budget);
            if (chunk <= 0 || !TryGrow(lane, slot, chunk))
            {
                return;
            }

            lane.Chunks.Add((slot, chunk));
            (budget, prompts) = (budget - chunk, prompts - chunk);
        }

        var next = lane.Waiting.First();
        while (next != RunList.None && budget > 0 && prompts > 0 && !lane.IsFull && lane.Running.Count < Settings.MaximumSequences && IsSeen(lane, next, clock))
        {
            var slot = next;
            next = Settings.Rules.Policy == Engines.QueuePolicy.Fair ? RunList.None : lane.Waiting.Behind(slot);
            if (!lane.AllowsAdapter(slot) || !IsReady(lane, slot, ref clock))
            {
                continue;
            }

            var used = TryAdmit(lane, slot, Math.Min(budget, Math.Max(prompts, 0)), ref clock);
            if (used < 0)
            {
                lane.IsFull = true;
                return;
            }

            (budget, prompts) = (budget - used, prompts - used);
            next = Settings.Rules.Policy == Engines.QueuePolicy.Fair ? lane.Waiting.First() : next;
            if (lane.Prefilling.Count > 0 && lane.Table[slot].Computed + used < lane.Table[slot].Target)
            {
                // Only one prompt is cut at a time.
                return;
            }
        }

        lane.HasUnseen |= next != RunList.None && (budget <= 0 || prompts <= 0);
    }

    /// <summary>Admits a request; its tokens in this step, or -1 where memory does not suffice.</summary>
    private int TryAdmit(Lane lane, int slot, int budget, ref RoundClock clock)
    {
        ref var state = ref lane.Table[slot];
        var (cached, shared) = Cached(lane, slot);
        var left = state.Target - cached;
        var answer = Math.Min(state.Output - state.Generated, LongestAnswerCounted);
        var promised = ((double)lane.Decoding.Remaining / FixedPoint.Token * lane.NewTokenRatio) + PrefillingPromise(lane);
        var room = (double)lane.Pool.Available * lane.Pool.BlockTokens;
        if (lane.Running.Count > 0 && left + answer >= room - promised)
        {
            return -1;
        }

        if (state.ArrivesComputed)
        {
            return TryAdmitComputed(lane, slot, ref clock, this) ? 1 : -1;
        }

        var chunk = Settings.ChunksPrompts ? Math.Min(left, budget) : left;
        var tokens = lane.ReservesWhole ? state.Target + state.Output - state.Generated : state.Target;
        if (!TryTakeBlocks(lane, slot, tokens, shared))
        {
            return -1;
        }

        state.Computed = cached;
        lane.Admit(slot, clock.Now, clock.NextTicket());
        lane.Prefilling.Add(slot);
        lane.Chunks.Add((slot, chunk));
        return chunk;
    }

    private static double PrefillingPromise(Lane lane)
    {
        var sum = 0.0;
        foreach (var slot in lane.Prefilling)
        {
            sum += Math.Min(lane.Table[slot].Output - lane.Table[slot].Generated, LongestAnswerCounted);
        }

        return sum;
    }

    /// <summary>Blocks of the whole prompt were taken at admission; after a preemption there may be fewer.</summary>
    private static bool TryGrow(Lane lane, int slot, int chunk)
    {
        ref var state = ref lane.Table[slot];
        var needed = lane.Pool.BlocksOf(state.Computed + chunk, state.Shared * (lane.Pool.Prefixes?.Tokens ?? 0)) - state.Blocks;
        if (needed <= 0)
        {
            return true;
        }

        if (!lane.Pool.TryTake(needed, 0))
        {
            return false;
        }

        state.Blocks += needed;
        return true;
    }
}
