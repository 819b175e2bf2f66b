using InferenceModel.Costs.Kernels;

namespace InferenceModel.Training;

/// <summary>The correction of one part of a family.</summary>
/// <param name="Name">The part.</param>
/// <param name="Onnx">The correction.</param>
/// <param name="Hull">Where it was trained.</param>
/// <param name="Rows">Rows it was trained on.</param>
public sealed record CalibratedPart(string Name, byte[] Onnx, FeatureHull Hull, int Rows)
{
    /// <summary>The correction as a predictor takes it.</summary>
    public LearnedPart Learned => new(new KernelCorrection(() => Onnx, Hull.Low.Length), Hull, Rows);
}
