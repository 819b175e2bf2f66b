using System.Diagnostics.CodeAnalysis;

namespace InferenceModel.Units;

/// <summary>A mass, here of carbon dioxide and what is equivalent to it. The default value is no mass.</summary>
public readonly record struct Kilograms : IQuantity<Kilograms>
{
    private static readonly Unit[] KnownUnits =
    [
        new("kg", 1),
        new("t", 1000.0),
        new("g", 0.001),
    ];

    private Kilograms(double inBase) => InBase = inBase;

    /// <inheritdoc />
    public double InBase { get; }

    /// <inheritdoc />
    public static IReadOnlyList<Unit> Units => KnownUnits;

    /// <summary>No Kilograms at all.</summary>
    public static Kilograms Zero => default;

    /// <summary>Makes a quantity from a number of kg.</summary>
    public static Kilograms Of(double value) => new(value);

    /// <summary>The quantity in kg.</summary>
    public double Total => InBase;

    /// <summary>The sum of two quantities.</summary>
    public static Kilograms operator +(Kilograms left, Kilograms right) => new(left.InBase + right.InBase);

    /// <summary>The difference of two quantities.</summary>
    public static Kilograms operator -(Kilograms left, Kilograms right) => new(left.InBase - right.InBase);

    /// <summary>The quantity so many times.</summary>
    public static Kilograms operator *(Kilograms quantity, double factor) => new(quantity.InBase * factor);

    /// <summary>The quantity so many times.</summary>
    public static Kilograms operator *(double factor, Kilograms quantity) => new(quantity.InBase * factor);

    /// <summary>The quantity shared out.</summary>
    public static Kilograms operator /(Kilograms quantity, double divisor) => new(quantity.InBase / divisor);

    /// <summary>How many times the second goes into the first.</summary>
    public static double operator /(Kilograms left, Kilograms right) => left.InBase / right.InBase;

    /// <summary>Whether the first is less than the second.</summary>
    public static bool operator <(Kilograms left, Kilograms right) => left.InBase < right.InBase;

    /// <summary>Whether the first is more than the second.</summary>
    public static bool operator >(Kilograms left, Kilograms right) => left.InBase > right.InBase;

    /// <summary>Whether the first is at most the second.</summary>
    public static bool operator <=(Kilograms left, Kilograms right) => left.InBase <= right.InBase;

    /// <summary>Whether the first is at least the second.</summary>
    public static bool operator >=(Kilograms left, Kilograms right) => left.InBase >= right.InBase;

    /// <summary>The larger of two quantities.</summary>
    public static Kilograms Max(Kilograms left, Kilograms right) => new(Math.Max(left.InBase, right.InBase));

    /// <summary>The smaller of two quantities.</summary>
    public static Kilograms Min(Kilograms left, Kilograms right) => new(Math.Min(left.InBase, right.InBase));

    /// <inheritdoc />
    public static Kilograms Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc />
    public static Kilograms Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException(QuantityText.Expected(s, KnownUnits));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Kilograms result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc />
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Kilograms result)
    {
        var parsed = QuantityText.TryParse(s, KnownUnits, out var inBase);
        result = new(inBase);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(Kilograms other) => InBase.CompareTo(other.InBase);

    /// <summary>The quantity with the unit that reads best, four significant digits.</summary>
    public override string ToString() => QuantityText.Format(InBase, KnownUnits);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
