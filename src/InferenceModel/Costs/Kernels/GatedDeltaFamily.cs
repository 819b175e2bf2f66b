using System.Collections.Immutable;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// The gated delta rule. Decoding streams states. Prompts run a handful of kernels over chunks; in one of them a head's chunks follow
/// one another, so that few long sequences wait for the chain and many fill the cores.
/// </summary>
internal sealed class GatedDeltaFamily : IKernelFamily
{
    private const int Floor = 0;
    private const int ComputeShare = 1;
    private const int MemoryShare = 2;
    private const int CacheSpeed = 3;
    private const int CacheShare = 4;
    private const int Link = 5;
    private const int Piece = 6;
    private const int Passes = 7;
    private const int StatePasses = 8;
    private const int Sharpness = 9;

    /// <inheritdoc />
    public string Id => "gdn";

    /// <inheritdoc />
    public ImmutableArray<KernelConstant> Constants { get; } =
    [
        new("floor_us", 5, 0.5, 200, "microseconds of the launches with next to nothing to do"),
        new("compute_share", 0.2, 0.005, 1.1, "share of the dense rate reached within chunks"),
        new("memory_share", 0.8, 0.05, 1.2, "share of bandwidth reached"),
        new("cache_speed", 2.5, 1, 10, "bandwidth of the last cache over that of memory"),
        new("cache_share", 0.7, 0.05, 2.5, "share of the last cache that may be filled and still stay"),
        new("link_us", 2, 0.01, 50, "microseconds from one chunk of a head to the next"),
        new("piece_us", 0.5, 0.005, 50, "microseconds a head of a sequence starts and ends in"),
        new("passes", 2, 0.05, 20, "passes over queries, keys, values and outputs"),
        new("state_passes", 1, 0.02, 8, "passes over the states"),
        new("sharpness", 3, 1, 8, "how well arithmetic and traffic hide behind each other"),
    ];

    /// <inheritdoc />
    public ImmutableArray<string> FeatureNames { get; } =
    [
        "log_total_over_floor", "log_compute_over_memory", "log_memory_over_floor", "log_tokens", "log_sequences", "log_all_tokens", "log_key_heads", "log_value_heads",
        "log_value_group", "log_chunks", "log_pieces_over_cores", "piece_wave_fill", "log_stream_over_last_cache", "log_state_over_last_cache", "chunk_fill", "is_decoding",
        "log_key_dimension", "log_matrix_rows", "kernel_flash", "kernel_trt", "kernel_generated", "kernel_flashinfer", "kernel_triton",
    ];

    /// <inheritdoc />
    public KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants)
    {
        var delta = (GatedDeltaCall)call;
        var bytes = (constants[Passes] * delta.StreamBytes) + (constants[StatePasses] * delta.StateBytes);
        var bandwidth = AttentionPhysics.Bandwidth(machine, bytes, constants[CacheShare], constants[CacheSpeed]);
        var memory = bytes / (bandwidth * constants[MemoryShare]);
        var waves = Math.Max(1, Pieces(delta) / machine.Cores);
        var link = delta.IsDecoding ? 0 : delta.Chunks * Seconds.OfMicroseconds(constants[Link]).Total;
        var chain = waves * (link + Seconds.OfMicroseconds(constants[Piece]).Total);
        var compute = delta.IsDecoding ? 0 : delta.Operations / (machine.HalfRate * constants[ComputeShare]);
        return KernelParts.Of(Seconds.OfMicroseconds(constants[Floor]).Total, Math.Max(chain, compute), memory, constants[Sharpness]);
    }

    /// <inheritdoc />
    public KernelParts Roofline(KernelCall call, KernelMachine machine)
    {
        var delta = (GatedDeltaCall)call;
        var compute = delta.Operations / machine.HalfRate;
        var memory = (delta.StreamBytes + (delta.StateBytes / delta.Chunks)) / machine.Bandwidth;
        return new KernelParts(0, compute, memory, Math.Max(compute, memory));
    }

    /// <inheritdoc />
    public void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features)
    {
        var delta = (GatedDeltaCall)call;
        var time = Time(call, machine, constants);
        var into = new FeatureWriter(features);
        into.PutRatio(time.Total, time.Floor);
        into.PutRatio(time.Compute, time.Memory);
        into.PutRatio(time.Memory, time.Floor);
        into.PutRatio(delta.Tokens);
        into.PutRatio(delta.Sequences);
        into.PutRatio(delta.Tokens * delta.Sequences);
        into.PutRatio(delta.KeyHeads);
        into.PutRatio(delta.ValueHeads);
        into.PutRatio(delta.ValueHeads, delta.KeyHeads);
        into.PutRatio(delta.Chunks);
        into.PutRatio(Pieces(delta), machine.Cores);
        into.Put(TileMath.WaveFill(Pieces(delta), machine.Cores));
        into.PutRatio(delta.StreamBytes, machine.SecondLevelCache);
        into.PutRatio(delta.StateBytes, machine.SecondLevelCache);
        into.Put(TileMath.Fill(delta.Tokens, GatedDeltaCall.ChunkTokens));
        into.Put(delta.IsDecoding);
        into.PutRatio(delta.KeyDimension);
        into.PutRatio(machine.MatrixRows);
        AttentionFeatures.PutKernel(ref into, delta.Kernel);
    }

    /// <summary>Heads of sequences, each cut into two along its values.</summary>
    private static double Pieces(GatedDeltaCall call) => 2 * call.Sequences * call.ValueHeads;
}
