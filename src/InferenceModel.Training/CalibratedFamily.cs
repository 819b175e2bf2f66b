using InferenceModel.Costs.Kernels;

namespace InferenceModel.Training;

/// <summary>What a calibration found of a family.</summary>
/// <param name="Coefficients">Constants.</param>
/// <param name="Onnx">The correction.</param>
/// <param name="Hull">Where it was trained.</param>
/// <param name="Rows">Rows it was trained on.</param>
public sealed record CalibratedFamily(KernelCoefficients Coefficients, byte[] Onnx, FeatureHull Hull, int Rows)
{
    /// <summary>The model a predictor takes.</summary>
    public KernelModel Model => new(Coefficients, new KernelCorrection(() => Onnx, Hull.Low.Length), Hull, "just calibrated");
}
