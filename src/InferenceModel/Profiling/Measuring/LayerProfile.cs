using InferenceModel.Hardware;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Measuring;

/// <summary>A finished profile: rows, the device fitted to them, and what calling a session costs.</summary>
/// <param name="Device">The device.</param>
/// <param name="Rows">What was measured.</param>
/// <param name="Call">Time of a session's call beside its nodes.</param>
/// <param name="Rounds">Rounds over the grid.</param>
public sealed record LayerProfile(Accelerator Device, IReadOnlyList<MeasuredRow> Rows, Seconds Call, int Rounds);
