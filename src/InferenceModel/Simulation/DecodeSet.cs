namespace InferenceModel.Simulation;

/// <summary>
/// The sequences of a lane that decode. They all advance by one step at a time, so nothing of theirs changes from step to step
/// but sums: completions stand in a heap keyed by step, contexts are one sum, and cache blocks are counted by where
/// in a block each sequence stands.
/// </summary>
/// <param name="table">The requests.</param>
/// <param name="blockTokens">Tokens of a cache block.</param>
/// <param name="firstTicket">Tickets count from here; no two lanes use the same.</param>
internal sealed class DecodeSet(RequestTable table, int blockTokens, long firstTicket)
{
    private readonly int[] residues = new int[blockTokens];
    private (long Step, long Ticket, int Slot)[] heap = new (long, long, int)[64];
    private int heapCount;
    private long tickets = firstTicket;

    /// <summary>Sequences.</summary>
    public int Count { get; private set; }

    /// <summary>Decode steps done so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Tokens in all caches, fixed point.</summary>
    public long Context { get; private set; }

    /// <summary>Tokens all sequences together add in a step, fixed point.</summary>
    public long Growth { get; private set; }

    /// <summary>Answer tokens still to come, fixed point.</summary>
    public long Remaining { get; private set; }

    /// <summary>Sequences whose cache grows block by block.</summary>
    public int Growing { get; private set; }

    /// <summary>The number of steps after which the next sequence ends; sequences there are.</summary>
    public int StepsToCompletion
    {
        get
        {
            DropStale();
            return (int)Math.Min(int.MaxValue, heap[0].Step - Steps);
        }
    }

    /// <summary>Adds a sequence.</summary>
    /// <param name="slot">The request.</param>
    /// <param name="context">Tokens in its cache.</param>
    /// <param name="steps">Steps until it ends.</param>
    /// <param name="growsBlocks">Whether it takes blocks as it goes.</param>
    public void Join(int slot, int context, int steps, bool growsBlocks)
    {
        ref var state = ref table[slot];
        var tokens = (long)(state.Output - state.Generated) * FixedPoint.Token;
        state.JoinStep = Steps;
        state.FinishStep = Steps + steps;
        state.JoinContext = context;
        state.JoinGenerated = state.Generated;
        state.Growth = tokens / steps;
        state.HeapTicket = ++tickets;
        Count++;
        Context += context * FixedPoint.Token;
        Growth += state.Growth;
        Remaining += state.Growth * steps;
        if (growsBlocks)
        {
            Growing++;
            residues[ResidueOf(state)]++;
        }

        Push((state.FinishStep, state.HeapTicket, slot));
    }

    /// <summary>Takes a sequence out before its end; its answer so far is written to its state.</summary>
    /// <param name="slot">The request.</param>
    /// <param name="growsBlocks">Whether it took blocks as it went.</param>
    public void Leave(int slot, bool growsBlocks)
    {
        ref var state = ref table[slot];
        state.Generated = GeneratedBy(state);
        Uncount(state, state.Growth * (state.FinishStep - Steps), growsBlocks);
        state.HeapTicket = 0;
    }

    /// <summary>Answer tokens of a decoding request so far.</summary>
    /// <param name="state">The request.</param>
    public int GeneratedBy(in RequestState state) =>
        Math.Min(state.Output - 1, state.JoinGenerated + (int)(((Steps - state.JoinStep) * state.Growth) >> FixedPoint.ContextBits));

    /// <summary>Tokens in the cache of a decoding request.</summary>
    /// <param name="state">The request.</param>
    public int ContextOf(in RequestState state) =>
        state.JoinContext + (int)(((Steps - state.JoinStep) * state.Growth) >> FixedPoint.ContextBits);

    /// <summary>Goes on by some steps.</summary>
    /// <param name="steps">The steps.</param>
    public void Advance(int steps)
    {
        Steps += steps;
        Context += Growth * steps;
        Remaining -= Growth * steps;
    }

    /// <summary>The next sequence that has ended.</summary>
    /// <param name="growsBlocks">Whether it took blocks as it went.</param>
    /// <param name="slot">The request.</param>
    public bool TryPopFinished(bool growsBlocks, out int slot)
    {
        DropStale();
        slot = RunList.None;
        if (heapCount == 0 || heap[0].Step > Steps)
        {
            return false;
        }

        slot = heap[0].Slot;
        Pop();
        ref var state = ref table[slot];
        Uncount(state, 0, growsBlocks);
        state.HeapTicket = 0;
        state.Generated = state.Output;
        return true;
    }

    /// <summary>Blocks the sequences take in the next steps.</summary>
    /// <param name="steps">The steps.</param>
    public long BlocksFor(int steps)
    {
        if (blockTokens == 1 || Growing == 0)
        {
            return (long)Growing * steps;
        }

        var blocks = (long)Growing * (steps / blockTokens);
        var phase = (int)(Steps % blockTokens);
        for (var i = steps % blockTokens; i > 0; i--)
        {
            blocks += residues[phase == 0 ? 0 : blockTokens - phase];
            phase = phase + 1 == blockTokens ? 0 : phase + 1;
        }

        return blocks;
    }

    private int ResidueOf(in RequestState state) => blockTokens == 1 ? 0 : (int)((state.JoinContext - state.JoinStep) % blockTokens + blockTokens) % blockTokens;

    private void Uncount(in RequestState state, long remainder, bool growsBlocks)
    {
        Count--;
        Context -= (state.JoinContext * FixedPoint.Token) + ((Steps - state.JoinStep) * state.Growth);
        Growth -= state.Growth;
        Remaining -= remainder;
        if (growsBlocks)
        {
            Growing--;
            residues[ResidueOf(state)]--;
        }
    }

    private void DropStale()
    {
        while (heapCount > 0 && table[heap[0].Slot].HeapTicket != heap[0].Ticket)
        {
            Pop();
        }
    }

    private void Push((long Step, long Ticket, int Slot) entry)
    {
        if (heapCount == heap.Length)
        {
            Array.Resize(ref heap, heapCount * 2);
        }

        var hole = heapCount++;
        while (hole > 0 && IsBefore(entry, heap[(hole - 1) / 2]))
        {
            heap[hole] = heap[(hole - 1) / 2];
            hole = (hole - 1) / 2;
        }

        heap[hole] = entry;
    }

    private void Pop()
    {
        var last = heap[--heapCount];
        var hole = 0;
        while ((2 * hole) + 1 < heapCount)
        {
            var child = (2 * hole) + 1;
            child += child + 1 < heapCount && IsBefore(heap[child + 1], heap[child]) ? 1 : 0;
            if (!IsBefore(heap[child], last))
            {
                break;
            }

            heap[hole] = heap[child];
            hole = child;
        }

        heap[hole] = last;
    }

    private static bool IsBefore(in (long Step, long Ticket, int Slot) left, in (long Step, long Ticket, int Slot) right) =>
        left.Step < right.Step || (left.Step == right.Step && left.Ticket < right.Ticket);
}
