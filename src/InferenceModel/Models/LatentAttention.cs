using InferenceModel.Units;

namespace InferenceModel.Models;

/// <summary>
/// Multi-head latent attention: one compressed latent and one rotary key are cached for all heads
/// (DeepSeek-V2 report, arXiv 2405.04434, section 2.1).
/// </summary>
/// <param name="QueryHeads">Query heads.</param>
/// <param name="QueryRank">Rank of the compressed query; null where queries are projected directly.</param>
/// <param name="KeyValueRank">Width of the cached latent.</param>
/// <param name="ContentDimension">Width of a head's part without position.</param>
/// <param name="RotaryDimension">Width of the part with rotary position, shared by all heads in the keys.</param>
/// <param name="ValueDimension">Width of a value head.</param>
public sealed record LatentAttention(
    int QueryHeads, int? QueryRank, int KeyValueRank, int ContentDimension, int RotaryDimension, int ValueDimension) : SequenceMixer
{
    /// <summary>The indexer of sparse attention, or null for dense attention.</summary>
    public SparseIndexer? Indexer { get; init; }

    /// <inheritdoc />
    public override string Kind => Indexer is { } indexer
        ? $"sparse latent attention, top {indexer.SelectedTokens}"
        : "latent attention";

    /// <summary>Width of a query or key head when keys are expanded.</summary>
    public int KeyDimension => ContentDimension + RotaryDimension;

    /// <inheritdoc />
    public override long CacheElementsPerToken => KeyValueRank + RotaryDimension;

    /// <inheritdoc />
    public override Bytes FixedCachePerToken => Indexer?.CachePerToken ?? Bytes.Zero;

    /// <inheritdoc />
    public override int Heads => QueryHeads;

    /// <inheritdoc />
    public override int KeyValueHeads => 1;

    /// <inheritdoc />
    public override IEnumerable<WeightTensor> Weights(int hiddenSize)
    {
        var queries = (long)QueryHeads * KeyDimension;
        if (QueryRank is { } rank)
        {
            yield return new(WeightRole.Mixer, "q_a_proj", hiddenSize, rank);
            yield return new(WeightRole.Mixer, "q_b_proj", rank, queries);
        }
        else
        {
            yield return new(WeightRole.Mixer, "q_proj", hiddenSize, queries);
        }

        yield return new(WeightRole.Mixer, "kv_a_proj", hiddenSize, (long)KeyValueRank + RotaryDimension);
        yield return new(WeightRole.Mixer, "kv_b_proj", KeyValueRank, (long)QueryHeads * (ContentDimension + ValueDimension));
        yield return new(WeightRole.Mixer, "o_proj", (long)QueryHeads * ValueDimension, hiddenSize);
        yield return new(WeightRole.Small, "latent norms", 1, (QueryRank ?? 0) + KeyValueRank);
        foreach (var tensor in Indexer?.Weights(hiddenSize) ?? [])
        {
            yield return tensor;
        }
    }
}
