using InferenceModel.Costs.Kernels;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Calibration.Kernels;

/// <summary>A call, where it ran and how long it took.</summary>
/// <param name="Call">The call.</param>
/// <param name="Machine">The machine.</param>
/// <param name="Engine">The engine whose kernel ran.</param>
/// <param name="Seconds">What was measured.</param>
public sealed record MeasuredCall(KernelCall Call, KernelMachine Machine, string Engine, double Seconds);
