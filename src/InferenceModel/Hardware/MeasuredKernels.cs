using System.Collections.Immutable;

namespace InferenceModel.Hardware;

/// <summary>What was measured of a processor's kernels, layer by layer, by the one who owns it: it stands in for what is learned of accelerators.</summary>
/// <param name="Engine">Whose kernels ran.</param>
/// <param name="Threads">Threads one operator used.</param>
/// <param name="Kernels">Constants by kind of kernel.</param>
/// <param name="Source">Where and when they were measured.</param>
public sealed record MeasuredKernels(string Engine, int Threads, ImmutableArray<MeasuredKernel> Kernels, string Source);
