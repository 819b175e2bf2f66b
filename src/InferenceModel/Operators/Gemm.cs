using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>A matrix multiplication [tokens, inputs] x [inputs, outputs], perhaps several of one shape at once.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Choice">Which tokens it treats.</param>
/// <param name="Inputs">Input features on this rank.</param>
/// <param name="Outputs">Output features on this rank.</param>
/// <param name="Format">How the weight is stored.</param>
/// <param name="Batches">Matrices of this shape in one launch, each with all tokens.</param>
public sealed record Gemm(string Name, TokenChoice Choice, double Inputs, double Outputs, WeightFormat Format, double Batches = 1)
    : TokenOperator(Name, Choice)
{
    /// <inheritdoc />
    public override OperatorKind Kind => OperatorKind.Gemm;

    /// <inheritdoc />
    public override OperatorWork Work(double tokens) => new(
        Flops.Of(2 * tokens * Inputs * Outputs * Batches),
        Format.Compute,
        Bytes.OfBits(Inputs * Outputs * Batches * Format.BitsPerWeight),
        Bytes.Of(tokens * (Inputs + Outputs) * Batches * ActivationBytes),
        Bytes.Zero,
        1);

    /// <inheritdoc />
    public override KernelCall? Call(double tokens) => Batches == 1
        ? new GemmCall(tokens, Outputs, Inputs, Format)
        : new AbsorptionCall(tokens, Batches, Inputs, Outputs, GemmCall.BitsOf(Format.Compute));
}
