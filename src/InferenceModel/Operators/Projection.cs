using InferenceModel.Models;
using InferenceModel.Units;

namespace InferenceModel.Operators;

/// <summary>
/// A matrix multiplication with what must come before it: where it multiplies in eight or four bits, its 16-bit input is
/// quantised by a kernel of its own (dynamic scales in vLLM and SGLang).
/// </summary>
internal static class Projection
{
    private const double ActivationBytes = 2;

    /// <summary>The operators of a projection.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="choice">Which tokens it treats.</param>
    /// <param name="inputs">Input features on this rank.</param>
    /// <param name="outputs">Output features on this rank.</param>
    /// <param name="format">How the weight is stored.</param>
    public static IEnumerable<Operator> Of(string name, TokenChoice choice, double inputs, double outputs, WeightFormat format)
    {
        if (format.Compute is NumberFormat.Fp8 or NumberFormat.Int8 or NumberFormat.Fp4)
        {
            yield return Quantise(name, choice, inputs);
        }

        yield return new Gemm(name, choice, inputs, outputs, format);
    }

    /// <summary>Reads 16 bits and writes eight for each number of the input.</summary>
    /// <param name="name">Whose input.</param>
    /// <param name="choice">Which tokens.</param>
    /// <param name="numbersPerToken">Numbers of one token.</param>
    public static Elementwise Quantise(string name, TokenChoice choice, double numbersPerToken) =>
        new($"{name}: quantised input", choice, Bytes.Of(numbersPerToken * (ActivationBytes + 1)));
}
