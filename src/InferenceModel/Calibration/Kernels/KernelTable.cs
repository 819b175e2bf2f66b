using System.Collections.Immutable;
using InferenceModel.Costs.Kernels;

namespace InferenceModel.Calibration.Kernels;

/// <summary>The rows of one table that could be read.</summary>
/// <param name="Name">Which table.</param>
/// <param name="Machine">The machine it was measured on.</param>
/// <param name="Rows">Measured calls.</param>
/// <param name="Refused">Rows that could not be read, counted by reason.</param>
public sealed record KernelTable(
    KernelTableName Name, KernelMachine Machine, IReadOnlyList<KernelRow> Rows, ImmutableSortedDictionary<string, int> Refused);
