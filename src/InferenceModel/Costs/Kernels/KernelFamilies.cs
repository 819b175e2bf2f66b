using System.Collections.Immutable;

namespace InferenceModel.Costs.Kernels;

/// <summary>Every family of kernels physics is known of.</summary>
public static class KernelFamilies
{
    /// <summary>The families, in the order files and tables list them.</summary>
    public static ImmutableArray<IKernelFamily> All { get; } =
    [
        new GemmFamily(), new EarlyGemmFamily(), new RoutedExpertsFamily(),
        new PrefillAttentionFamily(), new DecodeAttentionFamily(), new EarlyDecodeFamily(), new LatentPrefillFamily(), new LatentDecodeFamily(), new AbsorptionFamily(),
        new GatedDeltaFamily(), new ShortConvolutionFamily(),
        new LatentModuleFamily("mla_context_module"), new LatentModuleFamily("mla_generation_module"),
        new LatentModuleFamily("dsa_context_module"), new LatentModuleFamily("dsa_generation_module"),
    ];

    /// <summary>The family of a name, or null.</summary>
    /// <param name="id">The name.</param>
    public static IKernelFamily? Find(string id) => All.FirstOrDefault(family => family.Id == id);
}
