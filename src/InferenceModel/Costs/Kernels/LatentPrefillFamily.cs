using System.Collections.Immutable;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Costs.Kernels;

/// <summary>Latent attention of prompts, expanded or absorbed.</summary>
internal sealed class LatentPrefillFamily : IKernelFamily
{
    /// <inheritdoc />
    public string Id => "context_mla";

    /// <inheritdoc />
    public ImmutableArray<KernelConstant> Constants => PrefillPhysics.Constants;

    /// <inheritdoc />
    public ImmutableArray<string> FeatureNames => PrefillPhysics.FeatureNames;

    /// <inheritdoc />
    public KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants) =>
        PrefillPhysics.Time(PrefillWork.Of((LatentPrefillCall)call, machine), machine, constants);

    /// <inheritdoc />
    public KernelParts Roofline(KernelCall call, KernelMachine machine)
    {
        var attention = (LatentPrefillCall)call;
        var compute = attention.Operations / machine.HalfRate;
        var memory = attention.Traffic / machine.Bandwidth;
        return new KernelParts(0, compute, memory, Math.Max(compute, memory));
    }

    /// <inheritdoc />
    public void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features) =>
        PrefillPhysics.Features(PrefillWork.Of((LatentPrefillCall)call, machine), machine, constants, features);
}
