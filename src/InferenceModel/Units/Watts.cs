using System.Diagnostics.CodeAnalysis;

namespace InferenceModel.Units;

/// <summary>A power. The default value is no power.</summary>
public readonly record struct Watts : IQuantity<Watts>
{
    private static readonly Unit[] KnownUnits =
    [
        new("W", 1),
        new("kW", 1000.0),
        new("MW", 1000000.0),
    ];

    private Watts(double inBase) => InBase = inBase;

    /// <inheritdoc />
    public double InBase { get; }

    /// <inheritdoc />
    public static IReadOnlyList<Unit> Units => KnownUnits;

    /// <summary>No Watts at all.</summary>
    public static Watts Zero => default;

    /// <summary>Makes a quantity from a number of W.</summary>
    public static Watts Of(double value) => new(value);

    /// <summary>Makes a quantity from a number of kilo W.</summary>
    public static Watts OfKilo(double value) => new(value * 1e3);

    /// <summary>The quantity in W.</summary>
    public double Total => InBase;

    /// <summary>The quantity in kilo W.</summary>
    public double TotalKilo => InBase * 1e-3;

    /// <summary>The quantity in mega W.</summary>
    public double TotalMega => InBase * 1e-6;

    /// <summary>The sum of two quantities.</summary>
    public static Watts operator +(Watts left, Watts right) => new(left.InBase + right.InBase);

    /// <summary>The difference of two quantities.</summary>
    public static Watts operator -(Watts left, Watts right) => new(left.InBase - right.InBase);

    /// <summary>The quantity so many times.</summary>
    public static Watts operator *(Watts quantity, double factor) => new(quantity.InBase * factor);

    /// <summary>The quantity so many times.</summary>
    public static Watts operator *(double factor, Watts quantity) => new(quantity.InBase * factor);

    /// <summary>The quantity shared out.</summary>
    public static Watts operator /(Watts quantity, double divisor) => new(quantity.InBase / divisor);

    /// <summary>How many times the second goes into the first.</summary>
    public static double operator /(Watts left, Watts right) => left.InBase / right.InBase;

    /// <summary>The energy drawn in this time.</summary>
    public static Joules operator *(Watts left, Seconds right) => Joules.Of(left.Total * right.Total);

    /// <summary>Whether the first is less than the second.</summary>
    public static bool operator <(Watts left, Watts right) => left.InBase < right.InBase;

    /// <summary>Whether the first is more than the second.</summary>
    public static bool operator >(Watts left, Watts right) => left.InBase > right.InBase;

    /// <summary>Whether the first is at most the second.</summary>
    public static bool operator <=(Watts left, Watts right) => left.InBase <= right.InBase;

    /// <summary>Whether the first is at least the second.</summary>
    public static bool operator >=(Watts left, Watts right) => left.InBase >= right.InBase;

    /// <summary>The larger of two quantities.</summary>
    public static Watts Max(Watts left, Watts right) => new(Math.Max(left.InBase, right.InBase));

    /// <summary>The smaller of two quantities.</summary>
    public static Watts Min(Watts left, Watts right) => new(Math.Min(left.InBase, right.InBase));

    /// <inheritdoc />
    public static Watts Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc />
    public static Watts Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException(QuantityText.Expected(s, KnownUnits));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Watts result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc />
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Watts result)
    {
        var parsed = QuantityText.TryParse(s, KnownUnits, out var inBase);
        result = new(inBase);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(Watts other) => InBase.CompareTo(other.InBase);

    /// <summary>The quantity with the unit that reads best, four significant digits.</summary>
    public override string ToString() => QuantityText.Format(InBase, KnownUnits);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
