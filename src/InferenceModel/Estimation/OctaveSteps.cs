namespace InferenceModel.Estimation;

/// <summary>
/// Finds the place of a number among equal ratios without a logarithm: the exponent of the number gives the octave, the first bits
/// behind it the step within, exactly or one too few.
/// </summary>
internal sealed class OctaveSteps
{
    private const int MantissaBits = 52;
    private const int ExponentBias = 1023;
    private const int BitsLooked = 8;

    private readonly int perOctave;
    private readonly byte[] stepOf = new byte[1 << BitsLooked];

    /// <summary>Makes the table.</summary>
    /// <param name="perOctave">Steps to each doubling, 1 to 64: at most one boundary falls into a part of the table.</param>
    public OctaveSteps(int perOctave)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(perOctave, 64);
        this.perOctave = perOctave;
        for (var i = 0; i < stepOf.Length; i++)
        {
            stepOf[i] = (byte)(Math.Log2(1 + (i / (double)stepOf.Length)) * perOctave);
        }
    }

    /// <summary>Whole steps from one to a number, or one fewer.</summary>
    /// <param name="ratio">The number, at least one and finite.</param>
    public int Below(double ratio)
    {
        var bits = BitConverter.DoubleToInt64Bits(ratio);
        var octave = (int)(bits >> MantissaBits) - ExponentBias;
        return (octave * perOctave) + stepOf[(int)(bits >> (MantissaBits - BitsLooked)) & (stepOf.Length - 1)];
    }
}
