using InferenceModel.Models;
using InferenceModel.Profiling.Layers;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Measuring;

/// <summary>
/// A model cut to fewer layers: enough that their weights do not stay in the last cache from one run to the next, since those of the whole
/// model would not.
/// </summary>
public static class CutModel
{
    private static readonly Bytes LeastWeights = Bytes.OfMebi(160);
    private static readonly Bytes LargestLayer = Bytes.OfGibi(2);

    /// <summary>Why a model has no profile, or null where it can be profiled.</summary>
    /// <param name="model">The model, its weights in 32 bits.</param>
    public static string? Refusal(LanguageModel model) =>
        model.Layers.Select(group => LayerGraphs.Refusal(group.Layer)).FirstOrDefault(reason => reason is not null)
        ?? (model.Layers.Any(group => group.Layer.Mixer is LatentAttention) ? "latent attention has one graph for prompts and another for decoding" : null)
        ?? TooLarge(model);

    /// <summary>A graph carries its weights, and a file of this format ends at 2 GiB.</summary>
    private static string? TooLarge(LanguageModel model)
    {
        var largest = Bytes.Of((double)sizeof(float) * model.Layers.Max(group => group.Layer.Weights(model.HiddenSize).Sum(tensor => tensor.Parameters)));
        return largest > LargestLayer ? $"a layer holds {largest} in 32 bits, a graph at most {LargestLayer}" : null;
    }

    /// <summary>The model in 32 bits throughout, as processors run it.</summary>
    /// <param name="model">The model.</param>
    public static LanguageModel InFullPrecision(LanguageModel model) => model.WithPrecision(WeightFormat.Fp32) with { HeadFormat = WeightFormat.Fp32, KvFormat = KvCacheFormat.Fp32 };

    /// <summary>The cut model: each kind of layer as often as its share of the weights asks, at least once, at most as often as it is there.</summary>
    /// <param name="model">The model.</param>
    public static LanguageModel Of(LanguageModel model)
    {
        var kinds = model.Layers.GroupBy(group => group.Layer).Select(same => (Layer: same.Key, Count: same.Sum(group => group.Count))).ToList();
        var each = kinds.Sum(kind => kind.Layer.Weights(model.HiddenSize).Sum(tensor => tensor.Parameters)) * sizeof(float);
        var repeats = Math.Max(1, (int)Math.Ceiling(LeastWeights.Total / Math.Max(1, each)));
        return model with { Layers = [.. kinds.Select(kind => new LayerGroup(Math.Min(kind.Count, repeats), kind.Layer))] };
    }
}
