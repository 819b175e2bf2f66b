using InferenceModel.Catalog.Json;
using InferenceModel.Models;

namespace InferenceModel.Catalog.HuggingFace;

/// <summary>Reads what lets tokens see each other: one mixer for every layer.</summary>
internal static class MixerReader
{
    private const int MostHeads = 4096;
    private const int WidestHead = 8192;

    /// <summary>The mixers of a model without a hybrid pattern.</summary>
    /// <param name="config">The text configuration.</param>
    /// <param name="family">What it leaves unsaid.</param>
    /// <param name="count">Number of layers.</param>
    /// <param name="hidden">Width of the residual stream.</param>
    public static IReadOnlyList<SequenceMixer> Read(JsonObjectReader config, Family family, int count, int hidden)
    {
        if (config.Has("kv_lora_rank"))
        {
            return Latent(config, count);
        }

        var full = Grouped(config, family, hidden);
        if (config.FindIntegers("num_key_value_heads_per_layer") is { } keyHeads)
        {
            return SearchedHeads(config, full, keyHeads, count);
        }

        var kinds = LayerKinds(config, family, count);
        if (kinds.Count != count)
        {
            config.Report("layer_types", $"one entry for each of {count} layers");
            return [];
        }

        var sliding = kinds.Contains("sliding_attention") ? Sliding(config, full) : full;
        var chunked = kinds.Contains("chunked_attention") ? full with { SlidingWindow = config.Integer("attention_chunk_size", 1, int.MaxValue) } : full;
        SequenceMixer linear = kinds.Contains("linear_attention") ? DeltaNet(config) : full;
        var wide = family.ModelType == "gemma4_text" ? Global(config, full) : full;
        var sparse = kinds.Contains("sparse_attention") ? Sparse(config, full, hidden) : full;
        return
        [
            .. kinds.Select(kind => kind switch
            {
                "full_attention" => wide,
                "sliding_attention" => sliding,
                "chunked_attention" => chunked,
                "sparse_attention" => sparse,
                "linear_attention" => linear,
                _ => Unknown(config, kind, full),
            }),
        ];
    }

    /// <summary>Plain grouped attention of the whole model.</summary>
    /// <param name="config">The text configuration.</param>
    /// <param name="family">What it leaves unsaid.</param>
    /// <param name="hidden">Width of the residual stream.</param>
    public static GroupedAttention Grouped(JsonObjectReader config, Family family, int hidden)
    {
        var heads = config.FindInteger("num_attention_heads", 1, MostHeads) ?? config.FindInteger("n_head", 1, MostHeads)
            ?? config.FindInteger("n_heads", 1, MostHeads) ?? config.Integer("num_attention_heads", 1, MostHeads);
        var dimension = config.FindInteger("head_dim", 1, WidestHead) ?? config.FindInteger("attention_head_dim", 1, WidestHead) ?? Math.Max(1, hidden / heads);
        var keyHeads = KeyHeads(config, family) ?? heads;
        if (heads % keyHeads != 0)
        {
            config.Report("num_key_value_heads", $"a divisor of num_attention_heads, {heads}");
        }

        var bias = family.HasBiasEverywhere || config.Flag(family.AttentionBiasMember, config.Flag("qkv_bias", family.HasQueryBias));
        return new GroupedAttention(heads, keyHeads, dimension, config.FindInteger("v_head_dim", 1, WidestHead) ?? dimension)
        {
            InputBias = bias,
            OutputBias = bias && !family.KeepsOutputUnbiased,
            OutputGate = config.Flag("attn_output_gate", family.ModelType == "qwen3_next"),
            Sinks = family.ModelType == "gpt_oss" || config.Flag("add_full_attention_sink_bias", false),
            Normalisation = Normalisation(config, family),
        };
    }

    private static int? KeyHeads(JsonObjectReader config, Family family) =>
        config.FindInteger("num_key_value_heads", 1, MostHeads)
        ?? (family.SharesKeys && config.Flag("multi_query", true) ? 1 : null as int?)
        ?? config.FindInteger("num_kv_heads", 1, MostHeads)
        ?? config.FindObject("attn_config")?.FindInteger("kv_n_heads", 1, MostHeads);

    /// <summary>The state-space mixer of a Nemotron-H model.</summary>
    /// <param name="config">The text configuration.</param>
    public static StateSpaceMixer StateSpace(JsonObjectReader config) => new(
        config.Integer("mamba_num_heads", 1, MostHeads),
        config.Integer("mamba_head_dim", 1, WidestHead),
        config.FindInteger("n_groups", 1, MostHeads) ?? 1,
        config.Integer("ssm_state_size", 1, WidestHead),
        config.FindInteger("conv_kernel", 1, 64) ?? 4);

    private static QueryKeyNorm Normalisation(JsonObjectReader config, Family family)
    {
        // Llama 4 normalises without gains, so the member adds no parameter there.
        if (family.ModelType == "llama4_text" || !config.Flag("use_qk_norm", family.Normalisation != QueryKeyNorm.None))
        {
            return QueryKeyNorm.None;
        }

        // Cohere gives each head gains of its own.
        return config.FindText("qk_norm_type") == "per_layer" || family.ModelType == "cohere" ? QueryKeyNorm.PerLayer : QueryKeyNorm.PerHead;
    }

    private static GatedDeltaNet DeltaNet(JsonObjectReader config) => new(
        config.Integer("linear_num_key_heads", 1, MostHeads),
        config.Integer("linear_key_head_dim", 1, WidestHead),
        config.Integer("linear_num_value_heads", 1, MostHeads),
        config.Integer("linear_value_head_dim", 1, WidestHead),
        config.FindInteger("linear_conv_kernel_dim", 1, 64) ?? 4);

    private static GroupedAttention Sliding(JsonObjectReader config, GroupedAttention full)
    {
        var heads = config.FindInteger("swa_num_attention_heads", 1, MostHeads) ?? full.QueryHeads;
        var keyDimension = config.FindInteger("swa_head_dim", 1, WidestHead) ?? full.KeyDimension;
        return full with
        {
            QueryHeads = heads,
            KeyHeads = config.FindInteger("swa_num_key_value_heads", 1, MostHeads) ?? full.KeyHeads,
            KeyDimension = keyDimension,
            ValueDimension = config.FindInteger("swa_v_head_dim", 1, WidestHead) ?? full.ValueDimension,
            SlidingWindow = config.Integer("sliding_window", 1, int.MaxValue),
            Sinks = full.Sinks || config.Flag("add_swa_attention_sink_bias", false),
        };
    }

    private static GroupedAttention Global(JsonObjectReader config, GroupedAttention full)
    {
        var dimension = config.FindInteger("global_head_dim", 1, WidestHead) ?? full.KeyDimension;
        return full with
        {
            KeyDimension = dimension,
            ValueDimension = dimension,
            KeyHeads = config.FindInteger("num_global_key_value_heads", 1, MostHeads) ?? full.KeyHeads,
            ValuesAreKeys = config.Flag("attention_k_eq_v", false),
        };
    }

    private static GroupedAttention Sparse(JsonObjectReader config, GroupedAttention full, int hidden)
    {
        var sparse = config.Object("sparse_attention_config");
        var tokens = sparse.Integer("sparse_topk_blocks", 1, 1 << 20) * sparse.Integer("sparse_block_size", 1, 1 << 16);
        return full with
        {
            Indexer = new SparseIndexer(sparse.Integer("sparse_num_index_heads", 1, MostHeads), sparse.Integer("sparse_index_dim", 1, WidestHead), tokens, hidden),
        };
    }

    private static IReadOnlyList<SequenceMixer> Latent(JsonObjectReader config, int count)
    {
        var queryRank = config.FindInteger("q_lora_rank", 1, 1 << 20);
        var latent = new LatentAttention(
            config.Integer("num_attention_heads", 1, MostHeads),
            queryRank,
            config.Integer("kv_lora_rank", 1, 1 << 20),
            config.Integer("qk_nope_head_dim", 1, WidestHead),
            config.Integer("qk_rope_head_dim", 0, WidestHead),
            config.Integer("v_head_dim", 1, WidestHead));
        if (!config.Has("index_topk"))
        {
            return [.. Enumerable.Repeat(latent, count)];
        }

        var indexer = new SparseIndexer(
            config.Integer("index_n_heads", 1, MostHeads), config.Integer("index_head_dim", 1, WidestHead),
            config.Integer("index_topk", 1, 1 << 24), queryRank ?? config.Integer("hidden_size", 1, 1 << 20));
        var types = config.Texts("indexer_types");
        return
        [
            .. Enumerable.Range(0, count).Select(i => latent with
            {
                Indexer = indexer with { ScoresTokens = i >= types.Count || types[i] != "shared" },
            }),
        ];
    }

    /// <summary>Layers whose number of key-value heads was searched (DeciLM); all other shapes are those of the model.</summary>
    private static IReadOnlyList<SequenceMixer> SearchedHeads(JsonObjectReader config, GroupedAttention full, IReadOnlyList<int> keyHeads, int count)
    {
        if (keyHeads.Count != count || keyHeads.Any(heads => heads < 1 || full.QueryHeads % heads != 0))
        {
            config.Report("num_key_value_heads_per_layer", $"for each of {count} layers a divisor of num_attention_heads, {full.QueryHeads}");
            return [];
        }

        return [.. keyHeads.Select(heads => full with { KeyHeads = heads })];
    }

    private static IReadOnlyList<string> LayerKinds(JsonObjectReader config, Family family, int count)
    {
        if (config.Has("layer_types"))
        {
            return config.Texts("layer_types");
        }

        if (config.FindIntegers("hybrid_layer_pattern") is { } pattern)
        {
            return [.. pattern.Select(kind => kind == 1 ? "sliding_attention" : "full_attention")];
        }

        if (config.FindObject("sparse_attention_config")?.FindIntegers("sparse_attention_freq") is { } sparse)
        {
            return [.. sparse.Select(kind => kind == 1 ? "sparse_attention" : "full_attention")];
        }

        if (config.FindInteger("full_attention_interval", 1, 1024) is { } interval)
        {
            return [.. Enumerable.Range(1, count).Select(i => i % interval == 0 ? "full_attention" : "linear_attention")];
        }

        if (config.Has("attention_chunk_size") && config.Has("interleave_moe_layer_step"))
        {
            // Llama 4: every fourth layer has no rotary position and sees everything (no_rope_layer_interval, default 4).
            return [.. Enumerable.Range(1, count).Select(i => i % 4 == 0 ? "full_attention" : "chunked_attention")];
        }

        var slides = config.FindInteger("sliding_window", 1, int.MaxValue) is not null && config.Flag("use_sliding_window", true);
        if (slides && family.FullAttentionPeriod > 0)
        {
            var period = config.FindInteger("sliding_window_pattern", 1, 1024) ?? family.FullAttentionPeriod;
            return [.. Enumerable.Range(1, count).Select(i => i % period == 0 ? "full_attention" : "sliding_attention")];
        }

        return [.. Enumerable.Repeat(slides ? "sliding_attention" : "full_attention", count)];
    }

    private static GroupedAttention Unknown(JsonObjectReader config, string kind, GroupedAttention full)
    {
        config.Report("layer_types", $"full_attention, sliding_attention, chunked_attention or linear_attention; '{Finding.Shorten(kind)}' is not modelled");
        return full;
    }
}
