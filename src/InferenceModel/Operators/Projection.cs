using InferenceModel.Models;

namespace InferenceModel.Operators;

/// <summary>
/// A matrix multiplication as engines run it. Where it multiplies in eight or four bits its 16-bit input is quantised first;
/// measured multiplications contain that (their floors are 3 to 10 us above those of 16 bits on every engine), so it is no
/// operator of its own.
/// </summary>
internal static class Projection
{
    /// <summary>The operators of a projection.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="choice">Which tokens it treats.</param>
    /// <param name="inputs">Input features on this rank.</param>
    /// <param name="outputs">Output features on this rank.</param>
    /// <param name="format">How the weight is stored.</param>
    public static IEnumerable<Operator> Of(string name, TokenChoice choice, double inputs, double outputs, WeightFormat format)
    {
        yield return new Gemm(name, choice, inputs, outputs, format);
    }
}
