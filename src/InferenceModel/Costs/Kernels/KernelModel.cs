using System.Collections.Immutable;

namespace InferenceModel.Costs.Kernels;

/// <summary>All that is known of a family: its constants, and what was learned on top of them.</summary>
/// <param name="Coefficients">The constants.</param>
/// <param name="Corrections">What was learned, by <see cref="IKernelFamily.Part"/>; parts without are physics alone.</param>
/// <param name="Source">The measurements behind both.</param>
public sealed record KernelModel(KernelCoefficients Coefficients, ImmutableSortedDictionary<string, LearnedPart> Corrections, string Source)
{
    /// <summary>Finds accelerators by id, those that were measured among them; null where it does not know one.</summary>
    public Func<string, KernelMachine?> MachineOf { get; init; } = _ => null;

    /// <summary>The family.</summary>
    public IKernelFamily Family => Coefficients.Family;

    /// <summary>
    /// The machine whose measurements stand in for those of one that is not among the machines behind a set of constants: the nearest of them by
    /// its sheet. Null where the machine itself was measured.
    /// </summary>
    /// <param name="set">The constants.</param>
    /// <param name="machine">The machine.</param>
    public KernelMachine? Donor(CoefficientSet set, KernelMachine machine) => set.Systems.Contains(machine.Accelerator.Id)
        ? null
        : set.Systems.Select(MachineOf).OfType<KernelMachine>().MinBy(measured => measured.RemoveFrom(machine));

    /// <summary>What was learned of kernels under a set of constants; null where nothing was.</summary>
    /// <param name="set">The constants.</param>
    public LearnedPart? Learned(CoefficientSet set) => Corrections.GetValueOrDefault(Family.Part(set.Key.Precision));
}
