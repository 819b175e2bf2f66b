namespace InferenceModel.Estimation;

/// <summary>
/// Token counts at which curves are sampled: every count up to a bound, then equal ratios. Looking a count up takes a
/// logarithm and no search.
/// </summary>
internal static class TokenGrid
{
    private const int Dense = 64;
    private const int PerOctave = 8;
    private const int Octaves = 14;

    /// <summary>The sampled counts; beyond the last one a curve goes on straight.</summary>
    public static readonly double[] Counts = Make();

    /// <summary>The index of the interval a count lies in.</summary>
    /// <param name="tokens">A count, not negative.</param>
    public static int IntervalOf(double tokens)
    {
        if (tokens < Dense)
        {
            return (int)tokens;
        }

        var index = Dense + (int)(Math.Log2(tokens / Dense) * PerOctave);
        index = Math.Min(index, Counts.Length - 2);

        // The logarithm may land one off at a sample; the count itself decides.
        return tokens < Counts[index] ? index - 1 : tokens >= Counts[index + 1] && index < Counts.Length - 2 ? index + 1 : index;
    }

    private static double[] Make()
    {
        var counts = new double[Dense + (Octaves * PerOctave) + 1];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = i <= Dense ? i : Dense * Math.Pow(2, (i - Dense) / (double)PerOctave);
        }

        return counts;
    }
}
