using InferenceModel.Models;

namespace InferenceModel.Estimation;

/// <summary>
/// The corrections a model will probably ask for, so that they can be loaded beside other work: parts of families. One left out is loaded
/// when it is asked for.
/// </summary>
public static class LikelyFamilies
{
    /// <summary>What nearly every model runs.</summary>
    public static IReadOnlyList<(string Family, string Part)> OfAll { get; } =
        [("gemm", "half"), ("gemm", "eight_bit"), ("context_attention", "flash"), ("generation_attention", "flash")];

    /// <summary>Families and parts.</summary>
    /// <param name="model">The model.</param>
    public static IEnumerable<(string Family, string Part)> Of(LanguageModel model)
    {
        var layers = model.Layers.Select(group => group.Layer).ToList();
        if (layers.Any(layer => layer.Mixer is LatentAttention))
        {
            yield return ("context_mla", "all");
            yield return ("generation_mla", "all");
            yield return ("mla_bmm", "all");
        }

        if (layers.Any(layer => layer.Mixer is GatedDeltaNet))
        {
            yield return ("gdn", "all");
            yield return ("short_convolution", "all");
        }
    }
}
