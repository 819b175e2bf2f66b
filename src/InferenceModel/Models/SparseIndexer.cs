using InferenceModel.Units;

namespace InferenceModel.Models;

/// <summary>
/// The lightning indexer of sparse attention: scores every cached token with a few small heads and keeps the best
/// (DeepSeek-V3.2 report, section 2.1; MiniMax-M3 selects whole blocks).
/// </summary>
/// <param name="Heads">Index heads.</param>
/// <param name="HeadDimension">Width of an index head.</param>
/// <param name="SelectedTokens">Tokens attended to at most.</param>
/// <param name="QueryInputFeatures">Width the index queries are projected from.</param>
/// <param name="ScoresTokens">Whether this layer scores for itself; false where it reuses the choice of an earlier layer.</param>
public sealed record SparseIndexer(int Heads, int HeadDimension, int SelectedTokens, int QueryInputFeatures, bool ScoresTokens = true)
{
    /// <summary>Index keys are cached in 8 bits with one 32-bit scale for each 128 numbers.</summary>
    public Bytes CachePerToken => ScoresTokens ? Bytes.Of(HeadDimension + (4.0 * Math.Ceiling(HeadDimension / 128.0))) : Bytes.Zero;

    /// <summary>The weights of one layer's indexer; none where it reuses a choice.</summary>
    /// <param name="hiddenSize">Width of the residual stream.</param>
    public IEnumerable<WeightTensor> Weights(int hiddenSize)
    {
        if (!ScoresTokens)
        {
            yield break;
        }

        yield return new(WeightRole.Indexer, "indexer.wq_b", QueryInputFeatures, (long)Heads * HeadDimension);
        yield return new(WeightRole.Indexer, "indexer.wk", hiddenSize, HeadDimension);
        yield return new(WeightRole.Small, "indexer.k_norm", 2, HeadDimension);
        yield return new(WeightRole.Indexer, "indexer.weights_proj", hiddenSize, Heads);
    }
}
