namespace InferenceModel.Estimation;

/// <summary>
/// Token counts at which curves are sampled: every count up to a bound, then equal ratios. Looking a count up takes no
/// search.
/// </summary>
internal static class TokenGrid
{
    private const int Dense = 64;
    private const int PerOctave = 8;
    private const int Octaves = 14;

    private static readonly OctaveSteps Steps = new(PerOctave);

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

        var index = Math.Min(Dense + Steps.Below(tokens / Dense), Counts.Length - 2);

        // It may land one off at a sample; the count itself decides.
        return tokens < Counts[index] ? index - 1 : tokens >= Counts[index + 1] && index < Counts.Length - 2 ? index + 1 : index;
    }

    /// <summary>A curve at a count. Between samples it is straight; below one token it falls to nothing only at nothing.</summary>
    /// <param name="curve">Values at <see cref="Counts"/>; none is nothing.</param>
    /// <param name="tokens">The count.</param>
    public static double Read(double[] curve, double tokens)
    {
        if (tokens <= 0 || curve.Length == 0)
        {
            return 0;
        }

        // A fraction of a token still launches every kernel: averages below one read the curve at one.
        var at = Math.Max(1, tokens);
        var index = IntervalOf(at);
        var low = Counts[index];
        var high = Counts[index + 1];
        return curve[index] + ((curve[index + 1] - curve[index]) * (at - low) / (high - low));
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
