using System.Collections.Immutable;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// Prompt attention of a processor: T = floor + sequences x heads x head + numbers in and out over their bandwidth + operations / rate.
/// ONNX Runtime multiplies all queries with all keys and masks afterwards (GroupQueryAttention on processors), so operations are those of
/// new x (past + new) pairs and not of the causal half.
/// </summary>
internal sealed class ProcessorPrefill : IKernelFamily
{
    /// <inheritdoc />
    public string Id => "context_attention";

    /// <inheritdoc />
    public ImmutableArray<KernelConstant> Constants { get; } =
    [
        new("floor_us", 20, 0.5, 500, "microseconds of an operator with next to nothing to do"),
        new("head_us", 1, 0.01, 100, "microseconds of one query head of one sequence"),
        new("compute_share", 0.4, 0.01, 1.2, "share of the best rate seen that products of queries and keys reach, softmax within"),
        new("stream_share", 0.2, 0.005, 5, "share of the best bandwidth seen that queries, keys and outputs are turned, copied and written with"),
    ];

    /// <inheritdoc />
    public ImmutableArray<string> FeatureNames => [];

    /// <inheritdoc />
    public KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants)
    {
        var attention = (PrefillAttentionCall)call;
        var floor = Seconds.OfMicroseconds(constants[0] + (constants[1] * attention.Sequences * attention.QueryHeads)).Total;
        var compute = Operations(attention) / (machine.Rate(NumberFormat.Fp32) * constants[2]);
        var memory = Streamed(attention) / (machine.Bandwidth * constants[3]);
        return new KernelParts(floor, compute, memory, floor + compute + memory);
    }

    /// <inheritdoc />
    public KernelParts Roofline(KernelCall call, KernelMachine machine)
    {
        var attention = (PrefillAttentionCall)call;
        var compute = attention.Operations / machine.Rate(NumberFormat.Fp32);
        var memory = attention.Traffic / machine.Bandwidth;
        return new KernelParts(0, compute, memory, Math.Max(compute, memory));
    }

    /// <inheritdoc />
    public void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features)
    {
        // Nothing is learned on top of a processor's own fit.
    }

    /// <summary>Scores and weighted values of every query with every key within reach.</summary>
    private static double Operations(PrefillAttentionCall call) =>
        4 * call.Sequences * call.Tokens * Math.Min(call.Past + call.Tokens, call.Window + call.Tokens) * call.QueryHeads * call.HeadDimension;

    /// <summary>Bytes of new queries, keys, values and outputs, once.</summary>
    private static double Streamed(PrefillAttentionCall call) =>
        call.Sequences * call.Tokens * 2 * (call.QueryHeads + call.KeyHeads) * call.HeadDimension * call.CacheBits / 8;
}
