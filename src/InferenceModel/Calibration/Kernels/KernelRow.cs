using InferenceModel.Operators.Calls;

namespace InferenceModel.Calibration.Kernels;

/// <summary>One measured call.</summary>
/// <param name="Call">What was done.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Fault">Why the measurement is not believed, in the same words for the same rule; null where it is.</param>
/// <param name="Engine">Whose kernel ran, with a suffix where it was timed outside a graph (<see cref="Costs.Kernels.KernelInputs.EagerSuffix"/>).</param>
public readonly record struct KernelRow(KernelCall Call, double Seconds, string? Fault, string Engine);
