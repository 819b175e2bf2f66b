namespace InferenceModel.Calibration.Serving;

/// <summary>What came of one row of a measured file.</summary>
/// <param name="Run">The run; null where the row is none.</param>
/// <param name="Prediction">The prediction; null where there is none.</param>
/// <param name="Reason">Why there is none.</param>
/// <param name="Implausible">Which physical bound the measurement breaks; null where it breaks none.</param>
public sealed record ServingOutcome(ServingRun? Run, ServingPrediction? Prediction, string Reason, string? Implausible);
