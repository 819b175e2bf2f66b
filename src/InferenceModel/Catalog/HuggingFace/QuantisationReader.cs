using System.Collections.Immutable;
using InferenceModel.Catalog.Json;
using InferenceModel.Models;

namespace InferenceModel.Catalog.HuggingFace;

/// <summary>Reads <c>quantization_config</c> of a config.json, or an <c>hf_quant_config.json</c> beside it.</summary>
internal static class QuantisationReader
{
    /// <summary>The scheme a configuration describes; a faulty one is reported and read as 16 bits.</summary>
    /// <param name="config">The object with the method, the algorithm or the groups.</param>
    public static QuantisationScheme Read(JsonObjectReader config)
    {
        var method = config.FindText("quant_method") ?? string.Empty;
        var algorithm = config.FindText("quant_algo") ?? string.Empty;
        ImmutableArray<string> excluded =
            [.. config.Texts("modules_to_not_convert"), .. config.Texts("ignore"), .. config.Texts("exclude_modules")];
        var layers = LayerRules(config);
        var groups = GroupRules(config);
        var kv = Kv(config);
        if (layers.Length > 0)
        {
            return new QuantisationScheme(WeightFormat.Bf16, layers, excluded, kv);
        }

        if (groups.Length > 0)
        {
            var plain = groups.FirstOrDefault(rule => rule.Pattern == "Linear").Format ?? WeightFormat.Bf16;
            return new QuantisationScheme(plain, [.. groups.Where(rule => rule.Pattern != "Linear")], excluded, kv);
        }

        var format = Algorithm(algorithm, config) ?? Method(method, config);
        if (format is null)
        {
            config.Report(algorithm.Length > 0 ? "quant_algo" : "quant_method", "one of fp8, mxfp4, awq, gptq, compressed-tensors, modelopt, bitsandbytes, or algorithm FP8, NVFP4, W4A16_AWQ, INT8_SQ, MXFP4");
            return QuantisationScheme.None;
        }

        return new QuantisationScheme(format, [], excluded, kv);
    }

    private static WeightFormat? Algorithm(string algorithm, JsonObjectReader config) => algorithm.ToUpperInvariant() switch
    {
        "FP8" => WeightFormat.Fp8,
        "FP8_PB_WO" or "FP8_PB_REAL" or "FP8_BLOCK_SCALES" => WeightFormat.Fp8Block,
        "NVFP4" or "W4A16_NVFP4" => WeightFormat.Nvfp4,
        "MXFP4" or "W4A16_MXFP4" => WeightFormat.Mxfp4,
        "W4A16_AWQ" or "W4A16" => Int4(config),
        "INT8_SQ" or "W8A8_SQ_PER_CHANNEL" => WeightFormat.Int8,
        _ => null,
    };

    private static WeightFormat? Method(string method, JsonObjectReader config) => method switch
    {
        "fp8" => config.FindIntegers("weight_block_size") is null ? WeightFormat.Fp8 : WeightFormat.Fp8Block,
        "mxfp4" => WeightFormat.Mxfp4,
        "awq" or "gptq" or "awq_marlin" or "gptq_marlin" =>
            (config.FindInteger("bits", 2, 8) ?? config.FindInteger("w_bit", 2, 8) ?? 4) == 8 ? WeightFormat.Int8 : Int4(config),
        "bitsandbytes" => config.Flag("load_in_8bit", false) ? WeightFormat.Int8 : WeightFormat.Int4,
        _ => null,
    };

    private static WeightFormat Int4(JsonObjectReader config) =>
        (config.FindInteger("group_size", -1, 65536) ?? 128) == 32 ? WeightFormat.Int4Group32 : WeightFormat.Int4;

    private static ImmutableArray<(string Pattern, WeightFormat Format)> LayerRules(JsonObjectReader config)
    {
        if (config.FindObject("quantized_layers") is not { } layers)
        {
            return [];
        }

        return
        [
            .. layers.Names.Select(name => (name, layers.FindObject(name)))
                .Where(pair => pair.Item2 is not null)
                .Select(pair => (pair.name, Algorithm(pair.Item2!.FindText("quant_algo") ?? string.Empty, pair.Item2) ?? WeightFormat.Bf16)),
        ];
    }

    private static ImmutableArray<(string Pattern, WeightFormat Format)> GroupRules(JsonObjectReader config)
    {
        if (config.FindObject("config_groups") is not { } groups)
        {
            return [];
        }

        var rules = ImmutableArray.CreateBuilder<(string, WeightFormat)>();
        foreach (var name in groups.Names)
        {
            if (groups.FindObject(name) is { } group && group.FindObject("weights") is { } weights)
            {
                var format = GroupFormat(weights, group.Has("input_activations"));
                var targets = group.Texts("targets");
                rules.AddRange((targets.Count == 0 ? ["Linear"] : targets).Select(target => (target, format)));
            }
        }

        return rules.ToImmutable();
    }

    private static WeightFormat GroupFormat(JsonObjectReader weights, bool quantisesActivations)
    {
        var bits = weights.FindInteger("num_bits", 2, 16) ?? 8;
        var isFloat = weights.FindText("type") != "int";
        var block = weights.FindIntegers("block_structure") is not null || weights.FindText("strategy") == "block";
        return (bits, isFloat) switch
        {
            (4, true) => quantisesActivations ? WeightFormat.Nvfp4 : WeightFormat.Mxfp4,
            (4, false) => (weights.FindInteger("group_size", -1, 65536) ?? 128) == 32 ? WeightFormat.Int4Group32 : WeightFormat.Int4,
            (8, true) => block ? WeightFormat.Fp8Block : WeightFormat.Fp8,
            (8, false) => WeightFormat.Int8,
            _ => WeightFormat.Bf16,
        };
    }

    private static KvCacheFormat? Kv(JsonObjectReader config)
    {
        var name = config.FindText("kv_cache_quant_algo")
            ?? (config.Find("kv_cache_scheme") is { Kind: JsonKind.Text } scheme ? scheme.Text : null);
        if (name is not null)
        {
            return name.ToUpperInvariant() switch { "FP8" or "INT8" => KvCacheFormat.Fp8, "NVFP4" => KvCacheFormat.Fp4, _ => null };
        }

        if (config.Find("kv_cache_scheme") is { Kind: JsonKind.Object })
        {
            return config.FindObject("kv_cache_scheme")!.FindInteger("num_bits", 2, 16) switch { 8 => KvCacheFormat.Fp8, 4 => KvCacheFormat.Fp4, _ => null };
        }

        return null;
    }
}
