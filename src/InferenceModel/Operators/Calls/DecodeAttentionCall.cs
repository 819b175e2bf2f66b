using System.Globalization;

namespace InferenceModel.Operators.Calls;

/// <summary>Attention of one new token of each sequence over its cache, for sequences that are alike.</summary>
/// <param name="Sequences">Sequences.</param>
/// <param name="Context">Tokens each looks at, its own included.</param>
/// <param name="QueryHeads">Query heads on this rank.</param>
/// <param name="KeyHeads">Key-value heads on this rank.</param>
/// <param name="HeadDimension">Width of a head.</param>
/// <param name="Window">Tokens a query sees at most; infinity where nothing bounds it.</param>
/// <param name="CacheBits">Bits of a cached number.</param>
/// <param name="Kernel">Whose kernel runs.</param>
public sealed record DecodeAttentionCall(
    double Sequences, double Context, double QueryHeads, double KeyHeads, double HeadDimension, double Window, double CacheBits, AttentionKernel Kernel) : KernelCall
{
    /// <inheritdoc />
    public override string Family => "generation_attention";

    /// <inheritdoc />
    public override string Phase => "generation";

    /// <inheritdoc />
    public override string Precision => AttentionPrecision.Name(16, CacheBits, Kernel);

    /// <inheritdoc />
    public override KernelCall ChosenBy(string engine, string generation) => Kernel == AttentionKernel.EngineChoice
        ? this with { Kernel = AttentionKernels.Choose(engine, generation, HeadDimension, CacheBits, Window) }
        : this;

    /// <inheritdoc />
    public override KernelCall StartedAs(string version) => version is EngineVersions.CompiledSessions or EngineVersions.EarlyRocm
        ? new EarlyDecodeCall(Sequences, Seen, QueryHeads, KeyHeads, HeadDimension, CacheBits) { HasGroupKernel = version == EngineVersions.CompiledSessions }
        : this;

    /// <inheritdoc />
    public override KernelCall ResolvedTo(string precision) => Kernel != AttentionKernel.EngineChoice && precision == Precision ? this : this with { Kernel = AttentionPrecision.KernelOf(precision, Kernel) };

    /// <inheritdoc />
    public override ulong Shape => Mix(QueryHeads, KeyHeads, HeadDimension, Window);

    /// <summary>Query heads that share a key-value head.</summary>
    public double Group => QueryHeads / KeyHeads;

    /// <summary>Cached tokens a query sees.</summary>
    public double Seen => Math.Min(Context, Window);

    /// <summary>Operations: scores and weighted values, a multiplication and an addition for each number.</summary>
    public double Operations => 4 * Sequences * Seen * QueryHeads * HeadDimension;

    /// <summary>Bytes of keys and values read once.</summary>
    public double CacheBytes => Sequences * KeyHeads * Seen * 2 * HeadDimension * CacheBits / 8;

    /// <summary>Bytes of queries in and outputs out, 16 bits each.</summary>
    public double QueryAndOutputBytes => 4 * Sequences * QueryHeads * HeadDimension;

    /// <summary>Bytes the kernel moves at least.</summary>
    public double Traffic => CacheBytes + QueryAndOutputBytes;

    /// <inheritdoc />
    public override string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"batch={Sequences} context={Context} heads={QueryHeads}/{KeyHeads} dim={HeadDimension} window={Window}");
}
