using System.Globalization;

namespace InferenceModel.Operators.Calls;

/// <summary>
/// The products that absorb a latent's expansion into queries (before decoding attention) or outputs (after it): one small
/// matrix for each head, all in one batched multiplication.
/// </summary>
/// <param name="Tokens">Tokens.</param>
/// <param name="Heads">Heads on this rank: matrices of the batch.</param>
/// <param name="Inputs">Input width of a head's matrix.</param>
/// <param name="Outputs">Output width of a head's matrix.</param>
/// <param name="Bits">Bits of the numbers multiplied.</param>
public sealed record AbsorptionCall(double Tokens, double Heads, double Inputs, double Outputs, double Bits) : KernelCall
{
    /// <inheritdoc />
    public override string Family => "mla_bmm";

    /// <inheritdoc />
    public override string Precision => Bits < 12 ? "fp8" : "bf16";

    /// <inheritdoc />
    public override ulong Shape => Mix(Heads, Inputs, Outputs);

    /// <summary>Operations.</summary>
    public double Operations => 2 * Tokens * Heads * Inputs * Outputs;

    /// <summary>Bytes of the matrices.</summary>
    public double WeightBytes => Heads * Inputs * Outputs * Bits / 8;

    /// <summary>Bytes of the 16-bit inputs.</summary>
    public double InputBytes => 2 * Tokens * Heads * Inputs;

    /// <summary>Bytes of the 16-bit outputs.</summary>
    public double OutputBytes => 2 * Tokens * Heads * Outputs;

    /// <inheritdoc />
    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"tokens={Tokens} heads={Heads} {Inputs}x{Outputs}");
}
