using System.Runtime.InteropServices;

namespace InferenceModel.Simulation;

/// <summary>
/// Blocks of prompts known by identity and shared among requests. A block nobody holds stays until its room is needed; the
/// one unused longest goes first, and of one prompt the end before the beginning, as in vLLM's free queue.
/// </summary>
/// <param name="tokens">Tokens of a prefix block.</param>
/// <param name="blockTokens">Tokens of a cache block.</param>
/// <param name="tiers">Memories behind, the nearest first.</param>
internal sealed class PrefixCache(int tokens, int blockTokens, IReadOnlyList<CacheTier> tiers)
{
    private const int None = -1;

    private readonly Dictionary<long, int> index = [];
    private readonly LruSet[] behind = [.. tiers.Select(tier => new LruSet(tier.Tokens / Math.Max(1, tokens)))];
    private readonly int blocksEach = Math.Max(1, (tokens + blockTokens - 1) / blockTokens);
    private Entry[] entries = new Entry[256];
    private int[] free = new int[256];
    private int freeCount;
    private int used;
    private int oldest = None;
    private int newest = None;

    private struct Entry
    {
        public long Id;
        public int Holders;
        public int Older;
        public int Newer;
    }

    /// <summary>Tokens of a prefix block.</summary>
    public int Tokens => tokens;

    /// <summary>Cache blocks that nobody holds.</summary>
    public long IdleBlocks { get; private set; }

    /// <summary>Cache blocks of all entries.</summary>
    public long Blocks => (long)index.Count * blocksEach;

    /// <summary>How many blocks of a prompt are here, from its beginning without a gap.</summary>
    /// <param name="ids">Its identities.</param>
    /// <param name="most">The most to look for.</param>
    public int Match(ReadOnlySpan<long> ids, int most)
    {
        var count = 0;
        while (count < most && index.ContainsKey(ids[count]))
        {
            count++;
        }

        return count;
    }

    /// <summary>How many blocks further a memory behind has, and which; -1 where none has the next one.</summary>
    /// <param name="ids">The prompt's identities.</param>
    /// <param name="from">Blocks found so far.</param>
    /// <param name="most">The most to look for.</param>
    /// <param name="count">How many it has.</param>
    public int TierOf(ReadOnlySpan<long> ids, int from, int most, out int count)
    {
        count = 0;
        for (var tier = 0; tier < behind.Length; tier++)
        {
            while (from + count < most && behind[tier].Contains(ids[from + count]))
            {
                count++;
            }

            if (count > 0)
            {
                return tier;
            }
        }

        return None;
    }

    /// <summary>Cache blocks of the first blocks of a prompt that nobody holds.</summary>
    /// <param name="ids">Its identities.</param>
    /// <param name="count">How many, all of which are here.</param>
    public long IdleOf(ReadOnlySpan<long> ids, int count)
    {
        var idle = 0L;
        for (var i = 0; i < count; i++)
        {
            idle += entries[index[ids[i]]].Holders == 0 ? blocksEach : 0;
        }

        return idle;
    }

    /// <summary>Holds the first blocks of a prompt, all of which are here.</summary>
    /// <param name="ids">Its identities.</param>
    /// <param name="count">How many.</param>
    public void Hold(ReadOnlySpan<long> ids, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Hold(index[ids[i]]);
        }
    }

    /// <summary>Lets go of the first blocks of a prompt.</summary>
    /// <param name="ids">Its identities.</param>
    /// <param name="count">How many.</param>
    public void Release(ReadOnlySpan<long> ids, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            var at = index[ids[i]];
            if (--entries[at].Holders == 0)
            {
                IdleBlocks += blocksEach;
                Link(at);
            }
        }
    }

    /// <summary>
    /// Makes computed blocks of a request known to others; the request holds them from now on. Stops where another has made the
    /// same block known, for two copies are never shared.
    /// </summary>
    /// <param name="ids">The request's identities.</param>
    /// <param name="from">Blocks it shares already.</param>
    /// <param name="to">Blocks it has computed.</param>
    /// <returns>Blocks made known.</returns>
    public int Publish(ReadOnlySpan<long> ids, int from, int to)
    {
        var i = from;
        for (; i < to; i++)
        {
            ref var at = ref CollectionsMarshal.GetValueRefOrAddDefault(index, ids[i], out var exists);
            if (exists)
            {
                break;
            }

            at = NewEntry();
            entries[at] = new Entry { Id = ids[i], Holders = 1 };
        }

        return i - from;
    }

    /// <summary>Cache blocks of some prefix blocks.</summary>
    /// <param name="count">Prefix blocks.</param>
    public int BlocksOf(int count) => count * blocksEach;

    /// <summary>Drops idle blocks until enough room is free.</summary>
    /// <param name="blocks">Cache blocks wanted.</param>
    /// <returns>Cache blocks freed.</returns>
    public long Evict(long blocks)
    {
        var freed = 0L;
        while (freed < blocks && oldest != None)
        {
            var at = oldest;
            Unlink(at);
            var id = entries[at].Id;
            index.Remove(id);
            KeepFree(at);
            freed += blocksEach;
            Demote(id);
        }

        IdleBlocks -= freed;
        return freed;
    }

    private void Demote(long id)
    {
        foreach (var tier in behind)
        {
            if (!tier.Put(id, out var dropped))
            {
                break;
            }

            id = dropped;
        }
    }

    private void Hold(int at)
    {
        if (entries[at].Holders++ == 0)
        {
            IdleBlocks -= blocksEach;
            Unlink(at);
        }
    }

    private int NewEntry()
    {
        if (freeCount > 0)
        {
            return free[--freeCount];
        }

        if (used == entries.Length)
        {
            Array.Resize(ref entries, used * 2);
        }

        return used++;
    }

    private void KeepFree(int at)
    {
        if (freeCount == free.Length)
        {
            Array.Resize(ref free, freeCount * 2);
        }

        free[freeCount++] = at;
    }

    private void Link(int at)
    {
        (entries[at].Older, entries[at].Newer) = (newest, None);
        if (newest == None)
        {
            oldest = at;
        }
        else
        {
            entries[newest].Newer = at;
        }

        newest = at;
    }

    private void Unlink(int at)
    {
        var (older, newer) = (entries[at].Older, entries[at].Newer);
        if (older == None)
        {
            oldest = newer;
        }
        else
        {
            entries[older].Newer = newer;
        }

        if (newer == None)
        {
            newest = older;
        }
        else
        {
            entries[newer].Older = older;
        }
    }
}
