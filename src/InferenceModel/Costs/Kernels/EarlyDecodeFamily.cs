using System.Collections.Immutable;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// Attention of decoded tokens on general cores: one block for each query head, or for eight heads at once on matrix units. Caches stream
/// through memory, a block draws no more than its core can, and each block walks along its cache from one end to the other.
/// </summary>
internal sealed class EarlyDecodeFamily : IKernelFamily
{
    private const int Floor = 0;
    private const int MemoryShare = 1;
    private const int HeadOperations = 2;
    private const int HeadStream = 3;
    private const int GroupToken = 4;
    private const int Sharpness = 5;

    /// <inheritdoc />
    public string Id => "early_decode";

    /// <inheritdoc />
    public ImmutableArray<KernelConstant> Constants { get; } =
    [
        new("floor_us", 6, 0.8, 50, "microseconds of a launch with next to nothing to do"),
        new("memory_share", 0.9, 0.1, 1.1, "share of bandwidth a stream of caches reaches"),
        new("head_operations", 2, 0.1, 32, "operations in the time of one exponential where heads go one by one"),
        new("head_stream_gb_s", 50, 1, 1000, "GB/s one block draws where heads go one by one"),
        new("group_token_ns", 14, 0.5, 500, "nanoseconds a block of eight heads takes for a cached token"),
        new("sharpness", 5, 1, 16, "how well arithmetic and traffic hide behind each other"),
    ];

    /// <inheritdoc />
    public ImmutableArray<string> FeatureNames { get; } = ["log_compute_over_memory", "log_total_over_floor"];

    /// <inheritdoc />
    public KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants)
    {
        var attention = (EarlyDecodeCall)call;
        var memory = (attention.CacheBytes + attention.QueryAndOutputBytes) / (machine.Bandwidth * constants[MemoryShare]);
        return KernelParts.Of(Seconds.OfMicroseconds(constants[Floor]).Total, Walking(attention, machine, constants), memory, constants[Sharpness]);
    }

    /// <inheritdoc />
    public KernelParts Roofline(KernelCall call, KernelMachine machine)
    {
        var attention = (EarlyDecodeCall)call;
        var compute = attention.Operations / machine.HalfRate;
        var memory = (attention.CacheBytes + attention.QueryAndOutputBytes) / machine.Bandwidth;
        return new KernelParts(0, compute, memory, Math.Max(compute, memory));
    }

    /// <inheritdoc />
    public void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features)
    {
        var time = Time(call, machine, constants);
        var into = new FeatureWriter(features);
        into.PutRatio(time.Compute, time.Memory);
        into.PutRatio(time.Total, time.Floor);
    }

    /// <summary>Cores that work, and blocks that walk along caches.</summary>
    private static double Walking(EarlyDecodeCall call, KernelMachine machine, ReadOnlySpan<double> constants)
    {
        if (call.SharesKeys(machine.Cores))
        {
            return Math.Max(1, call.Sequences * call.KeyHeads / machine.Cores) * call.Seen * Seconds.OfNanoseconds(constants[GroupToken]).Total;
        }

        var arithmetic = call.Operations / (machine.ExponentialRate * constants[HeadOperations]);
        return Math.Max(arithmetic, call.Seen * call.RowBytes / BytesPerSecond.OfGiga(constants[HeadStream]).Total);
    }
}
