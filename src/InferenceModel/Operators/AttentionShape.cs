using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>Attention as one rank sees it. The default value has no heads.</summary>
/// <param name="Heads">Query heads here.</param>
/// <param name="ScoreDimension">Width of the product of a query and a key.</param>
/// <param name="ValueDimension">Width of a value.</param>
/// <param name="CachePerToken">Cache bytes of one token here, read once for all heads that share it.</param>
/// <param name="Window">Tokens a query sees at most; infinity where nothing bounds it.</param>
public readonly record struct AttentionShape(
    double Heads, double ScoreDimension, double ValueDimension, Bytes CachePerToken, double Window)
{
    /// <summary>Key-value heads here; 0 where the kernel was never measured.</summary>
    public double KeyHeads { get; init; }

    /// <summary>Bits of a cached number.</summary>
    public double CacheBits { get; init; } = 16;

    /// <summary>The widths of latent attention, or null where heads have keys of their own.</summary>
    public LatentWidths? Latent { get; init; }

    /// <summary>Operations for one query meeting one key.</summary>
    public double OperationsPerPair => 2 * Heads * (ScoreDimension + ValueDimension);

    /// <summary>Numbers of one token that enter and leave: its queries and its outputs.</summary>
    public double QueryAndOutput => Heads * (ScoreDimension + ValueDimension);
}
