using System.Diagnostics.CodeAnalysis;

namespace InferenceModel.Units;

/// <summary>A length of time. The default value is zero seconds.</summary>
public readonly record struct Seconds : IQuantity<Seconds>
{
    private static readonly Unit[] KnownUnits =
    [
        new("s", 1),
        new("ms", 0.001),
        new("us", 1e-06),
        new("µs", 1e-06),
        new("ns", 1e-09),
        new("min", 60),
        new("h", 3600),
    ];

    private Seconds(double inBase) => InBase = inBase;

    /// <inheritdoc />
    public double InBase { get; }

    /// <inheritdoc />
    public static IReadOnlyList<Unit> Units => KnownUnits;

    /// <summary>No Seconds at all.</summary>
    public static Seconds Zero => default;

    /// <summary>Makes a quantity from a number of s.</summary>
    public static Seconds Of(double value) => new(value);

    /// <summary>Makes a quantity from a number of nanoseconds.</summary>
    public static Seconds OfNanoseconds(double value) => new(value * 1e-9);

    /// <summary>Makes a quantity from a number of microseconds.</summary>
    public static Seconds OfMicroseconds(double value) => new(value * 1e-6);

    /// <summary>Makes a quantity from a number of milliseconds.</summary>
    public static Seconds OfMilliseconds(double value) => new(value * 1e-3);

    /// <summary>Makes a quantity from a number of hours.</summary>
    public static Seconds OfHours(double value) => new(value * 3600.0);

    /// <summary>The quantity in s.</summary>
    public double Total => InBase;

    /// <summary>The quantity in nanoseconds.</summary>
    public double TotalNanoseconds => InBase * 1e9;

    /// <summary>The quantity in microseconds.</summary>
    public double TotalMicroseconds => InBase * 1e6;

    /// <summary>The quantity in milliseconds.</summary>
    public double TotalMilliseconds => InBase * 1e3;

    /// <summary>The quantity in hours.</summary>
    public double TotalHours => InBase * (1.0 / 3600.0);

    /// <summary>The sum of two quantities.</summary>
    public static Seconds operator +(Seconds left, Seconds right) => new(left.InBase + right.InBase);

    /// <summary>The difference of two quantities.</summary>
    public static Seconds operator -(Seconds left, Seconds right) => new(left.InBase - right.InBase);

    /// <summary>The quantity so many times.</summary>
    public static Seconds operator *(Seconds quantity, double factor) => new(quantity.InBase * factor);

    /// <summary>The quantity so many times.</summary>
    public static Seconds operator *(double factor, Seconds quantity) => new(quantity.InBase * factor);

    /// <summary>The quantity shared out.</summary>
    public static Seconds operator /(Seconds quantity, double divisor) => new(quantity.InBase / divisor);

    /// <summary>How many times the second goes into the first.</summary>
    public static double operator /(Seconds left, Seconds right) => left.InBase / right.InBase;

    /// <summary>Whether the first is less than the second.</summary>
    public static bool operator <(Seconds left, Seconds right) => left.InBase < right.InBase;

    /// <summary>Whether the first is more than the second.</summary>
    public static bool operator >(Seconds left, Seconds right) => left.InBase > right.InBase;

    /// <summary>Whether the first is at most the second.</summary>
    public static bool operator <=(Seconds left, Seconds right) => left.InBase <= right.InBase;

    /// <summary>Whether the first is at least the second.</summary>
    public static bool operator >=(Seconds left, Seconds right) => left.InBase >= right.InBase;

    /// <summary>The larger of two quantities.</summary>
    public static Seconds Max(Seconds left, Seconds right) => new(Math.Max(left.InBase, right.InBase));

    /// <summary>The smaller of two quantities.</summary>
    public static Seconds Min(Seconds left, Seconds right) => new(Math.Min(left.InBase, right.InBase));

    /// <inheritdoc />
    public static Seconds Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc />
    public static Seconds Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException(QuantityText.Expected(s, KnownUnits));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Seconds result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc />
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Seconds result)
    {
        var parsed = QuantityText.TryParse(s, KnownUnits, out var inBase);
        result = new(inBase);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(Seconds other) => InBase.CompareTo(other.InBase);

    /// <summary>The quantity with the unit that reads best, four significant digits.</summary>
    public override string ToString() => QuantityText.Format(InBase, KnownUnits);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
