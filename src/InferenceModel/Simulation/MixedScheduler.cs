using InferenceModel.Engines;

namespace InferenceModel.Simulation;

/// <summary>
/// Steps that decode and compute prompts together: vLLM V1, TensorRT-LLM's in-flight batching, Orca, and static batches. The
/// token budget goes to decoding first, then to prompts begun, then to new ones in the order of the queue.
/// </summary>
/// <param name="settings">How the replica serves.</param>
internal sealed class MixedScheduler(ReplicaSettings settings) : Scheduler(settings)
{
    private readonly int tokensEach = 1 + (settings.Speculation?.DraftTokens ?? 0);
    private readonly int longest = settings.Rules.LongPrefillThreshold > 0 ? settings.Rules.LongPrefillThreshold : int.MaxValue;
    private readonly bool isStatic = settings.Rules.Scheduler == SchedulerKind.Static;
    private readonly bool hasBudget = settings.Rules.Scheduler is not (SchedulerKind.Orca or SchedulerKind.Static);
    private readonly bool chunks = settings.ChunksPrompts && settings.Rules.Scheduler is not (SchedulerKind.Orca or SchedulerKind.Static);

    /// <inheritdoc />
    public override void Plan(Lane lane, ref RoundClock clock)
    {
        var budget = hasBudget ? Math.Max(1, Settings.MaximumBatchedTokens - (lane.Decoding.Count * tokensEach)) : int.MaxValue;
        if (lane.Prefilling.Count > 0)
        {
            budget = ContinuePrompts(lane, budget, ref clock);
        }

        if (!lane.HasPreempted && lane.Waiting.Count > 0 && !(isStatic && lane.Running.Count > 0) && !Waits(lane, budget, clock))
        {
            Admit(lane, budget, ref clock);
        }

        lane.Decodes = lane.BatchSequences > 0;
    }

    /// <summary>
    /// Whether prompts that could start wait for more of them: as long as others decode, the step would stay below a share of its
    /// budget, and they have not waited too often (TensorRT-LLM, PyExecutor._waiting_requests).
    /// </summary>
    private bool Waits(Lane lane, int budget, in RoundClock clock)
    {
        var rules = Settings.Rules;
        if (rules.BatchWaitSteps == 0 || lane.Decoding.Count == 0 || lane.Prefilling.Count > 0)
        {
            return false;
        }

        if (lane.Running.Count >= Settings.MaximumSequences || !IsSeen(lane, lane.Waiting.First(), clock) || !Fits(lane, lane.Waiting.First()))
        {
            return false;
        }

        var tokens = lane.Decoding.Count + Math.Min(budget, lane.Waiting.Tokens);
        if (lane.Waited < rules.BatchWaitSteps && tokens < rules.BatchWaitShare * Settings.MaximumBatchedTokens)
        {
            lane.Waited++;
            lane.HasUnseen = true;
            return true;
        }

        lane.Waited = 0;
        return false;
    }

    private int ContinuePrompts(Lane lane, int budget, ref RoundClock clock)
    {
        for (var i = 0; i < lane.Prefilling.Count && budget > 0; i++)
        {
            var slot = lane.Prefilling[i];
            var chunk = ChunkOf(lane.Table[slot].Target - lane.Table[slot].Computed, budget);
            if (!TryGrow(lane, slot, chunk, ref clock))
            {
                break;
            }

            lane.Chunks.Add((slot, chunk));
            budget -= chunk;
        }

        return budget;
    }

    /// <summary>Takes the blocks of a further chunk; the least urgent requests make room, at last the one that asks.</summary>
    private bool TryGrow(Lane lane, int slot, int chunk, ref RoundClock clock)
    {
        if (lane.ReservesWhole)
        {
            return true;
        }

        ref var state = ref lane.Table[slot];
        var needed = lane.Pool.BlocksOf(state.Computed + chunk, state.Shared * (lane.Pool.Prefixes?.Tokens ?? 0)) - state.Blocks;
        while (!lane.Pool.TryTake(Math.Max(0, needed), 0))
        {
            var victim = Victim(lane);
            clock.Preempt(lane, victim);
            if (victim == slot)
            {
                return false;
            }
        }

        state.Blocks += Math.Max(0, needed);
        return true;
    }

    private void Admit(Lane lane, int budget, ref RoundClock clock)
    {
        var slot = lane.Waiting.First();
        while (slot != RunList.None && budget > 0 && lane.Running.Count < Settings.MaximumSequences && IsSeen(lane, slot, clock))
        {
            var behind = Settings.Rules.Policy == QueuePolicy.Fair ? RunList.None : lane.Waiting.Behind(slot);
            if (!lane.AllowsAdapter(slot) || !IsReady(lane, slot, ref clock))
            {
                slot = behind;
                continue;
            }

            if (lane.Table[slot].ArrivesComputed)
            {
                if (!TryAdmitComputed(lane, slot, ref clock, this))
                {
                    return;
                }

                budget -= tokensEach;
            }
            else
            {
                var used = TryAdmit(lane, slot, budget, ref clock);
                if (used == 0)
                {
                    return;
                }

                budget -= used;
            }

            slot = Settings.Rules.Policy == QueuePolicy.Fair ? lane.Waiting.First() : behind;
        }

        lane.HasUnseen |= slot != RunList.None && budget <= 0;
    }

    /// <summary>Admits a request with its first chunk; 0 where there is no room.</summary>
    private int TryAdmit(Lane lane, int slot, int budget, ref RoundClock clock)
    {
        ref var state = ref lane.Table[slot];
        var (cached, shared) = Cached(lane, slot);
        var left = state.Target - cached;
        if (!chunks && left > budget && (lane.Chunks.Count > 0 || left <= Settings.MaximumBatchedTokens))
        {
            return 0;
        }

        var chunk = ChunkOf(left, budget);
        var tokens = lane.ReservesWhole ? state.Target + state.Output - state.Generated : cached + chunk;
        if (!TryTakeBlocks(lane, slot, tokens, shared))
        {
            return 0;
        }

        state.Computed = cached;
        lane.Admit(slot, clock.Now, clock.NextTicket());
        lane.Prefilling.Add(slot);
        lane.Chunks.Add((slot, chunk));
        return chunk;
    }

    private int ChunkOf(int left, int budget) => chunks ? Math.Min(Math.Min(left, budget), longest) : left;
}
