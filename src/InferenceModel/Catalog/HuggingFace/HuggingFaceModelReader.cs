using System.Collections.Immutable;
using InferenceModel.Catalog.Json;
using InferenceModel.Models;

namespace InferenceModel.Catalog.HuggingFace;

/// <summary>
/// Makes a language model of a Hugging Face <c>config.json</c>. Members are read by what they mean (a latent rank makes
/// latent attention, an expert count a mixture), so a new family with known parts needs no code; parts that are not
/// modelled refuse the file by name.
/// </summary>
internal static class HuggingFaceModelReader
{
    private const int MostLayers = 1024;
    private const int WidestLayer = 1 << 20;

    /// <summary>Reads a model.</summary>
    /// <param name="id">What to call it.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="root">The parsed config.json.</param>
    /// <param name="quantisation">The parsed hf_quant_config.json, or null.</param>
    /// <param name="findings">The list the parser reports to; the model is null where it grew.</param>
    public static LanguageModel? Read(string id, string name, JsonObjectReader root, JsonObjectReader? quantisation, FindingList findings)
    {
        var faults = findings.Count;
        var config = root.FindObject("text_config") ?? root.FindObject("language_config") ?? root;
        var family = Family.Of(config.FindText("model_type") ?? root.FindText("model_type") ?? string.Empty).In(config);
        if (Refusal(root, config) is { } refusal)
        {
            root.Report(refusal.Member, refusal.Reason);
            return null;
        }

        var layerCount = LayerCount(config);
        var hidden = HiddenSize(config);
        var vocabulary = config.Integer("vocab_size", 1, 1 << 24);
        var scheme = Scheme(root, config, quantisation) with { ExpertsBesideBlock = family.ModelType == "gemma4_text" };
        var layers = LayerReader.Read(config, family, layerCount, hidden, scheme);
        if (findings.Count > faults)
        {
            return null;
        }

        return new LanguageModel
        {
            Id = id,
            Name = name,
            HiddenSize = hidden,
            VocabularySize = vocabulary,
            MaximumContext = config.FindInteger("max_position_embeddings", 1, int.MaxValue) ?? config.FindInteger("n_positions", 1, int.MaxValue)
                ?? config.FindInteger("max_seq_len", 1, int.MaxValue) ?? config.FindInteger("seq_length", 1, int.MaxValue) ?? 4096,
            Layers = Group(layers),
            TiedEmbeddings = Tied(root, config, family),
            PositionRows = family.HasLearnedPositions
                ? family.SparePositionRows + (config.FindInteger("n_positions", 1, WidestLayer) ?? config.FindInteger("max_position_embeddings", 1, WidestLayer) ?? 0) : 0,
            FinalNormParameters = (long)hidden * family.OuterNorms * (family.UsesLayerNorm ? 2 : 1),
            HasHeadBias = family.HasHeadBias,
            HeadFormat = scheme.HeadFormat,
            KvFormat = scheme.KvFormat ?? KvCacheFormat.Bf16,
            MultiTokenPredictionModules = config.FindInteger("num_nextn_predict_layers", 0, 64) ?? config.FindInteger("num_mtp_modules", 0, 64) ?? config.FindInteger("mtp_num_hidden_layers", 0, 64) ?? 0,
            Counting = family.Counting,
            Notes = family.Notes(config, root),
        };
    }

    /// <summary>Width of the residual stream under the names configurations give it.</summary>
    /// <param name="config">The text configuration.</param>
    public static int HiddenSize(JsonObjectReader config) =>
        config.FindInteger("hidden_size", 1, WidestLayer) ?? config.FindInteger("n_embd", 1, WidestLayer) ?? config.FindInteger("n_embed", 1, WidestLayer)
        ?? config.FindInteger("d_model", 1, WidestLayer) ?? config.Integer("hidden_size", 1, WidestLayer);

    private static int LayerCount(JsonObjectReader config) =>
        config.FindInteger("num_hidden_layers", 1, MostLayers)
        ?? config.FindInteger("n_layer", 1, MostLayers)
        ?? config.FindInteger("n_layers", 1, MostLayers)
        ?? (config.Has("layers_block_type") && !config.Has("num_hidden_layers") ? config.Texts("layers_block_type").Count : null as int?)
        ?? config.Integer("num_hidden_layers", 1, MostLayers);

    private static bool Tied(JsonObjectReader root, JsonObjectReader config, Family family) =>
        config.Flag("tie_word_embeddings", root.Flag("tie_word_embeddings", family.TiesByDefault));

    private static QuantisationScheme Scheme(JsonObjectReader root, JsonObjectReader config, JsonObjectReader? quantisation)
    {
        if (quantisation is not null)
        {
            return QuantisationReader.Read(quantisation.FindObject("quantization") ?? quantisation);
        }

        return (root.FindObject("quantization_config") ?? config.FindObject("quantization_config")) is { } inside
            ? QuantisationReader.Read(inside)
            : QuantisationScheme.None;
    }

    private static (string Member, string Reason)? Refusal(JsonObjectReader root, JsonObjectReader config)
    {
        if (config.Has("compress_ratios"))
        {
            return ("compress_ratios", "compressed sparse attention (DeepSeek-V4 CSA and HCA) and hyper-connections (hc_mult) are not modelled");
        }

        if (config.FindObject("linear_attn_config") is { } linear && linear.Has("kda_layers"))
        {
            return ("linear_attn_config", "Kimi delta attention and attention residuals (attn_res_block_size) are not modelled");
        }

        if (config.Has("cross_attention_layers"))
        {
            return ("cross_attention_layers", "layers that attend to images are not modelled");
        }

        if (config.FindInteger("word_embed_proj_dim", 1, WidestLayer) is { } width && width != config.FindInteger("hidden_size", 1, WidestLayer))
        {
            return ("word_embed_proj_dim", "hidden_size; an embedding narrower than the layers is not modelled");
        }

        if (root.Flag("is_encoder_decoder", false))
        {
            return ("is_encoder_decoder", "encoder-decoder models are not modelled; only decoder-only language models are");
        }

        var architectures = root.Texts("architectures");
        var architecture = architectures.Count > 0 ? architectures[0] : "ForCausalLM";
        if (!architecture.EndsWith("ForCausalLM", StringComparison.Ordinal) && !architecture.Contains("ConditionalGeneration", StringComparison.Ordinal)
            && !architecture.EndsWith("LMHeadModel", StringComparison.Ordinal))
        {
            return ("architectures", "a language model for generation (...ForCausalLM, ...ForConditionalGeneration, ...LMHeadModel)");
        }

        return null;
    }

    private static ImmutableArray<LayerGroup> Group(IReadOnlyList<DecoderLayer> layers)
    {
        var groups = ImmutableArray.CreateBuilder<LayerGroup>();
        foreach (var layer in layers)
        {
            if (groups.Count > 0 && groups[^1].Layer == layer)
            {
                groups[^1] = groups[^1] with { Count = groups[^1].Count + 1 };
            }
            else
            {
                groups.Add(new LayerGroup(1, layer));
            }
        }

        return groups.ToImmutable();
    }
}
