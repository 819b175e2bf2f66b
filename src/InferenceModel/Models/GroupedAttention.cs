using InferenceModel.Units;

namespace InferenceModel.Models;

/// <summary>
/// Attention whose query heads share key-value heads: multi-head, grouped-query and multi-query attention are the
/// same with different counts (Ainslie et al., arXiv 2305.13245).
/// </summary>
/// <param name="QueryHeads">Query heads.</param>
/// <param name="KeyHeads">Key-value heads.</param>
/// <param name="KeyDimension">Width of a query or key head.</param>
/// <param name="ValueDimension">Width of a value head.</param>
public sealed record GroupedAttention(int QueryHeads, int KeyHeads, int KeyDimension, int ValueDimension) : SequenceMixer
{
    /// <summary>Tokens a query can look back to (sliding window or chunk); null for all.</summary>
    public int? SlidingWindow { get; init; }

    /// <summary>Whether the query projection also yields a gate for the output.</summary>
    public bool OutputGate { get; init; }

    /// <summary>Whether queries, keys and values have biases.</summary>
    public bool InputBias { get; init; }

    /// <summary>Whether the output projection has a bias.</summary>
    public bool OutputBias { get; init; }

    /// <summary>Whether each head has a learned sink.</summary>
    public bool Sinks { get; init; }

    /// <summary>Whether values are the keys, so that no value projection exists.</summary>
    public bool ValuesAreKeys { get; init; }

    /// <summary>Normalisation of queries and keys.</summary>
    public QueryKeyNorm Normalisation { get; init; }

    /// <summary>The indexer of sparse attention, or null for dense attention.</summary>
    public SparseIndexer? Indexer { get; init; }

    /// <inheritdoc />
    public override string Kind => (Indexer, SlidingWindow, QueryHeads == KeyHeads) switch
    {
        ({ } indexer, _, _) => $"sparse grouped attention, top {indexer.SelectedTokens}",
        (_, { } window, _) => $"sliding-window attention, {window} tokens",
        (_, _, true) => "multi-head attention",
        _ => "grouped-query attention",
    };

    /// <inheritdoc />
    public override long CacheElementsPerToken => (long)KeyHeads * (KeyDimension + ValueDimension);

    /// <inheritdoc />
    public override Bytes FixedCachePerToken => Indexer?.CachePerToken ?? Bytes.Zero;

    /// <inheritdoc />
    public override int? Window => SlidingWindow;

    /// <inheritdoc />
    public override int Heads => QueryHeads;

    /// <inheritdoc />
    public override int KeyValueHeads => KeyHeads;

    /// <inheritdoc />
    public override IEnumerable<WeightTensor> Weights(int hiddenSize)
    {
        var queries = (long)QueryHeads * KeyDimension * (OutputGate ? 2 : 1);
        var keys = (long)KeyHeads * KeyDimension;
        var values = ValuesAreKeys ? 0 : (long)KeyHeads * ValueDimension;
        yield return new(WeightRole.Mixer, "qkv_proj", hiddenSize, queries + keys + values);
        yield return new(WeightRole.Mixer, "o_proj", (long)QueryHeads * ValueDimension, hiddenSize);
        var small = (InputBias ? queries + keys + values : 0)
            + (OutputBias ? hiddenSize : 0)
            + (Sinks ? QueryHeads : 0)
            + Normalisation switch
            {
                QueryKeyNorm.PerHead => 2L * KeyDimension,
                QueryKeyNorm.PerLayer => ((long)QueryHeads + KeyHeads) * KeyDimension,
                _ => 0,
            };
        yield return new(WeightRole.Small, "attention biases and norms", 1, small);
        foreach (var tensor in Indexer?.Weights(hiddenSize) ?? [])
        {
            yield return tensor;
        }
    }
}
