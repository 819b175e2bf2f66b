using System.Runtime.InteropServices;
using InferenceModel.Engines;
using InferenceModel.Operators;
using InferenceModel.Workloads;

namespace InferenceModel.Simulation;

/// <summary>
/// One batch of a replica: an attention rank, or a micro-batch of a pipeline. It holds its queue, its running requests and
/// what the round under way runs; a <see cref="Scheduler"/> decides, the <see cref="Replica"/> keeps the time.
/// </summary>
internal sealed class Lane
{
    private readonly ReplicaSettings settings;
    private readonly RandomSequence drafts;
    private readonly Dictionary<int, int> adapters = [];

    /// <summary>Makes an empty lane.</summary>
    /// <param name="table">The requests.</param>
    /// <param name="pool">Its cache.</param>
    /// <param name="settings">How it serves.</param>
    /// <param name="drafts">Where the luck of drafts comes from.</param>
    public Lane(RequestTable table, KvPool pool, ReplicaSettings settings, RandomSequence drafts)
    {
        (Table, Pool, this.settings, this.drafts) = (table, pool, settings, drafts);
        Waiting = new WaitingQueue(table, settings.Rules.Policy);
        Running = new RunList(table);
        Decoding = new DecodeSet(table, settings.BlockTokens);
        NewTokenRatio = settings.Rules.NewTokenRatio;
        ReservesWhole = settings.Speculation is not null || settings.Rules.Scheduler is SchedulerKind.TrtllmNoEvict or SchedulerKind.Orca or SchedulerKind.Static;
    }

    /// <summary>The requests.</summary>
    public RequestTable Table { get; }

    /// <summary>Its cache, shared with other micro-batches.</summary>
    public KvPool Pool { get; }

    /// <summary>Requests not admitted yet.</summary>
    public WaitingQueue Waiting { get; }

    /// <summary>Requests admitted, in the order of admission.</summary>
    public RunList Running { get; }

    /// <summary>Those that decode.</summary>
    public DecodeSet Decoding { get; }

    /// <summary>Those whose prompts are being computed, in the order of admission.</summary>
    public List<int> Prefilling { get; } = [];

    /// <summary>Prompt chunks of this round.</summary>
    public List<(int Slot, int Tokens)> Chunks { get; } = [];

    /// <summary>Whether its sequences decode in this round.</summary>
    public bool Decodes { get; set; }

    /// <summary>Whether a request was preempted in this round, so that none is admitted.</summary>
    public bool HasPreempted { get; set; }

    /// <summary>Whether a request waits that the scheduler has not looked at yet.</summary>
    public bool HasUnseen { get; set; }

    /// <summary>Whether a request waits for room and would share blocks that may be dropped meanwhile.</summary>
    public bool IsHeldUpByPrefix { get; set; }

    /// <summary>TensorRT-LLM: steps that waiting prompts have waited for more of them.</summary>
    public int Waited { get; set; }

    /// <summary>SGLang: whether the last admission failed for want of memory.</summary>
    public bool IsFull { get; set; }

    /// <summary>SGLang: share of the answers to come for which room is kept.</summary>
    public double NewTokenRatio { get; set; }

    /// <summary>When its sequences last got a token.</summary>
    public long LastDecodeAt { get; set; }

    /// <summary>Sequences of a static batch that have ended but keep their places.</summary>
    public int Held { get; private set; }

    /// <summary>Tokens in their caches, fixed point.</summary>
    public long HeldContext { get; private set; }

    /// <summary>Whether memory for the whole answer is taken at admission.</summary>
    public bool ReservesWhole { get; }

    /// <summary>Time to load adapters in this round, in 2^-20 ns.</summary>
    public long AdapterLoading { get; set; }

    /// <summary>Joiners whose last token did not come with the others'.</summary>
    public List<long> OddJoiners { get; } = [];

    /// <summary>Sequences in the batch, places held by ended ones included.</summary>
    public int BatchSequences => Decoding.Count + Held;

    /// <summary>Tokens in all caches of the batch, fixed point.</summary>
    public long BatchContext => Decoding.Context + HeldContext;

    /// <summary>Work to come, for routing: requests here, those waiting counted four times as vLLM's balancer does.</summary>
    public int Load => Running.Count + (4 * Waiting.Count);

    /// <summary>The shape of this round.</summary>
    public StepShape Shape()
    {
        var (tokens, work) = (0.0, 0.0);
        foreach (var (slot, count) in CollectionsMarshal.AsSpan(Chunks))
        {
            tokens += count;
            work += count * (Table[slot].Computed + (count / 2.0));
        }

        var sequences = Decodes ? BatchSequences : 0;
        var context = sequences > 0 ? (double)BatchContext / FixedPoint.Token / sequences : 0;

        // The past that makes alike chunks cost what these cost: equal sums of tokens x (past + half the chunk).
        var past = Chunks.Count == 0 ? 0 : Math.Max(0, (work / tokens) - (tokens / Chunks.Count / 2));
        return new StepShape(tokens, Chunks.Count, past, sequences, context);
    }

    /// <summary>Whether a waiting request may use its adapter now.</summary>
    /// <param name="slot">The request.</param>
    public bool AllowsAdapter(int slot) => settings.Adapters is not { } rules || Table[slot].Spec.Adapter is var adapter
        && (adapter == 0 || adapters.ContainsKey(adapter) || adapters.Count < rules.MaximumActive);

    /// <summary>Admits a request, its blocks already taken; the first chunk follows.</summary>
    /// <param name="slot">The request.</param>
    /// <param name="now">When.</param>
    /// <param name="ticket">Order of admission.</param>
    public void Admit(int slot, long now, long ticket)
    {
        Waiting.Charge(slot);
        Waiting.Remove(slot);
        Running.Append(slot);
        ref var state = ref Table[slot];
        state.Ticket = ticket;
        if (state.AdmittedAt < 0)
        {
            (state.AdmittedAt, state.Cached) = (now, state.Computed);
        }

        if (settings.Adapters is { } rules && state.Spec.Adapter is not 0 and var adapter)
        {
            AdapterLoading += adapters.ContainsKey(adapter) ? 0 : FixedPoint.OfTime(rules.LoadTime);
            adapters[adapter] = adapters.GetValueOrDefault(adapter) + 1;
        }
    }

    /// <summary>Moves a request whose prompt is computed among those that decode.</summary>
    /// <param name="slot">The request.</param>
    public void JoinDecoding(int slot)
    {
        ref var state = ref Table[slot];
        var tokens = state.Output - state.Generated;
        var steps = settings.Speculation is { } speculation ? speculation.StepsFor(tokens, drafts) : tokens;
        if (Decoding.Count == 0)
        {
            LastDecodeAt = state.LastTokenAt;
        }
        else if (state.LastTokenAt != LastDecodeAt)
        {
            OddJoiners.Add(state.LastTokenAt);
        }

        Decoding.Join(slot, state.Target, steps, !ReservesWhole);
    }

    /// <summary>Makes the prompt blocks computed so far known to other requests.</summary>
    /// <param name="slot">The request.</param>
    /// <param name="tokens">Tokens computed.</param>
    public void Publish(int slot, int tokens)
    {
        ref var state = ref Table[slot];
        if (Pool.Prefixes is not { } cache || state.Spec.PrefixBlocks.IsEmpty)
        {
            return;
        }

        var ids = state.Spec.PrefixBlocks.Span;
        var full = Math.Min(ids.Length, tokens / cache.Tokens);
        if (full > state.Shared)
        {
            var known = cache.Publish(ids, state.Shared, full);
            state.Shared += known;
            state.Blocks -= cache.BlocksOf(known);
        }
    }

    /// <summary>Puts a running request back into the queue; its cache is given up and computed again later.</summary>
    /// <param name="slot">The request.</param>
    /// <param name="now">When.</param>
    public void Preempt(int slot, long now)
    {
        Withdraw(slot, now);
        ref var state = ref Table[slot];
        state.Target = state.Spec.InputTokens + state.Generated;
        (state.Computed, state.LoadedBlocks, state.AskedTiers, state.ArrivesComputed) = (0, 0, false, false);
        state.Preemptions++;
        HasPreempted = true;
        Waiting.PutBack(slot);
    }

    /// <summary>Takes a running request out and gives up its blocks.</summary>
    /// <param name="slot">The request.</param>
    /// <param name="now">When.</param>
    public void Withdraw(int slot, long now)
    {
        ref var state = ref Table[slot];
        if (state.Decodes)
        {
            Decoding.Leave(slot, !ReservesWhole);
            if (Decoding.Steps == state.JoinStep)
            {
                OddJoiners.Remove(state.LastTokenAt);
            }
            else
            {
                state.LastTokenAt = LastDecodeAt;
            }

            state.Blocks = GrownBlocks(state, state.JoinContext + (state.Generated - state.JoinGenerated));
        }
        else
        {
            Prefilling.Remove(slot);
            Chunks.RemoveAll(chunk => chunk.Slot == slot);
        }

        Running.Remove(slot);
        Free(slot);
    }

    /// <summary>Takes all requests out, running and waiting ones.</summary>
    /// <param name="slots">Takes them.</param>
    /// <param name="now">When.</param>
    public void Empty(List<int> slots, long now)
    {
        while (Running.Last is not RunList.None and var slot)
        {
            Withdraw(slot, now);
            slots.Add(slot);
        }

        while (Waiting.First() is not RunList.None and var slot)
        {
            Waiting.Remove(slot);
            slots.Add(slot);
        }
    }

    /// <summary>Ends a request that decoded to its end.</summary>
    /// <param name="slot">The request.</param>
    public void EndDecoding(int slot)
    {
        ref var state = ref Table[slot];
        var context = state.JoinContext + (state.Generated - state.JoinGenerated);
        state.Blocks = GrownBlocks(state, context);
        Publish(slot, context);
        End(slot);
        if (settings.Rules.Scheduler == SchedulerKind.Static)
        {
            (Held, HeldContext) = Running.Count == 0 ? (0, 0) : (Held + 1, HeldContext + (context * FixedPoint.Token));
        }
    }

    /// <summary>Ends a request: it leaves the lane and its blocks are free.</summary>
    /// <param name="slot">The request.</param>
    public void End(int slot)
    {
        Running.Remove(slot);
        Free(slot);
    }

    /// <summary>Takes a request out but leaves its blocks in use, for they are still being read.</summary>
    /// <param name="slot">The request.</param>
    public void EndKeepingBlocks(int slot) => Running.Remove(slot);

    /// <summary>Gives up the blocks of a request.</summary>
    /// <param name="slot">The request.</param>
    public void Free(int slot)
    {
        ref var state = ref Table[slot];
        Pool.Give(state.Blocks);
        if (state.Shared > 0)
        {
            Pool.Prefixes!.Release(state.Spec.PrefixBlocks.Span, state.Shared);
        }

        (state.Blocks, state.Shared) = (0, 0);
        if (settings.Adapters is not null && state.Spec.Adapter is not 0 and var adapter && adapters.TryGetValue(adapter, out var users))
        {
            if (users == 1)
            {
                adapters.Remove(adapter);
            }
            else
            {
                adapters[adapter] = users - 1;
            }
        }
    }

    /// <summary>Blocks of a request that has taken them step by step, without its shared ones.</summary>
    private int GrownBlocks(in RequestState state, int context) =>
        ReservesWhole ? state.Blocks : Math.Max(state.Blocks, Pool.BlocksOf(context, state.Shared * (Pool.Prefixes?.Tokens ?? 0)));
}
