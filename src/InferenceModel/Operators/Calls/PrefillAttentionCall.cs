using System.Globalization;

namespace InferenceModel.Operators.Calls;

/// <summary>Causal attention of prompt chunks over what is cached and over themselves, for sequences that are alike.</summary>
/// <param name="Sequences">Sequences.</param>
/// <param name="Tokens">New tokens of each.</param>
/// <param name="Past">Tokens each has in its cache already.</param>
/// <param name="QueryHeads">Query heads on this rank.</param>
/// <param name="KeyHeads">Key-value heads on this rank.</param>
/// <param name="HeadDimension">Width of a head.</param>
/// <param name="Window">Tokens a query sees at most; infinity where nothing bounds it.</param>
/// <param name="ComputeBits">Bits of the numbers multiplied.</param>
/// <param name="CacheBits">Bits of a cached number.</param>
/// <param name="Kernel">Whose kernel runs.</param>
public sealed record PrefillAttentionCall(
    double Sequences,
    double Tokens,
    double Past,
    double QueryHeads,
    double KeyHeads,
    double HeadDimension,
    double Window,
    double ComputeBits,
    double CacheBits,
    AttentionKernel Kernel) : KernelCall
{
    /// <inheritdoc />
    public override string Family => "context_attention";

    /// <inheritdoc />
    public override string Phase => "context";

    /// <inheritdoc />
    public override string Precision => AttentionPrecision.Name(ComputeBits, CacheBits, Kernel);

    /// <inheritdoc />
    public override KernelCall ChosenBy(string engine, string generation)
    {
        if (Kernel != AttentionKernel.EngineChoice)
        {
            return this;
        }

        var kernel = AttentionKernels.Choose(engine, generation, HeadDimension, CacheBits, Window);
        return this with { Kernel = kernel, ComputeBits = AttentionKernels.ComputeBits(engine, kernel, CacheBits) };
    }

    /// <summary>Before 0.11 TensorRT-LLM multiplied prompts in 16 bits whatever the cache held: <c>use_fp8_context_fmha</c> was new and off.</summary>
    /// <param name="version">The engine as it runs.</param>
    public override KernelCall StartedAs(string version) =>
        version == EngineVersions.CompiledSessions && Kernel == AttentionKernel.EngineChoice ? this with { Kernel = AttentionKernel.TensorRt, ComputeBits = 16 } : this;

    /// <inheritdoc />
    public override KernelCall ResolvedTo(string precision) => Kernel != AttentionKernel.EngineChoice && precision == Precision ? this : this with { Kernel = AttentionPrecision.KernelOf(precision, Kernel) };

    /// <inheritdoc />
    public override ulong Shape => Mix(QueryHeads, KeyHeads, HeadDimension, Window);

    /// <summary>Query heads that share a key-value head.</summary>
    public double Group => QueryHeads / KeyHeads;

    /// <summary>Query-key pairs of one head, all sequences together.</summary>
    public double Pairs => Sequences * PrefillAttention.Pairs(Tokens, Past, Window);

    /// <summary>Operations: scores and weighted values, a multiplication and an addition for each number.</summary>
    public double Operations => 4 * Pairs * QueryHeads * HeadDimension;

    /// <summary>Bytes of keys and values looked at.</summary>
    public double CacheBytes => Sequences * KeyHeads * Math.Min(Tokens + Past, Window + Tokens) * 2 * HeadDimension * CacheBits / 8;

    /// <summary>Bytes of queries in and outputs out, 16 bits each.</summary>
    public double QueryAndOutputBytes => 4 * Sequences * Tokens * QueryHeads * HeadDimension;

    /// <summary>Bytes the kernel moves at least.</summary>
    public double Traffic => CacheBytes + QueryAndOutputBytes;

    /// <inheritdoc />
    public override string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"batch={Sequences} tokens={Tokens} past={Past} heads={QueryHeads}/{KeyHeads} dim={HeadDimension} window={Window}");
}
