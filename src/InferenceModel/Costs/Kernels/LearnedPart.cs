namespace InferenceModel.Costs.Kernels;

/// <summary>What was learned of one part of a family.</summary>
/// <param name="Correction">The learned factors.</param>
/// <param name="Hull">Where they were trained.</param>
/// <param name="Rows">Rows they were trained on.</param>
public sealed record LearnedPart(KernelCorrection Correction, FeatureHull Hull, int Rows);
