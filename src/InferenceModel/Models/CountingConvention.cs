namespace InferenceModel.Models;

/// <summary>
/// How the makers of a family count parameters when they publish them; the conventions differ by up to 15 % of the
/// active count, so a count is only comparable with the card when it follows the card's.
/// </summary>
/// <param name="TotalHasPrediction">Whether the total holds the multi-token prediction modules.</param>
/// <param name="TotalHasEmbeddings">Whether the total holds the embedding and the head.</param>
/// <param name="ActiveHasEmbedding">Whether the active count holds the embedding.</param>
/// <param name="ActiveHasHead">Whether the active count holds the head.</param>
public sealed record CountingConvention(bool TotalHasPrediction, bool TotalHasEmbeddings, bool ActiveHasEmbedding, bool ActiveHasHead)
{
    /// <summary>All weights of the language model, none of its prediction modules (Mixtral, Qwen3, Llama, Nemotron 3).</summary>
    public static readonly CountingConvention Everything = new(false, true, true, true);

    /// <summary>A token reads one row of the embedding, so it is not counted as active (DeepSeek-V3, Kimi K2, gpt-oss card, table 1).</summary>
    public static readonly CountingConvention ActiveWithoutEmbedding = new(false, true, false, true);

    /// <summary>The active count holds neither embedding nor head (GLM-5, MiniMax-M3, Qwen3-Next).</summary>
    public static readonly CountingConvention ActiveWithoutEmbeddingAndHead = new(false, true, false, false);

    /// <summary>Prediction modules in, embedding and head out (GLM-4.5 report, arXiv 2508.06471, table 1).</summary>
    public static readonly CountingConvention Glm45 = new(true, false, false, false);
}
