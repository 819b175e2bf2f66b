using System.Collections.Immutable;
using InferenceModel.Units;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// Attention of decoded tokens, whatever its widths. Caches stream through memory, or out of the last cache while they are
/// small; a piece waits for its tiles one after another; padded rows of matrix instructions cost arithmetic; cut caches are put
/// together again.
/// </summary>
internal static class DecodePhysics
{
    private const int Floor = 0;
    private const int MemoryShare = 1;
    private const int CacheSpeed = 2;
    private const int CacheShare = 3;
    private const int VisitStart = 4;
    private const int PieceStart = 5;
    private const int MatrixShare = 6;
    private const int ExponentialShare = 7;
    private const int Joining = 8;
    private const int Passes = 9;
    private const int RepeatedShare = 10;
    private const int WindowMissed = 11;
    private const int EmptyPiece = 12;

    /// <summary>Tokens of a piece where a cache before a window is cut, and pieces a core takes at most.</summary>
    private const double EmptyTokens = 256;
    private const double MostPerCore = 8;

    /// <summary>
    /// Microseconds more until caches stream that lie in memory: in the tables of FlashAttention, FlashInfer and TensorRT-LLM times jump by 3.6 to 6.7 us (median 4.3, A100 apart) where a
    /// footprint outgrows the last cache, beyond what bandwidth explains. A few hundred kilobytes wait for less.
    /// </summary>
    private const double ColdStart = 4;
    private const double ColdBytes = 1e6;

    /// <summary>Share of the last cache's bandwidth, where each query head reads keys for itself.</summary>
    private const double RepeatedSpeed = 0.44;

    /// <summary>The constants.</summary>
    public static ImmutableArray<KernelConstant> Constants { get; } =
    [
        new("floor_us", 5, 0.8, 500, "microseconds of a launch with next to nothing to do"),
        new("memory_share", 0.85, 0.1, 1.1, "share of bandwidth a stream of caches reaches"),
        new("cache_speed", 0.4, 0.05, 2, "share of 64 bytes a clock and core that the last cache reaches"),
        new("cache_share", 0.7, 0.3, 1.5, "share of the last cache that caches may fill and still stay in it"),
        new("visit_us", 0.3, 0.005, 8, "microseconds a piece waits for a tile of keys"),
        new("piece_us", 1, 0.01, 20, "microseconds a piece starts and ends in"),
        new("matrix_share", 0.5, 0.01, 1.2, "share of the dense rate multiplications reach"),
        new("exponential_share", 0.7, 0.01, 4, "share of the special functions' rate exponentials reach"),
        new("joining_us", 2, 0.01, 20, "microseconds of putting a cut cache's parts together"),
        new("passes", 1, 0.02, 12, "passes over queries, keys and values of the new tokens beside the attention kernel"),
        new("repeated_share", 0.6, 0.05, 4, "share of the last cache's rate where each query head reads keys for itself"),
        new("window_missed", 0.001, 0, 1, "share of the tokens before a window that are read all the same"),
        new("empty_us", 1, 0.01, 30, "microseconds for the root of the pieces on each core that lie before a window and find nothing to do"),
    ];

    /// <summary>Names of the numbers <see cref="Features"/> writes.</summary>
    public static ImmutableArray<string> FeatureNames { get; } =
    [
        "log_total_over_floor", "log_memory_over_floor", "log_matrix_over_memory", "log_exponential_over_memory", "log_pieces_over_cores", "piece_wave_fill",
        "log_units_over_cores", "unit_wave_fill", "log_seen", "log_context", "log_sequences", "log_query_heads", "log_key_heads", "log_group", "head_dimension_over_128",
        "log_context_over_window", "cache_bits", "log_cache_bytes_over_last_cache", "log_splits", "log_tiles_each", "row_fill", "log_matrix_rows", "log_head_sequences",
        "log_key_head_sequences", "log_outputs_over_last_cache", "log_cache_bytes_per_core", "log_shared_reads", "empty_pieces_per_core", "kernel_flash", "kernel_trt", "kernel_generated", "kernel_flashinfer", "kernel_triton",
    ];

    /// <summary>The time.</summary>
    /// <param name="work">The work.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="constants">Values of <see cref="Constants"/>.</param>
    public static KernelParts Time(in DecodeWork work, KernelMachine machine, ReadOnlySpan<double> constants)
    {
        var tiles = work.Tiles;
        var more = 1 + (constants[WindowMissed] * ((work.Context / work.Seen) - 1));
        var bytes = work.CacheBytes * more;
        var bandwidth = machine.StartsCold ? machine.Bandwidth : AttentionPhysics.Bandwidth(machine, bytes, constants[CacheShare], constants[CacheSpeed]);
        var stream = bytes / (bandwidth * constants[MemoryShare]);
        var repeated = tiles.SharedReads > 1 ? bytes * tiles.SharedReads / (machine.CacheBandwidth * RepeatedSpeed * constants[RepeatedShare]) : 0;
        var tileBytes = work.Width * work.CacheBits / (128 * 16);
        var waiting = tiles.Waves(machine)
            * ((tiles.TilesEach * more * Seconds.OfMicroseconds(constants[VisitStart]).Total * Math.Sqrt(tileBytes)) + Seconds.OfMicroseconds(constants[PieceStart]).Total);
        var compute = more * AttentionPhysics.Both(tiles.MatrixSeconds / constants[MatrixShare], tiles.ExponentialSeconds / constants[ExponentialShare]);
        var outputs = work.OutputBytes / AttentionPhysics.PassBandwidth(machine);
        var joining = tiles.Splits > 1 ? Seconds.OfMicroseconds(constants[Joining]).Total + (tiles.Splits * outputs * 2) : 0;
        var beside = constants[Passes] * work.NewBytes / AttentionPhysics.PassBandwidth(machine);
        var floor = Seconds.OfMicroseconds(constants[Floor]).Total + joining + beside;
        floor += machine.StartsCold ? Seconds.OfMicroseconds(ColdStart).Total * bytes / (bytes + ColdBytes) : 0;
        floor += Seconds.OfMicroseconds(constants[EmptyPiece]).Total * Math.Sqrt(EmptyPieces(work, machine));
        var memory = AttentionPhysics.Longest(stream, repeated, waiting) + (UnevenContexts.Tail(work, machine) / constants[MemoryShare]);
        return KernelParts.Of(floor, compute, memory, 3);
    }

    /// <summary>
    /// Pieces on each core that lie before a window: kernels that cut caches cut the whole of them, up to a few pieces a core, and
    /// those before the window start, find nothing and are put together all the same.
    /// </summary>
    private static double EmptyPieces(in DecodeWork work, KernelMachine machine) =>
        work.Context > work.Seen ? Math.Min(MostPerCore, work.Tiles.Units * (work.Context - work.Seen) / (EmptyTokens * machine.Cores)) : 0;

    /// <summary>Writes what a correction may look at.</summary>
    /// <param name="work">The work.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="constants">Values of <see cref="Constants"/>.</param>
    /// <param name="features">Takes the numbers.</param>
    public static void Features(in DecodeWork work, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features)
    {
        var tiles = work.Tiles;
        var time = Time(work, machine, constants);
        var stream = work.CacheBytes / machine.Bandwidth;
        var into = new FeatureWriter(features);
        into.PutRatio(time.Total, time.Floor);
        into.PutRatio(stream, Seconds.OfMicroseconds(constants[Floor]).Total);
        into.PutRatio(tiles.MatrixSeconds, stream);
        into.PutRatio(tiles.ExponentialSeconds, stream);
        into.PutRatio(tiles.Units * tiles.Splits, machine.Cores);
        into.Put(TileMath.WaveFill(tiles.Units * tiles.Splits, machine.Cores));
        into.PutRatio(tiles.Units, machine.Cores);
        into.Put(TileMath.WaveFill(tiles.Units, machine.Cores));
        into.PutRatio(work.Seen);
        into.PutRatio(work.Context);
        into.PutRatio(work.Sequences);
        into.PutRatio(work.QueryHeads);
        into.PutRatio(work.KeyHeads);
        into.PutRatio(work.QueryHeads, work.KeyHeads);
        into.Put(work.Width / 128);
        into.Put(double.IsInfinity(work.Window) ? -12 : Math.Log2(work.Context / work.Window));
        into.Put(work.CacheBits);
        into.PutRatio(work.CacheBytes, machine.SecondLevelCache);
        into.PutRatio(tiles.Splits);
        into.PutRatio(tiles.TilesEach);
        into.Put(tiles.RowFill);
        into.PutRatio(machine.MatrixRows);
        into.PutRatio(work.QueryHeads * work.Sequences);
        into.PutRatio(work.KeyHeads * work.Sequences);
        into.PutRatio(work.OutputBytes, machine.SecondLevelCache);
        into.PutRatio(work.CacheBytes, machine.Cores);
        into.PutRatio(tiles.SharedReads);
        into.Put(EmptyPieces(work, machine));
        AttentionFeatures.PutKernel(ref into, work.Kernel);
    }
}
