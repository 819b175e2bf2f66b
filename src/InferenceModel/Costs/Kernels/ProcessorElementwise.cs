using System.Collections.Immutable;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// Norms, activations, cuts and copies of a processor: T = launches x floor + bytes / bandwidth. Bytes are those a serving engine
/// would move, 16 bits a number and neighbours fused; what a processor moves beyond (32 bits, several passes) is within the share.
/// </summary>
internal sealed class ProcessorElementwise : IKernelFamily
{
    /// <inheritdoc />
    public string Id => "elementwise";

    /// <inheritdoc />
    public ImmutableArray<KernelConstant> Constants { get; } =
    [
        new("floor_us", 10, 0.1, 500, "microseconds of what stands for one fused kernel"),
        new("stream_share", 0.3, 0.005, 5, "share of the best bandwidth seen, in bytes as a serving engine counts them"),
    ];

    /// <inheritdoc />
    public ImmutableArray<string> FeatureNames => [];

    /// <inheritdoc />
    public KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants)
    {
        var work = (ElementwiseCall)call;
        var floor = Seconds.OfMicroseconds(constants[0] * work.Launches).Total;
        var memory = work.Bytes / (machine.Bandwidth * constants[1]);
        return new KernelParts(floor, 0, memory, floor + memory);
    }

    /// <inheritdoc />
    public KernelParts Roofline(KernelCall call, KernelMachine machine)
    {
        var memory = ((ElementwiseCall)call).Bytes / machine.Bandwidth;
        return new KernelParts(0, 0, memory, memory);
    }

    /// <inheritdoc />
    public void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features)
    {
        // Nothing is learned on top of a processor's own fit.
    }
}
