using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>Work that is all traffic: norms, rotary position, activations, routing, cache writes, sampling.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Choice">Which tokens it treats.</param>
/// <param name="BytesPerToken">Bytes read and written for each token.</param>
/// <param name="Launches">Kernels launched.</param>
public sealed record Elementwise(string Name, TokenChoice Choice, Bytes BytesPerToken, int Launches = 1) : TokenOperator(Name, Choice)
{
    /// <summary>Whether it is a norm of the residual stream, which an all-reduce before it can do on the way.</summary>
    public bool IsResidualNorm { get; init; }

    /// <inheritdoc />
    public override OperatorKind Kind => OperatorKind.Elementwise;

    /// <inheritdoc />
    public override OperatorWork Work(double tokens) =>
        new(Flops.Zero, NumberFormat.Bf16, Bytes.Zero, BytesPerToken * tokens, Bytes.Zero, Launches);

    /// <inheritdoc />
    public override KernelCall? Call(double tokens) => new ElementwiseCall((BytesPerToken * tokens).Total, Launches);
}
