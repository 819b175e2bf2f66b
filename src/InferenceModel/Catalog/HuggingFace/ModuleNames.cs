using System.Collections.Immutable;
using System.Globalization;

namespace InferenceModel.Catalog.HuggingFace;

/// <summary>What checkpoints call the parts of a layer; one name of each spelling in use.</summary>
internal static class ModuleNames
{
    private static readonly string[] MixerNames =
    [
        "self_attn.q_proj", "self_attn.q_b_proj", "self_attn.o_proj", "linear_attn.in_proj_qkv", "linear_attn.out_proj",
        "mixer.q_proj", "mixer.in_proj", "mixer.out_proj", "attn.q_proj",
    ];

    private static readonly string[] FeedForwardNames = ["mlp.down_proj", "mlp.gate_proj", "mixer.up_proj", "ffn.w1"];

    private static readonly string[] RoutedNames =
    [
        "mlp.experts.0.down_proj", "block_sparse_moe.experts.0.w1", "ffn.experts.0.w1", "mixer.experts.0.up_proj", "moe.experts.0.down_proj",
    ];

    private static readonly string[] SharedNames =
    [
        "mlp.shared_experts.down_proj", "mlp.shared_expert.down_proj", "ffn.shared_experts.w1", "mixer.shared_experts.up_proj",
    ];

    /// <summary>Attention and linear mixers.</summary>
    /// <param name="layer">The layer's number, from 0.</param>
    public static ImmutableArray<string> Mixer(int layer) => InLayer(layer, MixerNames);

    /// <summary>Dense feed-forward blocks.</summary>
    /// <param name="layer">The layer's number, from 0.</param>
    public static ImmutableArray<string> FeedForward(int layer) => InLayer(layer, FeedForwardNames);

    /// <summary>Routed experts.</summary>
    /// <param name="layer">The layer's number, from 0.</param>
    public static ImmutableArray<string> RoutedExperts(int layer) => InLayer(layer, RoutedNames);

    /// <summary>Routed experts of a layer that has a dense block too.</summary>
    /// <param name="layer">The layer's number, from 0.</param>
    public static ImmutableArray<string> ExpertsBesideBlock(int layer) => InLayer(layer, ["experts.0.down_proj"]);

    /// <summary>Shared experts.</summary>
    /// <param name="layer">The layer's number, from 0.</param>
    public static ImmutableArray<string> SharedExperts(int layer) => InLayer(layer, SharedNames);

    private static ImmutableArray<string> InLayer(int layer, string[] names) =>
        [.. names.Select(name => string.Create(CultureInfo.InvariantCulture, $"layers.{layer}.{name}"))];
}
