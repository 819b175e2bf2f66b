using System.Globalization;
using InferenceModel.Models;

namespace InferenceModel.Operators.Calls;

/// <summary>
/// A matrix multiplication [rows, inputs] x [inputs, outputs] as compiled engines of 2023 and 2024 ran it: one tile of the output to a core
/// from the first input to the last, never cut along the inputs.
/// </summary>
/// <param name="Rows">Tokens: m.</param>
/// <param name="Outputs">Output features: n.</param>
/// <param name="Inputs">Input features: k.</param>
/// <param name="Format">How the weight is stored and multiplied.</param>
public sealed record EarlyGemmCall(double Rows, double Outputs, double Inputs, WeightFormat Format) : KernelCall
{
    /// <inheritdoc />
    public override string Family => "early_gemm";

    /// <inheritdoc />
    public override string Precision => FiledPrecision.Of(Format);

    /// <inheritdoc />
    public override ulong Shape => Mix(Outputs, Inputs);

    /// <summary>The same multiplication in the words of today's kernels.</summary>
    public GemmCall Product => new(Rows, Outputs, Inputs, Format);

    /// <inheritdoc />
    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"m={Rows} n={Outputs} k={Inputs}");
}
