namespace InferenceModel.Costs.Kernels;

/// <summary>All that is known of a family: its constants, and what was learned on top of them.</summary>
/// <param name="Coefficients">The constants.</param>
/// <param name="Correction">The learned part; null where none was trained.</param>
/// <param name="Hull">Where it was trained; null with the correction.</param>
/// <param name="Source">The measurements behind both.</param>
public sealed record KernelModel(KernelCoefficients Coefficients, KernelCorrection? Correction, FeatureHull? Hull, string Source)
{
    /// <summary>The family.</summary>
    public IKernelFamily Family => Coefficients.Family;
}
