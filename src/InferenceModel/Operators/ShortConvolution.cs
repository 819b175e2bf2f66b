using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>The short causal convolution before a recurrence. Decoding shifts the tail of inputs kept for each sequence.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Choice">Prompt or decoded tokens.</param>
/// <param name="Channels">Channels on this rank.</param>
/// <param name="Width">Tokens it sees.</param>
public sealed record ShortConvolution(string Name, TokenChoice Choice, double Channels, double Width) : TokenOperator(Name, Choice)
{
    /// <inheritdoc />
    public override OperatorKind Kind => OperatorKind.Elementwise;

    /// <inheritdoc />
    public override OperatorWork Work(double tokens) => new(
        Flops.Zero,
        NumberFormat.Bf16,
        Bytes.Zero,
        Bytes.Of(2 * tokens * Channels * ActivationBytes),
        Choice == TokenChoice.Decode ? Bytes.Of(2 * tokens * Channels * (Width - 1) * ActivationBytes) : Bytes.Zero,
        1);

    /// <summary>Prompt tokens count as one sequence: a curve over tokens does not know how many there are.</summary>
    /// <inheritdoc />
    public override KernelCall? Call(double tokens) => Choice == TokenChoice.Decode
        ? new ShortConvolutionCall(tokens, 1, Channels, Width, IsDecoding: true, ConvolutionKernel.EngineChoice)
        : new ShortConvolutionCall(1, tokens, Channels, Width, IsDecoding: false, ConvolutionKernel.EngineChoice);
}
