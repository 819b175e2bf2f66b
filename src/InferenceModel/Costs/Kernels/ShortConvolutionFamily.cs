using System.Collections.Immutable;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// Short convolutions: channels stream through memory or the last cache; a block of tokens or channels takes its time, block after
/// block on each core.
/// </summary>
internal sealed class ShortConvolutionFamily : IKernelFamily
{
    private const int Floor = 0;
    private const int MemoryShare = 1;
    private const int CacheSpeed = 2;
    private const int CacheShare = 3;
    private const int Block = 4;
    private const int TailPasses = 5;
    private const int Sharpness = 6;

    /// <summary>Tokens and channels a block of threads treats, in Triton's kernel.</summary>
    private const double PatchTokens = 8;
    private const double PatchChannels = 256;

    /// <summary>Tokens a block treats at once as it walks along a channel.</summary>
    private const double ChannelTokens = 512;

    /// <inheritdoc />
    public string Id => "short_convolution";

    /// <inheritdoc />
    public ImmutableArray<KernelConstant> Constants { get; } =
    [
        new("floor_us", 3, 0.5, 50, "microseconds of a launch with next to nothing to do"),
        new("memory_share", 0.6, 0.05, 1.2, "share of bandwidth reached"),
        new("cache_speed", 2.5, 1, 10, "bandwidth of the last cache over that of memory"),
        new("cache_share", 0.7, 0.05, 2.5, "share of the last cache that may be filled and still stay"),
        new("block_us", 0.05, 0.0005, 5, "microseconds a block takes on its core"),
        new("tail_passes", 1, 0.05, 20, "passes over the tails kept for each sequence"),
        new("sharpness", 3, 1, 8, "how well blocks and traffic hide behind each other"),
    ];

    /// <inheritdoc />
    public ImmutableArray<string> FeatureNames { get; } =
    [
        "log_total_over_floor", "log_compute_over_memory", "log_memory_over_floor", "log_tokens", "log_sequences", "log_all_tokens", "log_channels", "log_blocks_over_cores",
        "block_wave_fill", "log_bytes_over_last_cache", "log_tail_over_stream", "is_decoding", "by_channel", "strided", "channel_fill_256", "log_matrix_rows",
    ];

    /// <inheritdoc />
    public KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants)
    {
        var convolution = (ShortConvolutionCall)call;
        var bytes = convolution.StreamBytes + (constants[TailPasses] * convolution.TailBytes);
        var bandwidth = AttentionPhysics.Bandwidth(machine, bytes, constants[CacheShare], constants[CacheSpeed]);
        var blocks = Math.Max(1, Blocks(convolution) / machine.Cores) * Seconds.OfMicroseconds(constants[Block]).Total;
        return KernelParts.Of(Seconds.OfMicroseconds(constants[Floor]).Total, blocks, bytes / (bandwidth * constants[MemoryShare]), constants[Sharpness]);
    }

    /// <inheritdoc />
    public KernelParts Roofline(KernelCall call, KernelMachine machine)
    {
        var convolution = (ShortConvolutionCall)call;
        var compute = convolution.Operations / machine.HalfRate;
        var memory = (convolution.StreamBytes + (convolution.IsDecoding ? convolution.TailBytes : 0)) / machine.Bandwidth;
        return new KernelParts(0, compute, memory, Math.Max(compute, memory));
    }

    /// <inheritdoc />
    public void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features)
    {
        var convolution = (ShortConvolutionCall)call;
        var time = Time(call, machine, constants);
        var into = new FeatureWriter(features);
        into.PutRatio(time.Total, time.Floor);
        into.PutRatio(time.Compute, time.Memory);
        into.PutRatio(time.Memory, time.Floor);
        into.PutRatio(convolution.Tokens);
        into.PutRatio(convolution.Sequences);
        into.PutRatio(convolution.Tokens * convolution.Sequences);
        into.PutRatio(convolution.Channels);
        into.PutRatio(Blocks(convolution), machine.Cores);
        into.Put(TileMath.WaveFill(Blocks(convolution), machine.Cores));
        into.PutRatio(convolution.StreamBytes + convolution.TailBytes, machine.SecondLevelCache);
        into.PutRatio(convolution.TailBytes, convolution.StreamBytes);
        into.Put(convolution.IsDecoding);
        into.Put(convolution.Kernel == ConvolutionKernel.Channel);
        into.Put(convolution.Kernel == ConvolutionKernel.StridedChannel);
        into.Put(TileMath.Fill(convolution.Channels, 256));
        into.PutRatio(machine.MatrixRows);
    }

    private static double Blocks(ShortConvolutionCall call) => call.Sequences * (call.Kernel is ConvolutionKernel.Channel or ConvolutionKernel.StridedChannel && !call.IsDecoding
        ? call.Channels * Math.Ceiling(call.Tokens / ChannelTokens)
        : Math.Ceiling(call.Tokens / PatchTokens) * Math.Ceiling(call.Channels / PatchChannels));
}
