using System.Collections.Immutable;
using InferenceModel.Units;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// Attention of prompts, whatever its widths. Tiles of query rows visit the keys before them; a visit multiplies and takes
/// exponentials, which hide behind each other in part; tiles are dealt to cores, longest first. Queries, keys, values and
/// outputs pass through memory, and engines touch the prompt once more to turn, quantise and cache it; small prompts stay in
/// the last cache between kernels.
/// </summary>
internal static class PrefillPhysics
{
    private const int Floor = 0;
    private const int MatrixShare = 1;
    private const int ExponentialShare = 2;
    private const int VisitStart = 3;
    private const int TileStart = 4;
    private const int Passes = 5;
    private const int MemoryShare = 6;
    private const int Tail = 7;
    private const int CacheSpeed = 8;
    private const int CacheShare = 9;
    private const int WindowMissed = 10;

    /// <summary>The constants.</summary>
    public static ImmutableArray<KernelConstant> Constants { get; } =
    [
        new("floor_us", 6, 1, 500, "microseconds of a launch with next to nothing to do"),
        new("matrix_share", 0.7, 0.02, 1.1, "share of the dense rate multiplications reach within a visit"),
        new("exponential_share", 0.8, 0.02, 4, "share of the special functions' rate exponentials reach; above 1 where polynomials stand in"),
        new("visit_us", 0.05, 0.001, 20, "microseconds a visit of a tile of keys takes beside its arithmetic"),
        new("tile_us", 0.5, 0.01, 20, "microseconds a tile of queries starts and ends in"),
        new("passes", 1, 0.02, 10, "passes over queries, keys and values of the prompt beside the attention kernel"),
        new("memory_share", 0.8, 0.1, 1.2, "share of bandwidth reached"),
        new("tail", 0.15, 0.001, 1, "share of the shorter of whole work and longest tile that is not hidden"),
        new("cache_speed", 0.5, 0.05, 2, "share of 64 bytes a clock and core that the last cache reaches"),
        new("cache_share", 0.7, 0.3, 2.5, "share of the last cache a prompt may fill and still stay in it"),
        new("window_missed", 0.05, 0, 1, "share of the keys before a window that are visited all the same"),
    ];

    /// <summary>Names of the numbers <see cref="Features"/> writes.</summary>
    public static ImmutableArray<string> FeatureNames { get; } =
    [
        "log_total_over_floor", "log_compute_over_memory", "log_exponential_over_matrix", "log_tiles_over_cores", "wave_fill", "log_tokens", "log_sequences",
        "log_query_heads", "log_key_heads", "log_group", "head_dimension_over_128", "log_tokens_over_window", "log_hidden_visits", "log_past_over_tokens", "compute_bits", "cache_bits",
        "log_cache_bytes_over_last_cache", "log_prompt_bytes_over_last_cache", "log_longest_over_mean", "log_longest_visits", "tile_fill", "log_matrix_rows",
        "log_all_tokens", "log_head_sequences", "log_key_head_sequences", "log_prompt_over_compute", "kernel_flash", "kernel_trt", "kernel_generated", "kernel_flashinfer", "kernel_triton",
    ];

    /// <summary>The time.</summary>
    /// <param name="work">The work.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="constants">Values of <see cref="Constants"/>.</param>
    public static KernelParts Time(in PrefillWork work, KernelMachine machine, ReadOnlySpan<double> constants)
    {
        var tiles = work.Tiles;
        var visit = AttentionPhysics.Both(tiles.MatrixSeconds / constants[MatrixShare], tiles.ExponentialSeconds / constants[ExponentialShare]) + Seconds.OfMicroseconds(constants[VisitStart]).Total;
        var tile = Seconds.OfMicroseconds(constants[TileStart]).Total;
        var missed = constants[WindowMissed] * tiles.HiddenVisits;
        var spread = (((tiles.Visits + missed) * visit) + (tiles.Tiles * tile)) / machine.Cores;
        var longest = (tiles.LongestVisits * (1 + (missed / tiles.Visits)) * visit) + tile;
        var compute = Math.Max(spread, longest) + (constants[Tail] * Math.Min(spread, longest));
        var bandwidth = AttentionPhysics.Bandwidth(machine, work.Traffic + (work.PromptBytes / 2), constants[CacheShare], constants[CacheSpeed]);
        var memory = work.Traffic / (bandwidth * constants[MemoryShare]);
        var floor = Seconds.OfMicroseconds(constants[Floor]).Total + (constants[Passes] * work.PromptBytes / AttentionPhysics.PassBandwidth(machine));
        return KernelParts.Of(floor, compute, memory, 3);
    }

    /// <summary>Writes what a correction may look at.</summary>
    /// <param name="work">The work.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="constants">Values of <see cref="Constants"/>.</param>
    /// <param name="features">Takes the numbers.</param>
    public static void Features(in PrefillWork work, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features)
    {
        var tiles = work.Tiles;
        var time = Time(work, machine, constants);
        var ideal = tiles.Visits * Math.Max(tiles.MatrixSeconds, tiles.ExponentialSeconds) / machine.Cores;
        var into = new FeatureWriter(features);
        into.PutRatio(time.Total, time.Floor);
        into.PutRatio(ideal, work.Traffic / machine.Bandwidth);
        into.PutRatio(tiles.ExponentialSeconds, tiles.MatrixSeconds);
        into.PutRatio(tiles.Tiles, machine.Cores);
        into.Put(TileMath.WaveFill(tiles.Tiles, machine.Cores));
        into.PutRatio(work.Tokens);
        into.PutRatio(work.Sequences);
        into.PutRatio(work.QueryHeads);
        into.PutRatio(work.KeyHeads);
        into.PutRatio(work.QueryHeads, work.KeyHeads);
        into.Put(work.Width / 128);
        into.Put(double.IsInfinity(work.Window) ? -12 : Math.Log2((work.Tokens + work.Past) / work.Window));
        into.PutRatio(tiles.Visits + tiles.HiddenVisits, tiles.Visits);
        into.PutRatio(work.Tokens + work.Past, work.Tokens);
        into.Put(work.ComputeBits);
        into.Put(work.CacheBits);
        into.PutRatio(work.CacheBytes, machine.SecondLevelCache);
        into.PutRatio(work.PromptBytes, machine.SecondLevelCache);
        into.PutRatio(tiles.LongestVisits * machine.Cores, tiles.Visits);
        into.PutRatio(tiles.LongestVisits);
        into.Put(tiles.Fill);
        into.PutRatio(machine.MatrixRows);
        into.PutRatio(work.Tokens * work.Sequences);
        into.PutRatio(work.QueryHeads * work.Sequences);
        into.PutRatio(work.KeyHeads * work.Sequences);
        into.PutRatio(work.PromptBytes / machine.Bandwidth, ideal);
        AttentionFeatures.PutKernel(ref into, work.Kernel);
    }
}
