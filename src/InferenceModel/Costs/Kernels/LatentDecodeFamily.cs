using System.Collections.Immutable;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Costs.Kernels;

/// <summary>Latent attention of decoded tokens, absorbed: every head reads the cached latent itself.</summary>
internal sealed class LatentDecodeFamily : IKernelFamily
{
    /// <inheritdoc />
    public string Id => "generation_mla";

    /// <inheritdoc />
    public ImmutableArray<KernelConstant> Constants => DecodePhysics.Constants;

    /// <inheritdoc />
    public ImmutableArray<string> FeatureNames => DecodePhysics.FeatureNames;

    /// <inheritdoc />
    public KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants) =>
        DecodePhysics.Time(DecodeWork.Of((LatentDecodeCall)call, machine), machine, constants);

    /// <inheritdoc />
    public KernelParts Roofline(KernelCall call, KernelMachine machine)
    {
        var attention = (LatentDecodeCall)call;
        var compute = attention.Operations / machine.HalfRate;
        var memory = attention.Traffic / machine.Bandwidth;
        return new KernelParts(0, compute, memory, Math.Max(compute, memory));
    }

    /// <inheritdoc />
    public void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features) =>
        DecodePhysics.Features(DecodeWork.Of((LatentDecodeCall)call, machine), machine, constants, features);
}
