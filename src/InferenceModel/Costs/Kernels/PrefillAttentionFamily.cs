using System.Collections.Immutable;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// Attention of prompts. Tiles of query rows visit the keys before them; a visit multiplies and takes exponentials, which hide
/// behind each other in part; tiles are dealt to cores, longest first. Queries, keys, values and outputs pass through memory,
/// and engines touch the prompt once more to turn, quantise and cache it; small prompts stay in the last cache between kernels.
/// </summary>
internal sealed class PrefillAttentionFamily : IKernelFamily
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

    /// <inheritdoc />
    public string Id => "context_attention";

    /// <inheritdoc />
    public ImmutableArray<KernelConstant> Constants { get; } =
    [
        new("floor_us", 6, 1, 200, "microseconds of a launch with next to nothing to do"),
        new("matrix_share", 0.7, 0.02, 1.1, "share of the dense rate multiplications reach within a visit"),
        new("exponential_share", 0.8, 0.02, 4, "share of the special functions' rate exponentials reach; above 1 where polynomials stand in"),
        new("visit_us", 0.05, 0.001, 20, "microseconds a visit of a tile of keys takes beside its arithmetic"),
        new("tile_us", 0.5, 0.01, 20, "microseconds a tile of queries starts and ends in"),
        new("passes", 1, 0.02, 10, "passes over queries, keys and values of the prompt beside the attention kernel"),
        new("memory_share", 0.8, 0.1, 1.2, "share of bandwidth reached"),
        new("tail", 0.15, 0.001, 1, "share of the shorter of whole work and longest tile that is not hidden"),
        new("cache_speed", 2.5, 1, 8, "bandwidth of the last cache over that of memory"),
        new("cache_share", 0.7, 0.1, 2.5, "share of the last cache a prompt may fill and still stay in it"),
        new("window_missed", 0.05, 0, 1, "share of the keys before a window that are visited all the same"),
    ];

    /// <inheritdoc />
    public ImmutableArray<string> FeatureNames { get; } =
    [
        "log_total_over_floor", "log_compute_over_memory", "log_exponential_over_matrix", "log_tiles_over_cores", "wave_fill", "log_tokens", "log_sequences",
        "log_query_heads", "log_key_heads", "log_group", "head_dimension_over_128", "log_tokens_over_window", "log_hidden_visits", "log_past_over_tokens", "compute_bits", "cache_bits",
        "log_cache_bytes_over_last_cache", "log_prompt_bytes_over_last_cache", "log_longest_over_mean", "log_longest_visits", "tile_fill", "log_matrix_rows",
        "log_all_tokens", "log_head_sequences", "log_key_head_sequences", "log_prompt_over_compute", "kernel_flash", "kernel_trt", "kernel_flashinfer", "kernel_triton",
    ];

    /// <inheritdoc />
    public KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants)
    {
        var attention = (PrefillAttentionCall)call;
        return Time(attention, PrefillTiles.Of(attention, machine), machine, constants);
    }

    /// <inheritdoc />
    public KernelParts Roofline(KernelCall call, KernelMachine machine)
    {
        var attention = (PrefillAttentionCall)call;
        var compute = attention.Operations / machine.Rate(attention.ComputeBits < 12 ? Models.NumberFormat.Fp8 : Models.NumberFormat.Bf16);
        var memory = (attention.CacheBytes + attention.QueryAndOutputBytes) / machine.Bandwidth;
        return new KernelParts(0, compute, memory, Math.Max(compute, memory));
    }

    /// <inheritdoc />
    public void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features)
    {
        var attention = (PrefillAttentionCall)call;
        var tiles = PrefillTiles.Of(attention, machine);
        var time = Time(attention, tiles, machine, constants);
        var ideal = tiles.Visits * Math.Max(tiles.MatrixSeconds, tiles.ExponentialSeconds) / machine.Cores;
        var into = new FeatureWriter(features);
        into.PutRatio(time.Total, time.Floor);
        into.PutRatio(ideal, (attention.CacheBytes + attention.QueryAndOutputBytes) / machine.Bandwidth);
        into.PutRatio(tiles.ExponentialSeconds, tiles.MatrixSeconds);
        into.PutRatio(tiles.Tiles, machine.Cores);
        into.Put(TileMath.WaveFill(tiles.Tiles, machine.Cores));
        into.PutRatio(attention.Tokens);
        into.PutRatio(attention.Sequences);
        into.PutRatio(attention.QueryHeads);
        into.PutRatio(attention.KeyHeads);
        into.PutRatio(attention.Group);
        into.Put(attention.HeadDimension / 128);
        into.Put(double.IsInfinity(attention.Window) ? -12 : Math.Log2((attention.Tokens + attention.Past) / attention.Window));
        into.PutRatio(tiles.Visits + tiles.HiddenVisits, tiles.Visits);
        into.PutRatio(attention.Tokens + attention.Past, attention.Tokens);
        into.Put(attention.ComputeBits);
        into.Put(attention.CacheBits);
        into.PutRatio(attention.CacheBytes, machine.SecondLevelCache);
        into.PutRatio(PromptBytes(attention), machine.SecondLevelCache);
        into.PutRatio(tiles.LongestVisits * machine.Cores, tiles.Visits);
        into.PutRatio(tiles.LongestVisits);
        into.Put(tiles.Fill);
        into.PutRatio(machine.MatrixRows);
        into.PutRatio(attention.Tokens * attention.Sequences);
        into.PutRatio(attention.QueryHeads * attention.Sequences);
        into.PutRatio(attention.KeyHeads * attention.Sequences);
        into.PutRatio(PromptBytes(attention) / machine.Bandwidth, ideal);
        AttentionFeatures.PutKernel(ref into, attention.Kernel);
    }

    private static double PromptBytes(PrefillAttentionCall call) => 2 * call.Sequences * call.Tokens * (call.QueryHeads + (2 * call.KeyHeads)) * call.HeadDimension;

    private static KernelParts Time(PrefillAttentionCall call, in PrefillTiles tiles, KernelMachine machine, ReadOnlySpan<double> constants)
    {
        var visit = AttentionPhysics.Both(tiles.MatrixSeconds / constants[MatrixShare], tiles.ExponentialSeconds / constants[ExponentialShare]) + Seconds.OfMicroseconds(constants[VisitStart]).Total;
        var tile = Seconds.OfMicroseconds(constants[TileStart]).Total;
        var missed = constants[WindowMissed] * tiles.HiddenVisits;
        var spread = (((tiles.Visits + missed) * visit) + (tiles.Tiles * tile)) / machine.Cores;
        var longest = (tiles.LongestVisits * (1 + (missed / tiles.Visits)) * visit) + tile;
        var compute = Math.Max(spread, longest) + (constants[Tail] * Math.Min(spread, longest));
        var traffic = call.CacheBytes + call.QueryAndOutputBytes;
        var bandwidth = AttentionPhysics.Bandwidth(machine, traffic + (PromptBytes(call) / 2), constants[CacheShare], constants[CacheSpeed]);
        var memory = traffic / (bandwidth * constants[MemoryShare]);
        var floor = Seconds.OfMicroseconds(constants[Floor]).Total + (constants[Passes] * PromptBytes(call) / bandwidth);
        return KernelParts.Of(floor, compute, memory, 3);
    }
}
