using System.Collections.Immutable;

namespace InferenceModel.Costs.Kernels;

/// <summary>All that is known of a family: its constants, and what was learned on top of them.</summary>
/// <param name="Coefficients">The constants.</param>
/// <param name="Corrections">What was learned, by <see cref="IKernelFamily.Part"/>; parts without are physics alone.</param>
/// <param name="Source">The measurements behind both.</param>
public sealed record KernelModel(KernelCoefficients Coefficients, ImmutableSortedDictionary<string, LearnedPart> Corrections, string Source)
{
    /// <summary>The family.</summary>
    public IKernelFamily Family => Coefficients.Family;

    /// <summary>What was learned of kernels under a set of constants; null where nothing was.</summary>
    /// <param name="set">The constants.</param>
    public LearnedPart? Learned(CoefficientSet set) => Corrections.GetValueOrDefault(Family.Part(set.Key.Precision));
}
