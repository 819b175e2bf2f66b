using System.Collections.Immutable;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// Everything a learned correction looks at: a family's ratios, the machine's traits, and which engine's kernels run. No
/// accelerator and no model has a name in it.
/// </summary>
public static class KernelInputs
{
    private static readonly ImmutableArray<string> Engines = ["vllm", "sglang", "trtllm"];

    private static readonly ImmutableArray<string> TraitNames =
        ["log_half_rate_over_bandwidth", "log_cores", "log_core_half_rate", "log_cache_per_core", "log_eight_bit_rate_over_half_rate"];

    /// <summary>Names of the inputs of a family, in order.</summary>
    /// <param name="family">The family.</param>
    public static ImmutableArray<string> Names(IKernelFamily family) =>
        [.. family.FeatureNames, .. TraitNames, .. Engines.Select(engine => $"engine_{engine}"), "timed_eagerly", "scaled_dynamically"];

    /// <summary>Inputs of a family.</summary>
    /// <param name="family">The family.</param>
    public static int Count(IKernelFamily family) => family.FeatureNames.Length + KernelMachine.TraitCount + Engines.Length + 2;

    /// <summary>Writes the inputs of a call.</summary>
    /// <param name="family">The call's family.</param>
    /// <param name="call">The call.</param>
    /// <param name="machine">Where it runs.</param>
    /// <param name="engine">Whose kernel runs.</param>
    /// <param name="constants">The physics constants that time it.</param>
    /// <param name="inputs">Takes <see cref="Count"/> numbers.</param>
    public static void Write(
        IKernelFamily family, KernelCall call, KernelMachine machine, string engine, ReadOnlySpan<double> constants, Span<float> inputs)
    {
        var own = family.FeatureNames.Length;
        family.Features(call, machine, constants, inputs[..own]);
        machine.WriteTraits(inputs.Slice(own, KernelMachine.TraitCount));
        var flags = inputs.Slice(own + KernelMachine.TraitCount, Engines.Length + 2);
        for (var i = 0; i < Engines.Length; i++)
        {
            flags[i] = engine.StartsWith(Engines[i], StringComparison.Ordinal) ? 1 : 0;
        }

        flags[^2] = engine.EndsWith(EagerSuffix, StringComparison.Ordinal) ? 1 : 0;
        flags[^1] = engine.EndsWith(DynamicSuffix, StringComparison.Ordinal) ? 1 : 0;
    }

    /// <summary>Ends the name of an engine whose kernels were launched from the host one by one and timed so.</summary>
    public const string EagerSuffix = "_eager";

    /// <summary>Ends the name of an engine whose multiplications find the scale of their input anew each time.</summary>
    public const string DynamicSuffix = "_dynamic";

    /// <summary>Whether servers run the kernels filed under a name as they were timed.</summary>
    /// <param name="engine">The name.</param>
    public static bool IsServed(string engine) => !engine.EndsWith(EagerSuffix, StringComparison.Ordinal) && !engine.EndsWith(DynamicSuffix, StringComparison.Ordinal);
}
