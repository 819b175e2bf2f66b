using InferenceModel.Models;
using Xunit;

namespace InferenceModel.Tests.Models;

public sealed class CacheAndWeightTests
{
    [Fact]
    public void Grouped_attention_caches_keys_and_values_of_its_key_heads() =>
        // 80 layers x 8 heads x 128 x (key + value) x 2 bytes
        Assert.Equal(80 * 8 * 128 * 2 * 2, Repository.Model("llama-3.1-70b").KvBytesPerToken.Total);

    [Fact]
    public void Latent_attention_caches_one_latent_and_one_rotary_key() =>
        // 61 layers x (512 + 64) x 2 bytes
        Assert.Equal(61 * (512 + 64) * 2, Repository.Model("deepseek-v3").KvBytesPerToken.Total);

    [Fact]
    public void Sparse_latent_attention_adds_an_index_key_in_eight_bits_with_a_scale() =>
        // 61 layers x (576 x 2 bytes + 128 bytes + one 4-byte scale)
        Assert.Equal(61 * ((576 * 2) + 128 + 4), Repository.Model("deepseek-v3.2").KvBytesPerToken.Total);

    [Fact]
    public void A_sliding_window_keeps_no_more_than_the_window()
    {
        // gpt-oss-120b: 18 of 36 layers keep 128 tokens; 8 heads x 64 x (key + value) x 2 bytes a token and layer
        var model = Repository.Model("gpt-oss-120b");
        const double perLayer = 8 * 64 * 2 * 2;
        Assert.Equal(36 * perLayer, model.KvBytesPerToken.Total);
        Assert.Equal((18 * 1000 * perLayer) + (18 * 128 * perLayer), model.KvBytes(1000, KvCacheFormat.Bf16).Total);
    }

    [Fact]
    public void Multi_query_attention_caches_one_head() =>
        // StarCoder: 40 layers x 1 head x 128 x (key + value) x 2 bytes
        Assert.Equal(40 * 1 * 128 * 2 * 2, Repository.Model("starcoder").KvBytesPerToken.Total);

    [Fact]
    public void Falcon_shares_one_head_in_the_old_layer_and_groups_heads_in_the_new()
    {
        // 7B: 32 layers x 1 head x 64; 40B: 60 layers x 8 heads x 64; each x (key + value) x 2 bytes
        Assert.Equal(32 * 1 * 64 * 2 * 2, Repository.Model("falcon-7b").KvBytesPerToken.Total);
        Assert.Equal(60 * 8 * 64 * 2 * 2, Repository.Model("falcon-40b").KvBytesPerToken.Total);
    }

    [Fact]
    public void Heads_searched_layer_by_layer_add_up() =>
        // DeciLM: 67 heads over all layers x 128 x (key + value) x 2 bytes
        Assert.Equal(67 * 128 * 2 * 2, Repository.Model("decilm-7b").KvBytesPerToken.Total);

    [Fact]
    public void Attention_without_rotary_positions_caches_all_heads() =>
        // BLOOM: 70 layers x 112 heads x 128 x (key + value) x 2 bytes
        Assert.Equal(70 * 112 * 128 * 2 * 2, Repository.Model("bloom-176b").KvBytesPerToken.Total);

    [Fact]
    public void Every_sixth_layer_of_Gemma_3_keeps_everything()
    {
        // 27B: 62 layers, 10 of them full; 16 heads x 128 x (key + value) x 2 bytes; the others keep 1024 tokens
        const double perLayer = 16 * 128 * 2 * 2;
        Assert.Equal((10 * 8000 * perLayer) + (52 * 1024 * perLayer), Repository.Model("gemma-3-27b").KvBytes(8000, KvCacheFormat.Bf16).Total);
    }

    [Fact]
    public void Linear_layers_keep_a_state_and_no_cache()
    {
        // Qwen3-Next: 12 full layers x 2 heads x 256 x 2 x 2 bytes; 36 layers with 32 x 128 x 128 numbers of 4 bytes and a
        // convolution tail of 3 tokens x (2 x 16 x 128 + 32 x 128) x 2 bytes
        var model = Repository.Model("qwen3-next-80b-a3b");
        Assert.Equal(12 * 2 * 256 * 2 * 2, model.KvBytesPerToken.Total);
        Assert.Equal(36 * ((32 * 128 * 128 * 4) + (3 * ((2 * 16 * 128) + (32 * 128)) * 2)), model.StateBytesPerSequence.Total);
    }

    [Fact]
    public void Sixteen_bit_weights_take_two_bytes_each() =>
        Assert.Equal(2 * 8_030_261_248.0, Repository.Model("llama-3.1-8b").WeightBytes.Total);

    [Fact]
    public void Eight_bit_checkpoints_keep_embedding_head_and_norms_in_sixteen()
    {
        // Llama-3.1-70B FP8: embedding and head 2 x 128256 x 8192, norms 161 x 8192 in 16 bits, all else in 8
        const double outer = (2.0 * 128256 * 8192) + (161 * 8192);
        Assert.Equal((2 * outer) + (70_553_706_496 - outer), Repository.Model("llama-3.1-70b-fp8").WeightBytes.Total);
    }

    [Fact]
    public void Microscaled_experts_take_four_and_a_quarter_bits()
    {
        // gpt-oss-20b: 24 layers x 32 experts x (3 x 2880 x 2880 + 3 x 2880 of biases) at 4.25 bits
        var model = Repository.Model("gpt-oss-20b");
        const double experts = 24.0 * 32 * ((3.0 * 2880 * 2880) + (3 * 2880));
        Assert.Equal((experts * 4.25 / 8) + ((model.LoadedParameters - experts) * 2), model.WeightBytes.Total, 1.0);
    }

    [Theory]
    [InlineData("bf16", 16)]
    [InlineData("fp8_block", 8.001953125)]
    [InlineData("int4", 4.125)]
    [InlineData("nvfp4", 4.5)]
    [InlineData("mxfp4", 4.25)]
    public void A_format_counts_its_scales(string format, double bits) => Assert.Equal(bits, WeightFormat.Find(format)!.BitsPerWeight);
}
