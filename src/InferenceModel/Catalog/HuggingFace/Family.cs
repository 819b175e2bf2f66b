using System.Collections.Immutable;
using InferenceModel.Catalog.Json;
using InferenceModel.Models;

namespace InferenceModel.Catalog.HuggingFace;

/// <summary>What a configuration of a family leaves unsaid because its modelling code has it fixed.</summary>
/// <param name="ModelType">The family's <c>model_type</c>.</param>
internal sealed record Family(string ModelType)
{
    private static readonly string[] KnownTypes =
    [
        "gpt2", "gpt_neox", "llama", "mistral", "ministral3", "mixtral", "qwen2", "qwen2_moe", "qwen3", "qwen3_moe", "qwen3_next", "qwen3_vl_text", "qwen3_vl_moe_text",
        "qwen3_5_text", "qwen3_5_moe_text", "deepseek_v2", "deepseek_v3", "deepseek_v32", "kimi_k2", "glm4_moe", "glm_moe_dsa", "gpt_oss", "llama4_text",
        "minimax_m2", "minimax_m3", "mimo", "mimo_v2_flash", "nemotron_h", "nemotron-nas", "gemma4_text", "step3p7",
        "opt", "bloom", "gptj", "codegen", "mpt", "gpt_bigcode", "falcon", "starcoder2", "phi", "phi3", "cohere", "cohere2", "gemma2", "gemma3_text", "nemotron", "deci", "internlm", "aquila", "baichuan", "gemma", "granite",
    ];

    /// <summary>Two matrices in a feed-forward block, not three.</summary>
    public bool IsUngated { get; init; }

    /// <summary>Norms with a bias beside the gain.</summary>
    public bool UsesLayerNorm { get; init; }

    /// <summary>Every projection has a bias.</summary>
    public bool HasBiasEverywhere { get; init; }

    /// <summary>The member that says whether every projection has a bias, or null.</summary>
    public string? BiasMember { get; init; }

    /// <summary>The member that says whether the projections of attention have biases.</summary>
    public string AttentionBiasMember { get; init; } = "attention_bias";

    /// <summary>The two matrices of a feed-forward block have biases though attention has none.</summary>
    public bool HasFeedForwardBias { get; init; }

    /// <summary>The head has a bias.</summary>
    public bool HasHeadBias { get; init; }

    /// <summary>Queries, keys and values have biases where the member for it is absent.</summary>
    public bool HasQueryBias { get; init; }

    /// <summary>The attention bias member speaks of queries, keys and values only.</summary>
    public bool KeepsOutputUnbiased { get; init; }

    /// <summary>Queries and keys are normalised though no member says so.</summary>
    public QueryKeyNorm Normalisation { get; init; }

    /// <summary>A learned table of positions.</summary>
    public bool HasLearnedPositions { get; init; }

    /// <summary>Rows of the table of positions before the first position.</summary>
    public int SparePositionRows { get; init; }

    /// <summary>Norms outside the layers, in vectors of the hidden size.</summary>
    public int OuterNorms { get; init; } = 1;

    /// <summary>Every layer of this number sees everything and those between have a window; 0 where one rule holds for all.</summary>
    public int FullAttentionPeriod { get; init; }

    /// <summary>The feed-forward block is four times as wide as the residual stream where no member gives its width.</summary>
    public bool WidensFourfold { get; init; }

    /// <summary>One key-value head for all query heads where no member says otherwise.</summary>
    public bool SharesKeys { get; init; }

    /// <summary>Mixer and feed-forward read the same input.</summary>
    public bool IsParallel { get; init; }

    /// <summary>Norms of one layer, in vectors of the hidden size.</summary>
    public int NormsPerLayer { get; init; } = 2;

    /// <summary>Whether the head is the embedding where no member says so.</summary>
    public bool TiesByDefault { get; init; }

    /// <summary>What the makers leave out of or put into the counts they publish.</summary>
    public CountingConvention Counting { get; init; } = CountingConvention.Everything;

    /// <summary>The facts of a family; an unknown one is read by its members alone.</summary>
    /// <param name="modelType">The <c>model_type</c> of the (text) configuration.</param>
    public static Family Of(string modelType)
    {
        var family = new Family(modelType);
        return modelType switch
        {
            "gpt2" => family with { IsUngated = true, UsesLayerNorm = true, HasBiasEverywhere = true, HasLearnedPositions = true, TiesByDefault = true },
            "opt" => family with { IsUngated = true, UsesLayerNorm = true, HasBiasEverywhere = true, HasLearnedPositions = true, SparePositionRows = 2, TiesByDefault = true },
            "bloom" => family with { IsUngated = true, UsesLayerNorm = true, HasBiasEverywhere = true, OuterNorms = 2, WidensFourfold = true, TiesByDefault = true },
            "gptj" or "codegen" => family with { IsUngated = true, UsesLayerNorm = true, HasFeedForwardBias = true, HasHeadBias = true, IsParallel = true, NormsPerLayer = 1, WidensFourfold = true },
            "mpt" => family with { IsUngated = true, WidensFourfold = true, TiesByDefault = true },
            "gpt_bigcode" => family with { IsUngated = true, UsesLayerNorm = true, HasBiasEverywhere = true, HasLearnedPositions = true, SharesKeys = true, WidensFourfold = true, TiesByDefault = true },
            "falcon" => family with { IsUngated = true, UsesLayerNorm = true, BiasMember = "bias", SharesKeys = true, WidensFourfold = true, TiesByDefault = true },
            "starcoder2" => family with { IsUngated = true, UsesLayerNorm = true, BiasMember = "use_bias", TiesByDefault = true },
            "phi" => family with { IsUngated = true, UsesLayerNorm = true, HasBiasEverywhere = true, HasHeadBias = true, IsParallel = true, NormsPerLayer = 1 },
            "cohere" or "cohere2" => family with { IsParallel = true, NormsPerLayer = 1, TiesByDefault = true, FullAttentionPeriod = modelType == "cohere2" ? 4 : 0 },
            "gemma" => family with { TiesByDefault = true },
            "gemma2" => family with { NormsPerLayer = 4, TiesByDefault = true, FullAttentionPeriod = 2 },
            "gemma3_text" => family with { NormsPerLayer = 4, Normalisation = QueryKeyNorm.PerHead, TiesByDefault = true, FullAttentionPeriod = 6 },
            "nemotron" => family with { IsUngated = true, UsesLayerNorm = true },
            "internlm" => family with { AttentionBiasMember = "bias" },
            "gpt_neox" => family with { IsUngated = true, UsesLayerNorm = true, HasBiasEverywhere = true, IsParallel = true },
            "qwen2" or "qwen2_moe" => family with { HasQueryBias = true, KeepsOutputUnbiased = true },
            "mimo" => family with { KeepsOutputUnbiased = true },
            "glm4_moe" => family with { KeepsOutputUnbiased = true, Counting = CountingConvention.Glm45 },
            "glm_moe_dsa" or "minimax_m3" => family with { Counting = CountingConvention.ActiveWithoutEmbeddingAndHead },
            "deepseek_v2" or "deepseek_v3" or "deepseek_v32" or "kimi_k2" or "minimax_m2" or "gpt_oss" => family with { Counting = CountingConvention.ActiveWithoutEmbedding },
            "nemotron_h" => family with { IsUngated = true, NormsPerLayer = 1 },
            "qwen3_next" => family with { Normalisation = QueryKeyNorm.PerHead, Counting = CountingConvention.ActiveWithoutEmbeddingAndHead },
            "gemma4_text" => family with { NormsPerLayer = 4, Normalisation = QueryKeyNorm.PerHead, TiesByDefault = true },
            _ when modelType.StartsWith("qwen3", StringComparison.Ordinal) => family with { Normalisation = QueryKeyNorm.PerHead },
            _ => family,
        };
    }

    /// <summary>The facts of the family with those a configuration settles: which of two layers Falcon has.</summary>
    /// <param name="config">The text configuration.</param>
    public Family In(JsonObjectReader config)
    {
        var family = BiasMember is { } member && config.Flag(member, member == "use_bias") ? this with { HasBiasEverywhere = true } : this;
        if (ModelType != "falcon")
        {
            return family;
        }

        var isNew = config.Flag("new_decoder_architecture", false);
        var isParallel = isNew || config.Flag("parallel_attn", true);
        return family with { IsParallel = isParallel, NormsPerLayer = isParallel && !isNew ? 1 : 2, SharesKeys = !isNew && config.Flag("multi_query", true) };
    }

    /// <summary>What the reader assumed, for the reports.</summary>
    /// <param name="config">The text configuration.</param>
    /// <param name="root">The whole configuration.</param>
    public ImmutableArray<string> Notes(JsonObjectReader config, JsonObjectReader root)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (!KnownTypes.Contains(ModelType))
        {
            notes.Add($"model_type '{ModelType}' is not a family we know; it was read by its members as a decoder with the parts they name");
        }

        if (root.Has("vision_config") || root.Has("audio_config"))
        {
            notes.Add("encoders for images or sound are not modelled; parameters and times are those of the language model");
        }

        if (ModelType == "llama4_text")
        {
            notes.Add("three layers of four attend within chunks of attention_chunk_size tokens; they are modelled as a window of that length");
        }

        if (config.Has("num_nextn_predict_layers") || config.Has("num_mtp_modules") || config.Has("mtp_num_hidden_layers"))
        {
            notes.Add("multi-token prediction modules are not counted and not run");
        }

        return notes.ToImmutable();
    }
}
