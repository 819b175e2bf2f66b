using System.Collections.Immutable;
using InferenceModel.Costs.Kernels;

namespace InferenceModel.Training;

/// <summary>What a calibration found of a family.</summary>
/// <param name="Coefficients">Constants.</param>
/// <param name="Parts">The corrections, by part of the family.</param>
/// <param name="MachineOf">The machines measured, by id of their accelerator.</param>
public sealed record CalibratedFamily(KernelCoefficients Coefficients, ImmutableArray<CalibratedPart> Parts, Func<string, KernelMachine?> MachineOf)
{
    /// <summary>The model a predictor takes.</summary>
    public KernelModel Model => new(Coefficients, Parts.ToImmutableSortedDictionary(part => part.Name, part => part.Learned, StringComparer.Ordinal), "just calibrated") { MachineOf = MachineOf };
}
