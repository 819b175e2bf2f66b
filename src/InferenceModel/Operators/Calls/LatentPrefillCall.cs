using System.Globalization;

namespace InferenceModel.Operators.Calls;

/// <summary>
/// Causal latent attention of prompt chunks. Expanded, every head has keys and values of its own; absorbed, all heads read the
/// latent itself, as in decoding, at three times the arithmetic.
/// </summary>
/// <param name="Sequences">Sequences.</param>
/// <param name="Tokens">New tokens of each.</param>
/// <param name="Past">Tokens each has in its cache already.</param>
/// <param name="Heads">Query heads on this rank.</param>
/// <param name="Widths">Widths.</param>
/// <param name="CacheBits">Bits of a cached number.</param>
/// <param name="IsAbsorbed">Whether heads read the latent.</param>
/// <param name="Kernel">Whose kernel runs.</param>
public sealed record LatentPrefillCall(
    double Sequences, double Tokens, double Past, double Heads, LatentWidths Widths, double CacheBits, bool IsAbsorbed, AttentionKernel Kernel) : KernelCall
{
    /// <inheritdoc />
    public override string Family => "context_mla";

    /// <inheritdoc />
    public override string Phase => "context";

    /// <inheritdoc />
    public override string Precision => AttentionPrecision.Name(16, CacheBits, Kernel) + (IsAbsorbed ? "_absorbed" : string.Empty);

    /// <inheritdoc />
    public override KernelCall ChosenBy(string engine, string generation)
    {
        if (Kernel != AttentionKernel.EngineChoice)
        {
            return this;
        }

        var kernel = LatentKernels.Choose(engine, generation);
        return this with { Kernel = kernel, IsAbsorbed = LatentKernels.Absorbs(engine, kernel) };
    }

    /// <inheritdoc />
    public override KernelCall ResolvedTo(string precision) => this with { Kernel = AttentionPrecision.KernelOf(precision, Kernel), IsAbsorbed = precision.EndsWith("_absorbed", StringComparison.Ordinal) };

    /// <inheritdoc />
    public override ulong Shape => Mix(Heads, Widths.Latent, Widths.Key);

    /// <summary>Operations for one query of one head meeting one key.</summary>
    public double OperationsPerPair => 2 * (IsAbsorbed ? Widths.Cached + Widths.Latent : Widths.Key + Widths.Value);

    /// <summary>Operations.</summary>
    public double Operations => Sequences * PrefillAttention.Pairs(Tokens, Past, double.PositiveInfinity) * Heads * OperationsPerPair;

    /// <summary>Bytes of cached latents, or of keys and values expanded from them in 16 bits.</summary>
    public double CacheBytes => Sequences * (Tokens + Past) * (IsAbsorbed ? Widths.Cached * CacheBits / 8 : Heads * (Widths.Key + Widths.Value) * 2);

    /// <summary>Bytes of the prompt's queries, keys and values.</summary>
    public double PromptBytes => 2 * Sequences * Tokens * (IsAbsorbed ? (Heads + 1) * Widths.Cached : Heads * ((2 * Widths.Key) + Widths.Value));

    /// <summary>Bytes the kernel moves at least.</summary>
    public double Traffic => CacheBytes + (2 * Sequences * Tokens * Heads * (IsAbsorbed ? Widths.Cached + Widths.Latent : Widths.Key + Widths.Value));

    /// <inheritdoc />
    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"batch={Sequences} tokens={Tokens} past={Past} heads={Heads}");
}
