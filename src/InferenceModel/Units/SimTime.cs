namespace InferenceModel.Units;

/// <summary>
/// An instant of simulated time in whole nanoseconds, so that equal times are exactly equal. The default value is the
/// start of the simulation; the largest is 292 years later.
/// </summary>
/// <param name="Nanoseconds">Nanoseconds since the start.</param>
public readonly record struct SimTime(long Nanoseconds) : IComparable<SimTime>
{
    /// <summary>The instant a span after the start, rounded to the nearest nanosecond.</summary>
    /// <param name="sinceStart">The span.</param>
    public static SimTime At(Seconds sinceStart) => new((long)Math.Round(sinceStart.TotalNanoseconds));

    /// <summary>The span since the start.</summary>
    public Seconds SinceStart => Seconds.OfNanoseconds(Nanoseconds);

    /// <summary>A later instant, rounded to the nearest nanosecond.</summary>
    public static SimTime operator +(SimTime instant, Seconds span) => new(instant.Nanoseconds + (long)Math.Round(span.TotalNanoseconds));

    /// <summary>The span between two instants.</summary>
    public static Seconds operator -(SimTime later, SimTime earlier) => Seconds.OfNanoseconds(later.Nanoseconds - earlier.Nanoseconds);

    /// <summary>Whether the first is before the second.</summary>
    public static bool operator <(SimTime left, SimTime right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>Whether the first is after the second.</summary>
    public static bool operator >(SimTime left, SimTime right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>Whether the first is not after the second.</summary>
    public static bool operator <=(SimTime left, SimTime right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>Whether the first is not before the second.</summary>
    public static bool operator >=(SimTime left, SimTime right) => left.Nanoseconds >= right.Nanoseconds;

    /// <inheritdoc />
    public int CompareTo(SimTime other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <inheritdoc />
    public override string ToString() => SinceStart.ToString();
}
