using System.Collections.Immutable;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// The physics of one kind of kernel: a pure function of a call, a machine and a few named constants, and the
/// dimensionless numbers from which a fit learns what physics leaves over.
/// </summary>
public interface IKernelFamily
{
    /// <summary>The name measured tables carry: <c>gemm</c>, <c>moe</c>, <c>context_attention</c>, ...</summary>
    string Id { get; }

    /// <summary>The constants, in the order <see cref="Time"/> takes them.</summary>
    ImmutableArray<KernelConstant> Constants { get; }

    /// <summary>Names of the numbers <see cref="Features"/> writes.</summary>
    ImmutableArray<string> FeatureNames { get; }

    /// <summary>
    /// The part of the family whose correction is learned together with a precision's: kernels that are built alike. Small letters, for a file
    /// name; <c>all</c> where the whole family is learned at once.
    /// </summary>
    /// <param name="precision">Precision of coefficients.</param>
    string Part(string precision) => "all";

    /// <summary>The time of a call.</summary>
    /// <param name="call">A call of this family.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="constants">Values of <see cref="Constants"/>.</param>
    KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants);

    /// <summary>Arithmetic and traffic at the data sheet's peaks: the plain roofline everything is compared with.</summary>
    /// <param name="call">A call of this family.</param>
    /// <param name="machine">The machine.</param>
    KernelParts Roofline(KernelCall call, KernelMachine machine);

    /// <summary>Writes what a correction may look at: ratios and logarithms of ratios, never a name.</summary>
    /// <param name="call">A call of this family.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="constants">Values of <see cref="Constants"/>.</param>
    /// <param name="features">Takes one number for each of <see cref="FeatureNames"/>.</param>
    void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features);
}
