using System.Collections.Immutable;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Costs.Kernels;

/// <summary>Attention of prompts whose query heads share key-value heads.</summary>
internal sealed class PrefillAttentionFamily : IKernelFamily
{
    /// <inheritdoc />
    public string Id => "context_attention";

    /// <inheritdoc />
    public ImmutableArray<KernelConstant> Constants => PrefillPhysics.Constants;

    /// <inheritdoc />
    public ImmutableArray<string> FeatureNames => PrefillPhysics.FeatureNames;

    /// <inheritdoc />
    public string Part(string precision) => AttentionPrecision.KernelOf(precision, AttentionKernel.EngineChoice).ToString().ToLowerInvariant();

    /// <inheritdoc />
    public KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants) =>
        PrefillPhysics.Time(PrefillWork.Of((PrefillAttentionCall)call, machine), machine, constants);

    /// <inheritdoc />
    public KernelParts Roofline(KernelCall call, KernelMachine machine)
    {
        var attention = (PrefillAttentionCall)call;
        var compute = attention.Operations / machine.Rate(attention.ComputeBits < 12 ? NumberFormat.Fp8 : NumberFormat.Bf16);
        var memory = attention.Traffic / machine.Bandwidth;
        return new KernelParts(0, compute, memory, Math.Max(compute, memory));
    }

    /// <inheritdoc />
    public void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features) =>
        PrefillPhysics.Features(PrefillWork.Of((PrefillAttentionCall)call, machine), machine, constants, features);
}
