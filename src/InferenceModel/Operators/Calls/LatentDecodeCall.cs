using System.Globalization;

namespace InferenceModel.Operators.Calls;

/// <summary>Latent attention of one new token of each sequence, absorbed: all heads read the cached latent itself.</summary>
/// <param name="Sequences">Sequences.</param>
/// <param name="Context">Tokens each looks at, its own included.</param>
/// <param name="Heads">Query heads on this rank.</param>
/// <param name="Widths">Widths.</param>
/// <param name="CacheBits">Bits of a cached number.</param>
/// <param name="Kernel">Whose kernel runs.</param>
public sealed record LatentDecodeCall(double Sequences, double Context, double Heads, LatentWidths Widths, double CacheBits, AttentionKernel Kernel) : KernelCall
{
    /// <inheritdoc />
    public override string Family => "generation_mla";

    /// <inheritdoc />
    public override string Phase => "generation";

    /// <inheritdoc />
    public override string Precision => AttentionPrecision.Name(16, CacheBits, Kernel);

    /// <inheritdoc />
    public override KernelCall ChosenBy(string engine, string generation) =>
        Kernel == AttentionKernel.EngineChoice ? this with { Kernel = LatentKernels.Choose(engine, generation) } : this;

    /// <inheritdoc />
    public override KernelCall ResolvedTo(string precision) => Kernel != AttentionKernel.EngineChoice && precision == Precision ? this : this with { Kernel = AttentionPrecision.KernelOf(precision, Kernel) };

    /// <inheritdoc />
    public override ulong Shape => Mix(Heads, Widths.Latent, Widths.Key);

    /// <summary>Operations for one query of one head meeting one key: scores over latent and rotary part, values over the latent.</summary>
    public double OperationsPerPair => 2 * (Widths.Cached + Widths.Latent);

    /// <summary>Operations.</summary>
    public double Operations => Sequences * Context * Heads * OperationsPerPair;

    /// <summary>Bytes of cached latents.</summary>
    public double CacheBytes => Sequences * Context * Widths.Cached * CacheBits / 8;

    /// <summary>Bytes of queries in and outputs out.</summary>
    public double QueryAndOutputBytes => 2 * Sequences * Heads * (Widths.Cached + Widths.Latent);

    /// <summary>Bytes the kernel moves at least.</summary>
    public double Traffic => CacheBytes + QueryAndOutputBytes;

    /// <inheritdoc />
    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"batch={Sequences} context={Context} heads={Heads}");
}
