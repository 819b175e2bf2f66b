using InferenceModel.Operators.Calls;

namespace InferenceModel.Costs.Kernels;

/// <summary>What the physics of prompt attention looks at. The default value is no work.</summary>
/// <param name="Tiles">How it is dealt out.</param>
/// <param name="Sequences">Sequences.</param>
/// <param name="Tokens">New tokens of each.</param>
/// <param name="Past">Cached tokens of each.</param>
/// <param name="QueryHeads">Query heads.</param>
/// <param name="KeyHeads">Key-value heads.</param>
/// <param name="Width">Mean width of the two products of a pair.</param>
/// <param name="Window">Tokens a query sees at most.</param>
/// <param name="ComputeBits">Bits of the numbers multiplied.</param>
/// <param name="CacheBits">Bits of a cached number.</param>
/// <param name="CacheBytes">Bytes of keys and values looked at.</param>
/// <param name="Traffic">Bytes the attention kernel moves: keys, values, queries and outputs.</param>
/// <param name="PromptBytes">Bytes of queries, keys and values of the new tokens.</param>
/// <param name="Kernel">Whose kernel runs.</param>
internal readonly record struct PrefillWork(
    PrefillTiles Tiles,
    double Sequences,
    double Tokens,
    double Past,
    double QueryHeads,
    double KeyHeads,
    double Width,
    double Window,
    double ComputeBits,
    double CacheBits,
    double CacheBytes,
    double Traffic,
    double PromptBytes,
    AttentionKernel Kernel)
{
    /// <summary>The work of grouped attention.</summary>
    /// <param name="call">The call.</param>
    /// <param name="machine">The machine.</param>
    public static PrefillWork Of(PrefillAttentionCall call, KernelMachine machine) => new(
        PrefillTiles.Of(call, machine),
        call.Sequences,
        call.Tokens,
        call.Past,
        call.QueryHeads,
        call.KeyHeads,
        call.HeadDimension,
        call.Window,
        call.ComputeBits,
        call.CacheBits,
        call.CacheBytes,
        call.CacheBytes + call.QueryAndOutputBytes,
        2 * call.Sequences * call.Tokens * (call.QueryHeads + (2 * call.KeyHeads)) * call.HeadDimension,
        call.Kernel);

    /// <summary>The work of latent attention.</summary>
    /// <param name="call">The call.</param>
    /// <param name="machine">The machine.</param>
    public static PrefillWork Of(LatentPrefillCall call, KernelMachine machine) => new(
        PrefillTiles.Of(
            call.Sequences, call.Tokens, call.Past, call.Heads, call.IsAbsorbed ? 1 : call.Heads, double.PositiveInfinity, call.OperationsPerPair, rows: 128, call.IsAbsorbed, computeBits: 16, machine),
        call.Sequences,
        call.Tokens,
        call.Past,
        call.Heads,
        call.IsAbsorbed ? 1 : call.Heads,
        call.OperationsPerPair / 4,
        double.PositiveInfinity,
        ComputeBits: 16,
        call.CacheBits,
        call.CacheBytes,
        call.Traffic,
        call.PromptBytes,
        call.Kernel);
}
