namespace InferenceModel.Simulation;

/// <summary>
/// The sequences of a lane that decode. They all advance by one step at a time, so nothing of theirs changes from step to step
/// but sums: ends stand in the order of their steps, contexts are one sum, and cache blocks are counted by where in a block
/// each sequence stands.
/// </summary>
/// <param name="table">The requests.</param>
/// <param name="blockTokens">Tokens of a cache block.</param>
internal sealed class DecodeSet(RequestTable table, int blockTokens)
{
    /// <summary>Sequences by the tokens in the last of their blocks, as if all had joined at the first step.</summary>
    private readonly int[] residues = new int[blockTokens];

    /// <summary>Ends in rising order of steps, those of one step in the order of joining; the first stands at <see cref="head"/>.</summary>
    private (long Step, int Slot)[] ends = new (long, int)[64];
    private int head;

    /// <summary>Where in <see cref="residues"/> those stand who take a block in the next step.</summary>
    private int taking;

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
    public int StepsToCompletion => Count == 0 ? int.MaxValue : (int)Math.Min(int.MaxValue, ends[head].Step - Steps);

    /// <summary>Adds a sequence.</summary>
    /// <param name="slot">The request.</param>
    /// <param name="context">Tokens in its cache.</param>
    /// <param name="steps">Steps until it ends.</param>
    /// <param name="growsBlocks">Whether it takes blocks as it goes.</param>
    public void Join(int slot, int context, int steps, bool growsBlocks)
    {
        ref var state = ref table[slot];
        var tokens = state.Output - state.Generated;
        state.JoinStep = Steps;
        state.FinishStep = Steps + steps;
        state.JoinContext = context;
        state.JoinGenerated = state.Generated;
        state.Growth = tokens == steps ? FixedPoint.Token : tokens * FixedPoint.Token / steps;
        state.Decodes = true;
        Context += context * FixedPoint.Token;
        Growth += state.Growth;
        Remaining += state.Growth * steps;
        if (growsBlocks)
        {
            // Those that hold whole blocks now take one in the next step.
            var residue = (context % blockTokens) + taking;
            state.Residue = residue >= blockTokens ? residue - blockTokens : residue;
            Growing++;
            residues[state.Residue]++;
        }

        Insert(state.FinishStep, slot);
    }

    /// <summary>Takes a sequence out before its end; its answer so far is written to its state.</summary>
    /// <param name="slot">The request.</param>
    /// <param name="growsBlocks">Whether it took blocks as it went.</param>
    public void Leave(int slot, bool growsBlocks)
    {
        ref var state = ref table[slot];
        state.Generated = GeneratedBy(state);
        var at = Behind(state.FinishStep) - 1;
        while (ends[at].Slot != slot)
        {
            at--;
        }

        Array.Copy(ends, at + 1, ends, at, head + Count - at - 1);
        Uncount(ref state, state.Growth * (state.FinishStep - Steps), growsBlocks);
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
        taking -= steps < blockTokens ? steps : steps % blockTokens;
        taking += taking < 0 ? blockTokens : 0;
    }

    /// <summary>The next sequence that has ended.</summary>
    /// <param name="growsBlocks">Whether it took blocks as it went.</param>
    /// <param name="slot">The request.</param>
    public bool TryPopFinished(bool growsBlocks, out int slot)
    {
        if (Count == 0 || ends[head].Step > Steps)
        {
            slot = RunList.None;
            return false;
        }

        slot = ends[head++].Slot;
        ref var state = ref table[slot];
        Uncount(ref state, 0, growsBlocks);
        state.Generated = state.Output;
        return true;
    }

    /// <summary>Blocks the sequences take in the next steps.</summary>
    /// <param name="steps">The steps.</param>
    public long BlocksFor(int steps)
    {
        if (steps < blockTokens || Growing == 0)
        {
            return Growing == 0 ? 0 : TakenIn(steps);
        }

        return ((long)Growing * (steps / blockTokens)) + TakenIn(steps % blockTokens);
    }

    private long TakenIn(int steps)
    {
        var (blocks, at) = (0L, taking);
        for (var i = 0; i < steps; i++)
        {
            blocks += residues[at];
            at = at == 0 ? blockTokens - 1 : at - 1;
        }

        return blocks;
    }

    private void Uncount(ref RequestState state, long remainder, bool growsBlocks)
    {
        Count--;
        Context -= (state.JoinContext * FixedPoint.Token) + ((Steps - state.JoinStep) * state.Growth);
        Growth -= state.Growth;
        Remaining -= remainder;
        state.Decodes = false;
        if (growsBlocks)
        {
            Growing--;
            residues[state.Residue]--;
        }
    }

    private void Insert(long step, int slot)
    {
        if (head + Count == ends.Length)
        {
            MakeRoom();
        }

        // Answers of one length end in the order in which they began.
        var last = head + Count;
        var at = Count == 0 || ends[last - 1].Step <= step ? last : Behind(step);
        Array.Copy(ends, at, ends, at + 1, last - at);
        ends[at] = (step, slot);
        Count++;
    }

    /// <summary>The place behind all that end at a step or before.</summary>
    private int Behind(long step)
    {
        var (low, high) = (head, head + Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = ends[middle].Step <= step ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void MakeRoom()
    {
        var to = Count > ends.Length / 2 ? new (long, int)[ends.Length * 2] : ends;
        Array.Copy(ends, head, to, 0, Count);
        (ends, head) = (to, 0);
    }
}
