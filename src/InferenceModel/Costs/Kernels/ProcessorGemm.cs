using System.Collections.Immutable;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// Matrix multiplications of a processor: T = floor + the longer of weights and activations over bandwidth, and
/// 2 k n (m + start_rows) / rate, rounded where they cross. A panel of packed weights passes through the cache once for a handful of rows
/// (Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008, section 4), so the first rows cost as much
/// as a few more would: the rate saturates as m / (m + start_rows). Domain: weights that do not fit the last cache together.
/// </summary>
internal sealed class ProcessorGemm : IKernelFamily
{
    /// <inheritdoc />
    public string Id => "gemm";

    /// <inheritdoc />
    public ImmutableArray<KernelConstant> Constants { get; } =
    [
        new("floor_us", 8, 0.5, 500, "microseconds of an operator with next to nothing to do"),
        new("compute_share", 0.9, 0.1, 1.2, "share of the best rate seen that many rows reach"),
        new("memory_share", 0.9, 0.1, 1.2, "share of the best bandwidth seen that weights are read with"),
        new("start_rows", 6, 0.1, 100, "rows the reading of a panel is worth"),
        new("sharpness", 4, 1, 16, "how well arithmetic and traffic hide behind each other"),
    ];

    /// <inheritdoc />
    public ImmutableArray<string> FeatureNames => [];

    /// <inheritdoc />
    public KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants)
    {
        var gemm = (GemmCall)call;
        var compute = 2 * gemm.Inputs * gemm.Outputs * (gemm.Rows + constants[3]) / (machine.Rate(gemm.Format.Compute) * constants[1]);
        var memory = (gemm.WeightBytes + gemm.InputBytes + gemm.OutputBytes) / (machine.Bandwidth * constants[2]);
        return KernelParts.Of(Seconds.OfMicroseconds(constants[0]).Total, compute, memory, constants[4]);
    }

    /// <inheritdoc />
    public KernelParts Roofline(KernelCall call, KernelMachine machine)
    {
        var gemm = (GemmCall)call;
        var compute = gemm.Operations / machine.Rate(gemm.Format.Compute);
        var memory = (gemm.WeightBytes + gemm.InputBytes + gemm.OutputBytes) / machine.Bandwidth;
        return new KernelParts(0, compute, memory, Math.Max(compute, memory));
    }

    /// <inheritdoc />
    public void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features)
    {
        // Nothing is learned on top of a processor's own fit.
    }
}
