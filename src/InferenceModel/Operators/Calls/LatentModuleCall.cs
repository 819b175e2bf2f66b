using System.Globalization;
using InferenceModel.Models;

namespace InferenceModel.Operators.Calls;

/// <summary>
/// A whole latent attention block on one rank: down and up projections, norms, rotary position, cache write, indexer where there is
/// one, attention, output projection. Engines' modules were measured so; it stands for all operators of the mixer.
/// </summary>
/// <param name="Sequences">Sequences.</param>
/// <param name="Tokens">New tokens of each; 1 in decoding.</param>
/// <param name="Past">Tokens each has in its cache already.</param>
/// <param name="Heads">Query heads on this rank.</param>
/// <param name="Block">Widths of the block.</param>
/// <param name="Format">How projections are stored and multiplied.</param>
/// <param name="CacheBits">Bits of a cached number.</param>
/// <param name="IsDecoding">Whether one token of each sequence is decoded.</param>
/// <param name="Path">Way through the block.</param>
/// <param name="Kernel">Whose attention kernel runs.</param>
public sealed record LatentModuleCall(
    double Sequences,
    double Tokens,
    double Past,
    double Heads,
    LatentBlock Block,
    WeightFormat Format,
    double CacheBits,
    bool IsDecoding,
    LatentPath Path,
    AttentionKernel Kernel) : KernelCall
{
    /// <inheritdoc />
    public override string Family => $"{(Block.IndexHeads > 0 ? "dsa" : "mla")}_{Phase}_module";

    /// <inheritdoc />
    public override string Phase => IsDecoding ? "generation" : "context";

    /// <inheritdoc />
    public override string Precision => $"{Format.Id}_{AttentionPrecision.Name(16, CacheBits, Kernel)}" + Path switch
    {
        LatentPath.Dense => "_dense",
        LatentPath.ReusedIndex => "_reused",
        _ => string.Empty,
    };

    /// <inheritdoc />
    public override ulong Shape => Mix(Heads, Block.Hidden, Block.IndexHeads);

    /// <summary>All new tokens.</summary>
    public double AllTokens => Sequences * Tokens;

    /// <summary>Whether the indexer scores tokens.</summary>
    public bool Scores => Block.IndexHeads > 0 && Path == LatentPath.Indexed;

    /// <summary>Query-key pairs of one head.</summary>
    public double Pairs => Sequences * PrefillAttention.Pairs(Tokens, Past, Block.IndexHeads > 0 && Path != LatentPath.Dense ? Block.Selected : double.PositiveInfinity);

    /// <summary>Query-key pairs the indexer scores.</summary>
    public double ScoredPairs => Scores ? Sequences * PrefillAttention.Pairs(Tokens, Past, double.PositiveInfinity) : 0;

    /// <summary>Whether heads read the latent: decoding and sparse attention do.</summary>
    public bool IsAbsorbed => IsDecoding || (Block.IndexHeads > 0 && Path != LatentPath.Dense);

    /// <summary>Operations of attention.</summary>
    public double AttentionOperations => 2 * Pairs * Heads * (IsAbsorbed ? Block.Widths.Cached + Block.Widths.Latent : Block.Widths.Key + Block.Widths.Value);

    /// <summary>Bytes attention reads: each sequence's cache once, or what each query selects.</summary>
    public double AttentionBytes => IsAbsorbed
        ? Block.Widths.Cached * CacheBits / 8 * (Block.IndexHeads > 0 ? Pairs : Sequences * (Tokens + Past))
        : 2 * Sequences * (Tokens + Past) * Heads * (Block.Widths.Key + Block.Widths.Value);

    /// <summary>Operations of the indexer's scores, in eight bits.</summary>
    public double ScoreOperations => 2 * ScoredPairs * Block.IndexHeads * Block.IndexDimension;

    /// <summary>Input features times output features of all projections, those that treat head by head included.</summary>
    public double ProjectionWeights
    {
        get
        {
            var widths = Block.Widths;
            var down = Block.Hidden * (Block.QueryRank + widths.Cached);
            var up = (Block.QueryRank * Heads * widths.Key) + (widths.Latent * Heads * (widths.Content + widths.Value));
            var index = Scores ? (Block.QueryRank * Block.IndexHeads * Block.IndexDimension) + (Block.Hidden * (Block.IndexDimension + Block.IndexHeads)) : 0;
            return down + up + index + (Heads * widths.Value * Block.Hidden);
        }
    }

    /// <summary>Numbers of a token that enter and leave projections and attention.</summary>
    public double NumbersPerToken =>
        (2 * Block.Hidden) + (2 * Block.QueryRank) + (2 * Block.Widths.Cached) + (Heads * ((2 * Block.Widths.Key) + (2 * Block.Widths.Value) + (IsAbsorbed ? 2 * Block.Widths.Cached : 0)));

    /// <inheritdoc />
    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"batch={Sequences} tokens={Tokens} past={Past} heads={Heads} hidden={Block.Hidden} index={Block.IndexHeads}");
}
