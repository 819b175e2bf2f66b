using System.Collections.Immutable;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Costs.Kernels;

/// <summary>Attention of decoded tokens whose query heads share key-value heads.</summary>
internal sealed class DecodeAttentionFamily : IKernelFamily
{
    /// <inheritdoc />
    public string Id => "generation_attention";

    /// <inheritdoc />
    public ImmutableArray<KernelConstant> Constants => DecodePhysics.Constants;

    /// <inheritdoc />
    public ImmutableArray<string> FeatureNames => DecodePhysics.FeatureNames;

    /// <inheritdoc />
    public string Part(string precision) => AttentionPrecision.KernelOf(precision, AttentionKernel.EngineChoice).ToString().ToLowerInvariant();

    /// <inheritdoc />
    public KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants) =>
        DecodePhysics.Time(DecodeWork.Of((DecodeAttentionCall)call, machine), machine, constants);

    /// <inheritdoc />
    public KernelParts Roofline(KernelCall call, KernelMachine machine)
    {
        var attention = (DecodeAttentionCall)call;
        var compute = attention.Operations / machine.HalfRate;
        var memory = attention.Traffic / machine.Bandwidth;
        return new KernelParts(0, compute, memory, Math.Max(compute, memory));
    }

    /// <inheritdoc />
    public void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features) =>
        DecodePhysics.Features(DecodeWork.Of((DecodeAttentionCall)call, machine), machine, constants, features);
}
