using System.Runtime.InteropServices;
using InferenceModel.Simulation.Kernel;

namespace InferenceModel.Simulation;

/// <summary>What a round leaves behind: tokens, blocks taken, requests that join the others or end.</summary>
/// <param name="replica">The replica.</param>
/// <param name="loop">The clock.</param>
/// <param name="host">Is told of requests that end.</param>
/// <param name="table">The requests.</param>
/// <param name="scheduler">The scheduler.</param>
/// <param name="observers">Are told of tokens.</param>
internal sealed class RoundEnd(Replica replica, EventLoop loop, IReplicaHost host, RequestTable table, Scheduler scheduler, ISimulationObserver[] observers)
{
    private readonly TokenGaps gaps = new(observers);
    private readonly Predicate<int> isComputed = slot => table[slot].Computed >= table[slot].Target;

    /// <summary>Every sequence of a lane that decodes gets its tokens.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="round">The round, or the part of it that was done.</param>
    public void AdvanceDecoding(Lane lane, in Round round)
    {
        if (!lane.Decodes)
        {
            return;
        }

        gaps.Tell(lane, round.StartAt, round.Steps, round.First, round.Increment);
        lane.Pool.Take(lane.Decoding.BlocksFor(round.Steps));
        lane.Decoding.Advance(round.Steps);
        lane.LastDecodeAt = round.EndAt;
        if (scheduler is PrefillFirstScheduler sglang)
        {
            lane.NewTokenRatio = sglang.Decayed(lane.NewTokenRatio, round.Steps);
        }
    }

    /// <summary>Ends the sequences that have all their tokens.</summary>
    /// <param name="lane">The lane.</param>
    public void EndSequences(Lane lane)
    {
        if (!lane.Decodes)
        {
            return;
        }

        while (lane.Decoding.TryPopFinished(!lane.ReservesWhole, out var slot))
        {
            lane.EndDecoding(slot);
            End(lane, slot);
        }
    }

    /// <summary>Counts the prompt chunks as computed; a prompt that is complete yields a token.</summary>
    /// <param name="lane">The lane.</param>
    public void EndChunks(Lane lane)
    {
        foreach (var (slot, tokens) in CollectionsMarshal.AsSpan(lane.Chunks))
        {
            ref var state = ref table[slot];
            state.Computed += tokens;
            lane.Publish(slot, state.Computed);
        }

        lane.Prefilling.RemoveAll(isComputed);
        foreach (var (slot, _) in CollectionsMarshal.AsSpan(lane.Chunks))
        {
            ref var state = ref table[slot];
            if (state.Computed < state.Target)
            {
                continue;
            }

            if (++state.Generated == 1)
            {
                state.FirstTokenAt = loop.Now;
            }
            else
            {
                gaps.Tell(loop.Now - state.LastTokenAt);
            }

            state.LastTokenAt = loop.Now;
            if (state.Generated < state.Output)
            {
                lane.JoinDecoding(slot);
                continue;
            }

            if (host.KeepsCache(slot))
            {
                lane.EndKeepingBlocks(slot);
            }
            else
            {
                lane.End(slot);
            }

            End(lane, slot);
        }
    }

    private void End(Lane lane, int slot)
    {
        lane.IsFull = false;
        table[slot].LastTokenAt = loop.Now;
        replica.Leave();
        host.Ended(replica, slot);
    }
}
