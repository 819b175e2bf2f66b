using InferenceModel.Operators.Calls;

namespace InferenceModel.Costs.Kernels;

/// <summary>What the physics of decoding attention looks at. The default value is no work.</summary>
/// <param name="Tiles">How it is dealt out.</param>
/// <param name="Sequences">Sequences.</param>
/// <param name="Context">Tokens of each.</param>
/// <param name="Seen">Tokens of each that are looked at.</param>
/// <param name="QueryHeads">Query heads.</param>
/// <param name="KeyHeads">Key-value heads.</param>
/// <param name="Width">Half the cached numbers of a token and key-value head.</param>
/// <param name="Window">Tokens a query sees at most.</param>
/// <param name="CacheBits">Bits of a cached number.</param>
/// <param name="CacheBytes">Bytes of caches read once.</param>
/// <param name="OutputBytes">Bytes of queries in and outputs out.</param>
/// <param name="NewBytes">Bytes of queries, keys and values of the new tokens, read and written.</param>
/// <param name="Kernel">Whose kernel runs.</param>
internal readonly record struct DecodeWork(
    DecodeTiles Tiles,
    double Sequences,
    double Context,
    double Seen,
    double QueryHeads,
    double KeyHeads,
    double Width,
    double Window,
    double CacheBits,
    double CacheBytes,
    double OutputBytes,
    double NewBytes,
    AttentionKernel Kernel)
{
    /// <summary>The work of grouped attention.</summary>
    /// <param name="call">The call.</param>
    /// <param name="machine">The machine.</param>
    public static DecodeWork Of(DecodeAttentionCall call, KernelMachine machine) => new(
        DecodeTiles.Of(call, machine),
        call.Sequences,
        call.Context,
        call.Seen,
        call.QueryHeads,
        call.KeyHeads,
        call.HeadDimension,
        call.Window,
        call.CacheBits,
        call.CacheBytes,
        call.QueryAndOutputBytes,
        4 * call.Sequences * (call.QueryHeads + call.KeyHeads) * call.HeadDimension,
        call.Kernel);

    /// <summary>The work of absorbed latent attention: all heads read one latent.</summary>
    /// <param name="call">The call.</param>
    /// <param name="machine">The machine.</param>
    public static DecodeWork Of(LatentDecodeCall call, KernelMachine machine) => new(
        DecodeTiles.Of(call.Sequences, call.Context, call.Heads, units: 1, call.OperationsPerPair, LatentRows(call, machine), splits: true, machine),
        call.Sequences,
        call.Context,
        call.Context,
        call.Heads,
        KeyHeads: 1,
        call.Widths.Cached / 2,
        double.PositiveInfinity,
        call.CacheBits,
        call.CacheBytes,
        call.QueryAndOutputBytes,
        4 * call.Sequences * ((call.Heads * call.Widths.Cached) + call.Widths.Cached),
        call.Kernel);

    private static double LatentRows(LatentDecodeCall call, KernelMachine machine) => call.Kernel == AttentionKernel.Triton ? 16 : Math.Max(16, machine.MatrixRows);
}
