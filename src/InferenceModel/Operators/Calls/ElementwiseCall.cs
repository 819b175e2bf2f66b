using System.Globalization;

namespace InferenceModel.Operators.Calls;

/// <summary>Work that is all traffic, as so many kernels as a serving engine launches for it.</summary>
/// <param name="Bytes">Bytes read and written, 16 bits a number.</param>
/// <param name="Launches">Kernels.</param>
public sealed record ElementwiseCall(double Bytes, double Launches) : KernelCall
{
    /// <inheritdoc />
    public override string Family => "elementwise";

    /// <inheritdoc />
    public override string Precision => "bf16";

    /// <inheritdoc />
    public override ulong Shape => Mix(Bytes, Launches);

    /// <inheritdoc />
    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"bytes={Bytes} launches={Launches}");
}
