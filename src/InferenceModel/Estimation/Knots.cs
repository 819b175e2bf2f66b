namespace InferenceModel.Estimation;

/// <summary>Points an axis is sampled at: an origin, then equal ratios. Finding a place takes no search.</summary>
internal sealed class Knots
{
    private readonly double first;
    private readonly OctaveSteps steps;

    /// <summary>Makes the points.</summary>
    /// <param name="origin">The first point.</param>
    /// <param name="first">The second.</param>
    /// <param name="perOctave">Further points to each doubling.</param>
    /// <param name="octaves">Doublings.</param>
    public Knots(double origin, double first, int perOctave, int octaves)
    {
        this.first = first;
        steps = new OctaveSteps(perOctave);
        Values = new double[2 + (perOctave * octaves)];
        Values[0] = origin;
        for (var i = 1; i < Values.Length; i++)
        {
            Values[i] = first * Math.Pow(2, (i - 1) / (double)perOctave);
        }
    }

    /// <summary>The points.</summary>
    public double[] Values { get; }

    /// <summary>The interval a value lies in; the last one goes on for ever.</summary>
    /// <param name="value">A value, at least the origin.</param>
    public int IntervalOf(double value)
    {
        if (value < first)
        {
            return 0;
        }

        var index = Math.Min(1 + steps.Below(value / first), Values.Length - 2);

        // It may land one off; the value itself decides.
        return value < Values[index] ? index - 1 : value >= Values[index + 1] && index < Values.Length - 2 ? index + 1 : index;
    }
}
