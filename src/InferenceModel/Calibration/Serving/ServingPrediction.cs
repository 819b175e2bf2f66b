using InferenceModel.Units;

namespace InferenceModel.Calibration.Serving;

/// <summary>What is predicted for a measured run.</summary>
/// <param name="TimeToFirstToken">Mean time to first token.</param>
/// <param name="TimePerOutputToken">Mean time per output token.</param>
/// <param name="EndToEnd">Mean end to end time.</param>
/// <param name="OutputPerAccelerator">Output tokens per second and accelerator.</param>
public readonly record struct ServingPrediction(Seconds TimeToFirstToken, Seconds TimePerOutputToken, Seconds EndToEnd, double OutputPerAccelerator);
