using System.Globalization;

namespace InferenceModel.Operators.Calls;

/// <summary>
/// Attention of one new token of each sequence as engines of 2023 and 2024 ran it, TensorRT-LLM before 0.11 first of all. Its XQA kernel was compiled for eight query heads to a
/// key-value head alone (cubins <c>nqpkv_8</c>) and taken where sequences times key-value heads, four times over, reach the number of cores
/// (<c>kEnableMinBlockFactor</c>, decoderXQARunner); everything else went head by head through the masked multi-head kernel, on general
/// cores.
/// </summary>
/// <param name="Sequences">Sequences.</param>
/// <param name="Seen">Cached tokens a query sees.</param>
/// <param name="QueryHeads">Query heads on this rank.</param>
/// <param name="KeyHeads">Key-value heads on this rank.</param>
/// <param name="HeadDimension">Width of a head.</param>
/// <param name="CacheBits">Bits of a cached number.</param>
public sealed record EarlyDecodeCall(double Sequences, double Seen, double QueryHeads, double KeyHeads, double HeadDimension, double CacheBits) : KernelCall
{
    private const double SharedGroup = 8;
    private const double LeastBlockFactor = 4;

    /// <summary>Whether the engine has a kernel that takes eight heads of a group at once.</summary>
    public bool HasGroupKernel { get; init; } = true;

    /// <inheritdoc />
    public override string Family => "early_decode";

    /// <inheritdoc />
    public override string Phase => "generation";

    /// <inheritdoc />
    public override string Precision => CacheBits < 12 ? "bf16_kv_fp8" : "bf16";

    /// <inheritdoc />
    public override ulong Shape => Mix(QueryHeads, KeyHeads, HeadDimension);

    /// <summary>Operations: scores and weighted values, a multiplication and an addition for each number.</summary>
    public double Operations => 4 * Sequences * Seen * QueryHeads * HeadDimension;

    /// <summary>Bytes of keys and values of one token and one key-value head.</summary>
    public double RowBytes => 2 * HeadDimension * CacheBits / 8;

    /// <summary>Bytes of keys and values read once.</summary>
    public double CacheBytes => Sequences * KeyHeads * Seen * RowBytes;

    /// <summary>Bytes of queries in and outputs out, 16 bits each.</summary>
    public double QueryAndOutputBytes => 4 * Sequences * QueryHeads * HeadDimension;

    /// <summary>Whether the kernel that takes eight heads at once runs on a chip.</summary>
    /// <param name="cores">Streaming multiprocessors.</param>
    public bool SharesKeys(double cores) => HasGroupKernel && QueryHeads == SharedGroup * KeyHeads && Sequences * KeyHeads * LeastBlockFactor >= cores;

    /// <inheritdoc />
    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"batch={Sequences} seen={Seen} heads={QueryHeads}/{KeyHeads} dim={HeadDimension}");
}
