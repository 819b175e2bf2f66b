using InferenceModel.Catalog.Json;
using InferenceModel.Models;

namespace InferenceModel.Catalog.HuggingFace;

/// <summary>Makes the layers of a model of its configuration, in the order they run.</summary>
internal static class LayerReader
{
    /// <summary>Reads all layers.</summary>
    /// <param name="config">The text configuration.</param>
    /// <param name="family">What it leaves unsaid.</param>
    /// <param name="count">Number of layers.</param>
    /// <param name="hidden">Width of the residual stream.</param>
    /// <param name="scheme">Storage formats.</param>
    public static IReadOnlyList<DecoderLayer> Read(JsonObjectReader config, Family family, int count, int hidden, QuantisationScheme scheme)
    {
        if (HybridPattern(config) is { } pattern)
        {
            if (pattern.Length != count)
            {
                config.Report("num_hidden_layers", $"the layer pattern describes {pattern.Length} layers");
                return [];
            }

            return HybridLayers(config, family, pattern, hidden, scheme);
        }

        if (config.Has("block_configs"))
        {
            return SearchedLayers(config, family, count, hidden, scheme);
        }

        var mixers = MixerReader.Read(config, family, count, hidden);
        var feedForwards = FeedForwardReader.Read(config, family, count);
        if (mixers.Count != count || feedForwards.Count != count)
        {
            return [];
        }

        return
        [
            .. Enumerable.Range(0, count).Select(i => new DecoderLayer(
                mixers[i], feedForwards[i], NormParameters(family, feedForwards[i], hidden), scheme.OfLayer(i)) { IsParallel = family.IsParallel }),
        ];
    }

    private static long NormParameters(Family family, FeedForward feedForward, int hidden)
    {
        // Gemma 4 adds three norms around the mixture that runs beside its dense block, and a scalar for the layer.
        var beside = feedForward is MixtureFeedForward { ParallelDense: not null } ? 3 : 0;
        var scalar = family.ModelType == "gemma4_text" ? 1 : 0;
        return ((long)hidden * (family.NormsPerLayer + beside) * (family.UsesLayerNorm ? 2 : 1)) + scalar;
    }

    private static string? HybridPattern(JsonObjectReader config)
    {
        if (config.FindText("hybrid_override_pattern") is { } pattern)
        {
            return pattern;
        }

        return config.Has("layers_block_type")
            ? string.Concat(config.Texts("layers_block_type").Select(type => type switch { "mamba" => 'M', "attention" => '*', "moe" => 'E', "mlp" => '-', _ => '?' }))
            : null;
    }

    private static IReadOnlyList<DecoderLayer> HybridLayers(JsonObjectReader config, Family family, string pattern, int hidden, QuantisationScheme scheme)
    {
        if (pattern.AsSpan().IndexOfAnyExcept("M*E-") >= 0)
        {
            config.Report(config.Has("hybrid_override_pattern") ? "hybrid_override_pattern" : "layers_block_type", "layers of M (mamba), * (attention), - (mlp) and E (moe) only");
            return [];
        }

        var mamba = pattern.Contains('M', StringComparison.Ordinal) ? MixerReader.StateSpace(config) : null;
        var attention = pattern.Contains('*', StringComparison.Ordinal) ? MixerReader.Grouped(config, family, hidden) : null;
        var dense = pattern.Contains('-', StringComparison.Ordinal)
            ? new DenseFeedForward(config.Integer("intermediate_size", 1, 1 << 20), !family.IsUngated) : null;
        var mixture = pattern.Contains('E', StringComparison.Ordinal) ? FeedForwardReader.Mixture(config, family) : null;
        return
        [
            .. pattern.Select((kind, i) => new DecoderLayer(
                kind switch { 'M' => mamba, '*' => attention, _ => null },
                kind switch { '-' => dense, 'E' => mixture, _ => null },
                hidden,
                scheme.OfLayer(i))),
        ];
    }

    /// <summary>Layers found by architecture search: each has its own attention and feed-forward width, or none.</summary>
    private static IReadOnlyList<DecoderLayer> SearchedLayers(JsonObjectReader config, Family family, int count, int hidden, QuantisationScheme scheme)
    {
        var blocks = config.Objects("block_configs");
        if (blocks.Count != count)
        {
            config.Report("block_configs", $"one block for each of {count} layers");
            return [];
        }

        var heads = config.Integer("num_attention_heads", 1, 4096);
        var dimension = config.FindInteger("head_dim", 1, 4096) ?? (hidden / heads);
        return [.. blocks.Select((block, i) => SearchedLayer(block, family, hidden, heads, dimension, scheme.OfLayer(i)))];
    }

    private static DecoderLayer SearchedLayer(JsonObjectReader block, Family family, int hidden, int heads, int dimension, LayerFormats formats)
    {
        var attention = block.Object("attention");
        var feedForward = block.Object("ffn");
        foreach (var part in new[] { attention, feedForward })
        {
            if (part.Flag("replace_with_linear", false))
            {
                part.Report("replace_with_linear", "blocks replaced by a linear map are not modelled");
            }
        }

        SequenceMixer? mixer = attention.Flag("no_op", false)
            ? null
            : new GroupedAttention(heads, Math.Max(1, heads / attention.Integer("n_heads_in_group", 1, heads)), dimension, dimension);
        FeedForward? dense = feedForward.Flag("no_op", false)
            ? null
            : new DenseFeedForward(SearchedWidth(feedForward.Number("ffn_mult", 0.001, 64), hidden), IsGated: true);
        var norms = (mixer is null ? 0 : 1) + (dense is null ? 0 : 1);
        return new DecoderLayer(mixer, dense, (long)hidden * norms * (family.UsesLayerNorm ? 2 : 1), formats);
    }

    /// <summary>The width a multiplier means: two thirds of it, rounded up to a multiple of 256 (DeciLM modelling code).</summary>
    private static int SearchedWidth(double multiplier, int hidden) => ((int)(2 * multiplier * hidden / 3) + 255) / 256 * 256;
}
