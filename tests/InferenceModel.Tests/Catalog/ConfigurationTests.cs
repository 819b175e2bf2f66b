using System.Text;
using InferenceModel.Catalog;
using InferenceModel.Catalog.HuggingFace;
using InferenceModel.Catalog.Json;
using InferenceModel.Models;
using Xunit;

namespace InferenceModel.Tests.Catalog;

public sealed class ConfigurationTests
{
    private const string Llama = """
        { "architectures": ["LlamaForCausalLM"], "model_type": "llama", "num_hidden_layers": 2, "hidden_size": 64,
          "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 128, "vocab_size": 1000 }
        """;

    [Fact]
    public void Each_measured_configuration_gives_a_model_or_says_what_is_not_modelled()
    {
        if (Repository.SharedData is not { } data)
        {
            Assert.Skip("the measured data is not beside the repository");
            return;
        }

        var readings = ModelCatalog.ReadConfigs(Path.Combine(data, "models")).ToList();
        Assert.InRange(readings.Count(reading => reading.Model is not null), 65, readings.Count);
        Assert.All(readings.Where(reading => reading.Model is null), reading => Assert.All(reading.Findings, finding => Assert.Contains("not modelled", finding.Expected, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_folder_with_a_configuration_is_read_with_its_quantisation()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", Llama);
        folder.Write("hf_quant_config.json", """{ "quantization": { "quant_algo": "NVFP4", "kv_cache_quant_algo": "FP8", "exclude_modules": ["lm_head", "model.layers.0.self_attn*"] } }""");
        var model = Repository.Catalog.Model(folder.Path, new FindingList())!;
        Assert.Equal(WeightFormat.Nvfp4, model.DominantFormat);
        Assert.Equal(KvCacheFormat.Fp8, model.KvFormat);
        Assert.Equal(WeightFormat.Bf16, model.Layers[0].Layer.Formats.Mixer);
        Assert.Equal(WeightFormat.Nvfp4, model.Layers[1].Layer.Formats.Mixer);
    }

    [Theory]
    [InlineData("\"hidden_size\": 64", "\"hidden_size\": -64", "hidden_size")]
    [InlineData("\"hidden_size\": 64", "\"hidden_size\": \"64\"", "hidden_size")]
    [InlineData("\"hidden_size\": 64", "\"hidden_size\": NaN", "hidden_size")]
    [InlineData("\"hidden_size\": 64", "\"hidden_size\": 1e30", "hidden_size")]
    [InlineData("\"hidden_size\": 64,", "", "hidden_size")]
    [InlineData("\"num_key_value_heads\": 2", "\"num_key_value_heads\": 3", "num_key_value_heads")]
    [InlineData("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 2000000000", "num_hidden_layers")]
    [InlineData("\"vocab_size\": 1000", "\"vocab_size\": 1000, \"vocab_size\": 1001", "vocab_size")]
    [InlineData("LlamaForCausalLM", "BertForMaskedLM", "architectures")]
    public void A_faulty_member_is_named_with_its_place(string from, string to, string member)
    {
        var findings = Faults(Llama.Replace(from, to, StringComparison.Ordinal));
        var finding = Assert.Single(findings, finding => finding.Subject.EndsWith(member, StringComparison.Ordinal));
        Assert.True(finding is { Line: > 0, Column: > 0 });
    }

    [Theory]
    [InlineData("num_key_value_heads_per_layer\": [1, 2, 4]", "num_key_value_heads_per_layer")]
    [InlineData("num_key_value_heads_per_layer\": [1, 3]", "num_key_value_heads_per_layer")]
    [InlineData("cross_attention_layers\": [1]", "cross_attention_layers")]
    [InlineData("word_embed_proj_dim\": 32", "word_embed_proj_dim")]
    public void A_part_that_is_not_modelled_or_does_not_fit_refuses_the_file(string added, string member) =>
        Assert.EndsWith(member, Assert.Single(Faults(Llama.Replace("\"vocab_size\"", $"\"{added}, \"vocab_size\"", StringComparison.Ordinal))).Subject, StringComparison.Ordinal);

    [Fact]
    public void Rules_for_prediction_modules_and_for_blocks_beside_the_experts_do_not_touch_the_experts()
    {
        // Both checkpoints exclude what bears the experts' name or number elsewhere: mtp.layers.0*, and the dense block of Gemma 4.
        Assert.Equal(WeightFormat.Nvfp4, Repository.Model("qwen3.5-122b-a10b-nvfp4").Layers[0].Layer.Formats.RoutedExperts);
        var gemma = Repository.Model("gemma-4-26b-a4b-nvfp4").Layers[0].Layer.Formats;
        Assert.Equal((WeightFormat.Nvfp4, WeightFormat.Bf16), (gemma.RoutedExperts, gemma.FeedForward));
        Assert.Equal(WeightFormat.Bf16, Scheme("model.layers.0.*").OfLayer(0).RoutedExperts);
        Assert.Equal(WeightFormat.Nvfp4, Scheme("mtp.layers.0*").OfLayer(0).RoutedExperts);
    }

    [Fact]
    public void All_faults_are_reported_at_once()
    {
        var findings = Faults(Llama.Replace("64", "-1", StringComparison.Ordinal).Replace("1000", "\"many\"", StringComparison.Ordinal).Replace("128", "0", StringComparison.Ordinal));
        Assert.True(findings.Length >= 3);
    }

    [Fact]
    public void A_truncated_file_is_refused_where_it_ends() =>
        Assert.True(Assert.Single(Faults(Llama[..60])).Line > 0);

    [Fact]
    public void Infinity_in_a_member_nobody_reads_does_no_harm() =>
        Assert.Empty(Faults(Llama.Replace("\"vocab_size\"", "\"time_step_limit\": [0.0, Infinity, -Infinity], \"vocab_size\"", StringComparison.Ordinal)));

    [Fact]
    public void Any_cut_or_changed_byte_is_answered_without_an_exception()
    {
        var random = new Random(20261124);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Llama);
            for (var j = random.Next(1, 4); j > 0; j--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(32, 127);
            }

            var findings = new FindingList();
            var root = JsonDocumentAt.Parse("fuzzed", bytes[..random.Next(1, bytes.Length)], findings);
            var model = root is null ? null : HuggingFaceModelReader.Read("x", "x", root, null, findings);
            Assert.True(model is not null || findings.Count > 0);
        }
    }

    private static QuantisationScheme Scheme(string excluded) => new(WeightFormat.Nvfp4, [], [excluded], null);

    private static System.Collections.Immutable.ImmutableArray<Finding> Faults(string json)
    {
        var findings = new FindingList();
        if (JsonDocumentAt.Parse("test.json", Encoding.UTF8.GetBytes(json), findings) is { } root)
        {
            HuggingFaceModelReader.Read("test", "test", root, null, findings);
        }

        return findings.Kept;
    }
}
