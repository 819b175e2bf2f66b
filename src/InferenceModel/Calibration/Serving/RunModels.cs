using System.Collections.Concurrent;
using InferenceModel.Catalog;
using InferenceModel.Models;

namespace InferenceModel.Calibration.Serving;

/// <summary>
/// Finds the checkpoint a run served: the model the source names, in the precision it states. Where makers publish a
/// quantised checkpoint of that name, that one; otherwise the named one with its projections in the stated formats.
/// </summary>
/// <param name="catalog">The catalogue.</param>
internal sealed class RunModels(ModelCatalog catalog)
{
    private static readonly string[] QuantisedEndings = ["-FP8", "-NVFP4", "-FP4"];

    private readonly ConcurrentDictionary<(string Model, WeightFormat? Dense, WeightFormat? Experts), LanguageModel?> models = new();

    /// <summary>The model of a run, or null where the catalogue lacks it.</summary>
    /// <param name="run">The run.</param>
    public LanguageModel? Find(ServingRun run) => models.GetOrAdd((run.Model, run.DenseFormat, run.ExpertFormat), key => Make(key.Model, key.Dense, key.Experts));

    private LanguageModel? Make(string name, WeightFormat? dense, WeightFormat? experts)
    {
        if (catalog.Models.Find(name)?.Model is not { } named)
        {
            return null;
        }

        if ((dense is null && experts is null) || Matches(named, dense, experts))
        {
            return named;
        }

        var owner = name.Contains('/', StringComparison.Ordinal) ? name[..name.IndexOf('/', StringComparison.Ordinal)] : string.Empty;
        var bare = name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var published = QuantisedEndings
            .SelectMany(ending => new[] { $"nvidia/{bare}{ending}", $"nvidia/{bare}-Instruct{ending}", $"{owner}/{bare}{ending}" })
            .Select(id => catalog.Models.Find(id)?.Model)
            .FirstOrDefault(model => model is not null && Matches(model, dense, experts));
        return published ?? Requantised(named, dense, experts);
    }

    /// <summary>A label matches a checkpoint whose largest weights have as many bits and are multiplied in the same format.</summary>
    private static bool Matches(LanguageModel model, WeightFormat? dense, WeightFormat? experts)
    {
        var isMixture = model.Layers.Any(group => group.Layer.FeedForward is MixtureFeedForward);
        var stated = isMixture ? experts ?? dense : dense ?? experts;
        return stated is not null && stated.ElementBits == model.DominantFormat.ElementBits && stated.Compute == model.DominantFormat.Compute;
    }

    /// <summary>
    /// Latent attention keeps its checkpoint's format: makers of 4-bit checkpoints leave it out
    /// (exclude_modules of NVIDIA's hf_quant_config.json files).
    /// </summary>
    private static LanguageModel Requantised(LanguageModel model, WeightFormat? dense, WeightFormat? experts)
    {
        var denseFormat = dense ?? experts!;
        var expertFormat = experts ?? dense!;
        return model with
        {
            KvFormat = denseFormat.ElementBits <= 8 && denseFormat.Compute != NumberFormat.Bf16 ? KvCacheFormat.Fp8 : model.KvFormat,
            Layers = [.. model.Layers.Select(group => group with
            {
                Layer = group.Layer with
                {
                    Formats = new LayerFormats(
                        group.Layer.Mixer is LatentAttention && denseFormat.ElementBits < 8 ? Wider(group.Layer.Formats.Mixer) : denseFormat, denseFormat, expertFormat, denseFormat),
                },
            })],
        };
    }

    private static WeightFormat Wider(WeightFormat format) => format.ElementBits < 16 ? WeightFormat.Bf16 : format;
}
