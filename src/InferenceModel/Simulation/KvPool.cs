namespace InferenceModel.Simulation;

/// <summary>
/// The cache blocks of one attention rank. A block is used, or free, or idle: no request holds it but its content may serve
/// another, until room is needed. Used + free + idle is always the total.
/// </summary>
/// <param name="total">All blocks.</param>
/// <param name="blockTokens">Tokens of a block.</param>
/// <param name="prefixes">The prefix cache, or null.</param>
internal sealed class KvPool(long total, int blockTokens, PrefixCache? prefixes)
{
    /// <summary>All blocks.</summary>
    public long Total { get; } = total;

    /// <summary>Tokens of a block.</summary>
    public int BlockTokens => blockTokens;

    /// <summary>The prefix cache, or null.</summary>
    public PrefixCache? Prefixes => prefixes;

    /// <summary>Blocks with no content anybody wants.</summary>
    public long Free { get; private set; } = total;

    /// <summary>Blocks that can be taken.</summary>
    public long Available => Free + (prefixes?.IdleBlocks ?? 0);

    /// <summary>Blocks requests hold.</summary>
    public long Used => Total - Available;

    /// <summary>Blocks put aside for the sequences that decode, within the round being planned.</summary>
    public long Reserved { get; set; }

    /// <summary>Blocks that hold some tokens beyond those of shared blocks.</summary>
    /// <param name="tokens">All tokens.</param>
    /// <param name="shared">Tokens in shared blocks.</param>
    public int BlocksOf(int tokens, int shared) => tokens <= shared ? 0 : (tokens - shared + blockTokens - 1) / blockTokens;

    /// <summary>Takes blocks if there are enough beside those put aside and a margin.</summary>
    /// <param name="blocks">How many.</param>
    /// <param name="margin">Blocks that must stay.</param>
    public bool TryTake(long blocks, long margin)
    {
        if (!HasRoom(blocks, margin))
        {
            return false;
        }

        Take(blocks);
        return true;
    }

    /// <summary>Whether there are enough blocks beside those put aside and a margin.</summary>
    /// <param name="blocks">How many.</param>
    /// <param name="margin">Blocks that must stay.</param>
    public bool HasRoom(long blocks, long margin) => Available - Reserved - margin >= blocks;

    /// <summary>Takes blocks that are known to be there, idle ones last.</summary>
    /// <param name="blocks">How many.</param>
    public void Take(long blocks)
    {
        if (Free < blocks)
        {
            Free += prefixes?.Evict(blocks - Free) ?? 0;
        }

        Free -= blocks;
        if (Free < 0)
        {
            throw new InvalidOperationException($"{blocks} cache blocks were taken of {Free + blocks} free ones.");
        }
    }

    /// <summary>Gives blocks back.</summary>
    /// <param name="blocks">How many.</param>
    public void Give(long blocks)
    {
        Free += blocks;
        if (Free > Total)
        {
            throw new InvalidOperationException($"{Free} cache blocks are free of {Total}.");
        }
    }
}
