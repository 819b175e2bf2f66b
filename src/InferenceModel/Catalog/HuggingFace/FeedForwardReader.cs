using InferenceModel.Catalog.Json;
using InferenceModel.Models;

namespace InferenceModel.Catalog.HuggingFace;

/// <summary>Reads what treats each token by itself: one feed-forward block for every layer.</summary>
internal static class FeedForwardReader
{
    private const int WidestBlock = 1 << 22;
    private static readonly string[] ExpertCounts = ["num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts"];

    /// <summary>The blocks of all layers.</summary>
    /// <param name="config">The text configuration.</param>
    /// <param name="family">What it leaves unsaid.</param>
    /// <param name="count">Number of layers.</param>
    public static IReadOnlyList<FeedForward> Read(JsonObjectReader config, Family family, int count)
    {
        if (ExpertCount(config) is null)
        {
            return [.. Enumerable.Repeat(Dense(config, family), count)];
        }

        var sparse = SparseLayers(config, count);
        if (sparse.Count != count)
        {
            config.Report("moe_layer_freq", $"one entry for each of {count} layers");
            return [];
        }

        var mixture = Mixture(config, family);
        FeedForward dense = sparse.Contains(false) ? Dense(config, family) : mixture;
        return [.. sparse.Select(isSparse => isSparse ? mixture : dense)];
    }

    /// <summary>The mixture of a model's sparse layers.</summary>
    /// <param name="config">The text configuration.</param>
    /// <param name="family">What it leaves unsaid.</param>
    public static MixtureFeedForward Mixture(JsonObjectReader config, Family family)
    {
        var experts = ExpertCount(config) ?? 1;
        var perToken = config.FindInteger("num_experts_per_tok", 1, experts) ?? config.FindInteger("top_k_experts", 1, experts)
            ?? config.FindInteger("moe_top_k", 1, experts) ?? config.Integer("num_experts_per_tok", 1, experts);
        var width = config.FindInteger("moe_intermediate_size", 1, WidestBlock) ?? config.Integer("intermediate_size", 1, WidestBlock);
        return new MixtureFeedForward(experts, perToken, width, !family.IsUngated)
        {
            SharedIntermediateSize = SharedWidth(config, family, width),
            HasSharedGate = config.FindInteger("shared_expert_intermediate_size", 0, WidestBlock) is > 0,
            HasExpertBias = family.ModelType == "gpt_oss",
            RouterExtras = RouterExtras(config, family, experts),
            LatentSize = config.FindInteger("moe_latent_size", 1, WidestBlock),
            ParallelDense = family.ModelType == "gemma4_text" ? Dense(config, family) : null,
        };
    }

    private static DenseFeedForward Dense(JsonObjectReader config, Family family)
    {
        var width = config.FindInteger("dense_intermediate_size", 1, WidestBlock)
            ?? config.FindInteger("intermediate_size_mlp", 1, WidestBlock)
            ?? config.FindInteger("intermediate_size", 1, WidestBlock)
            ?? config.FindInteger("n_inner", 1, WidestBlock)
            ?? config.FindInteger("ffn_dim", 1, WidestBlock)
            ?? config.FindInteger("ffn_hidden_size", 1, WidestBlock)
            ?? Fourfold(config, family)
            ?? config.Integer("intermediate_size", 1, WidestBlock);
        return new DenseFeedForward(width, !family.IsUngated, family.HasBiasEverywhere || family.HasFeedForwardBias || config.Flag("mlp_bias", false));
    }

    /// <summary>A multiple of the residual stream: the one a member gives (MPT), or four.</summary>
    private static int? Fourfold(JsonObjectReader config, Family family) =>
        family.WidensFourfold || config.Has("n_embd")
            ? HuggingFaceModelReader.HiddenSize(config) * (config.FindInteger("expansion_ratio", 1, 64) ?? 4)
            : null;

    private static int? ExpertCount(JsonObjectReader config)
    {
        if (config.Has("enable_moe_block") && !config.Flag("enable_moe_block", false))
        {
            return null;
        }

        return ExpertCounts.Select(name => config.FindInteger(name, 0, 1 << 16)).FirstOrDefault(experts => experts is > 0);
    }

    private static IReadOnlyList<bool> SparseLayers(JsonObjectReader config, int count)
    {
        if (config.Has("mlp_layer_types"))
        {
            return [.. config.Texts("mlp_layer_types").Select(type => type == "sparse")];
        }

        if (config.FindIntegers("moe_layer_freq") is { } frequencies)
        {
            return [.. frequencies.Select(frequency => frequency == 1)];
        }

        var firstDense = config.FindInteger("first_k_dense_replace", 0, count) ?? 0;
        var step = config.FindInteger("interleave_moe_layer_step", 1, count) ?? config.FindInteger("decoder_sparse_step", 1, count)
            ?? config.FindInteger("moe_layer_freq", 1, count) ?? 1;
        var denseOnly = config.FindIntegers("mlp_only_layers") ?? [];
        var offset = config.Has("interleave_moe_layer_step") || config.Has("decoder_sparse_step") ? 1 : 0;
        return [.. Enumerable.Range(0, count).Select(i => i >= firstDense && (i + offset) % step == 0 && !denseOnly.Contains(i))];
    }

    private static int SharedWidth(JsonObjectReader config, Family family, int expertWidth)
    {
        if (family.ModelType == "llama4_text")
        {
            return config.Integer("intermediate_size", 1, WidestBlock);
        }

        return config.FindInteger("shared_expert_intermediate_size", 0, WidestBlock)
            ?? config.FindInteger("moe_shared_expert_intermediate_size", 0, WidestBlock)
            ?? config.FindInteger("share_expert_dim", 0, WidestBlock)
            ?? ((config.FindInteger("n_shared_experts", 0, 64) ?? config.FindInteger("num_shared_experts", 0, 64) ?? 0) * expertWidth);
    }

    /// <summary>A correction or bias for each expert where the family has one; Gemma 4 scales inputs and experts too.</summary>
    private static int RouterExtras(JsonObjectReader config, Family family, int experts)
    {
        if (family.ModelType == "gemma4_text")
        {
            return experts + config.Integer("hidden_size", 1, 1 << 20);
        }

        var corrected = config.FindText("topk_method") == "noaux_tc" || config.FindText("scoring_func") == "sigmoid"
            || config.Flag("use_routing_bias", false) || config.Flag("use_moe_router_bias", false)
            || family.ModelType is "gpt_oss" or "nemotron_h" or "glm4_moe" or "glm_moe_dsa";
        return corrected ? experts : 0;
    }
}
