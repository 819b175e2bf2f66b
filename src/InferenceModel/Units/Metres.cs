using System.Diagnostics.CodeAnalysis;

namespace InferenceModel.Units;

/// <summary>A length. The default value is no length.</summary>
public readonly record struct Metres : IQuantity<Metres>
{
    private static readonly Unit[] KnownUnits =
    [
        new("m", 1),
        new("cm", 0.01),
        new("km", 1000.0),
    ];

    private Metres(double inBase) => InBase = inBase;

    /// <inheritdoc />
    public double InBase { get; }

    /// <inheritdoc />
    public static IReadOnlyList<Unit> Units => KnownUnits;

    /// <summary>No Metres at all.</summary>
    public static Metres Zero => default;

    /// <summary>Makes a quantity from a number of m.</summary>
    public static Metres Of(double value) => new(value);

    /// <summary>The quantity in m.</summary>
    public double Total => InBase;

    /// <summary>The sum of two quantities.</summary>
    public static Metres operator +(Metres left, Metres right) => new(left.InBase + right.InBase);

    /// <summary>The difference of two quantities.</summary>
    public static Metres operator -(Metres left, Metres right) => new(left.InBase - right.InBase);

    /// <summary>The quantity so many times.</summary>
    public static Metres operator *(Metres quantity, double factor) => new(quantity.InBase * factor);

    /// <summary>The quantity so many times.</summary>
    public static Metres operator *(double factor, Metres quantity) => new(quantity.InBase * factor);

    /// <summary>The quantity shared out.</summary>
    public static Metres operator /(Metres quantity, double divisor) => new(quantity.InBase / divisor);

    /// <summary>How many times the second goes into the first.</summary>
    public static double operator /(Metres left, Metres right) => left.InBase / right.InBase;

    /// <summary>Whether the first is less than the second.</summary>
    public static bool operator <(Metres left, Metres right) => left.InBase < right.InBase;

    /// <summary>Whether the first is more than the second.</summary>
    public static bool operator >(Metres left, Metres right) => left.InBase > right.InBase;

    /// <summary>Whether the first is at most the second.</summary>
    public static bool operator <=(Metres left, Metres right) => left.InBase <= right.InBase;

    /// <summary>Whether the first is at least the second.</summary>
    public static bool operator >=(Metres left, Metres right) => left.InBase >= right.InBase;

    /// <summary>The larger of two quantities.</summary>
    public static Metres Max(Metres left, Metres right) => new(Math.Max(left.InBase, right.InBase));

    /// <summary>The smaller of two quantities.</summary>
    public static Metres Min(Metres left, Metres right) => new(Math.Min(left.InBase, right.InBase));

    /// <inheritdoc />
    public static Metres Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc />
    public static Metres Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException(QuantityText.Expected(s, KnownUnits));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Metres result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc />
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Metres result)
    {
        var parsed = QuantityText.TryParse(s, KnownUnits, out var inBase);
        result = new(inBase);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(Metres other) => InBase.CompareTo(other.InBase);

    /// <summary>The quantity with the unit that reads best, four significant digits.</summary>
    public override string ToString() => QuantityText.Format(InBase, KnownUnits);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
