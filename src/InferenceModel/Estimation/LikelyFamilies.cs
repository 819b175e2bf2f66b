using InferenceModel.Models;

namespace InferenceModel.Estimation;

/// <summary>
/// The families of kernels a model will probably ask for, so that their corrections can be loaded beside other work. A family left out
/// is loaded when it is asked for.
/// </summary>
public static class LikelyFamilies
{
    /// <summary>What nearly every model runs.</summary>
    public static IReadOnlyList<string> OfAll { get; } = ["gemm", "context_attention", "generation_attention"];

    /// <summary>Names of families.</summary>
    /// <param name="model">The model.</param>
    public static IEnumerable<string> Of(LanguageModel model)
    {
        var layers = model.Layers.Select(group => group.Layer).ToList();
        if (layers.Any(layer => layer.Mixer is LatentAttention))
        {
            yield return "context_mla";
            yield return "generation_mla";
            yield return "mla_bmm";
        }

        if (layers.Any(layer => layer.FeedForward is MixtureFeedForward))
        {
            yield return "moe";
        }

        if (layers.Any(layer => layer.Mixer is GatedDeltaNet))
        {
            yield return "gdn";
            yield return "short_convolution";
        }
    }
}
