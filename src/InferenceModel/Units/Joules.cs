using System.Diagnostics.CodeAnalysis;

namespace InferenceModel.Units;

/// <summary>An energy. The default value is no energy.</summary>
public readonly record struct Joules : IQuantity<Joules>
{
    private static readonly Unit[] KnownUnits =
    [
        new("J", 1),
        new("kJ", 1000.0),
        new("kWh", 3600000.0),
    ];

    private Joules(double inBase) => InBase = inBase;

    /// <inheritdoc />
    public double InBase { get; }

    /// <inheritdoc />
    public static IReadOnlyList<Unit> Units => KnownUnits;

    /// <summary>No Joules at all.</summary>
    public static Joules Zero => default;

    /// <summary>Makes a quantity from a number of J.</summary>
    public static Joules Of(double value) => new(value);

    /// <summary>Makes a quantity from a number of kilowatthours.</summary>
    public static Joules OfKilowattHours(double value) => new(value * 3.6e6);

    /// <summary>The quantity in J.</summary>
    public double Total => InBase;

    /// <summary>The quantity in kilowatthours.</summary>
    public double TotalKilowattHours => InBase * (1.0 / 3.6e6);

    /// <summary>The sum of two quantities.</summary>
    public static Joules operator +(Joules left, Joules right) => new(left.InBase + right.InBase);

    /// <summary>The difference of two quantities.</summary>
    public static Joules operator -(Joules left, Joules right) => new(left.InBase - right.InBase);

    /// <summary>The quantity so many times.</summary>
    public static Joules operator *(Joules quantity, double factor) => new(quantity.InBase * factor);

    /// <summary>The quantity so many times.</summary>
    public static Joules operator *(double factor, Joules quantity) => new(quantity.InBase * factor);

    /// <summary>The quantity shared out.</summary>
    public static Joules operator /(Joules quantity, double divisor) => new(quantity.InBase / divisor);

    /// <summary>How many times the second goes into the first.</summary>
    public static double operator /(Joules left, Joules right) => left.InBase / right.InBase;

    /// <summary>The power that takes this energy in this time.</summary>
    public static Watts operator /(Joules energy, Seconds time) => Watts.Of(energy.InBase / time.Total);

    /// <summary>Whether the first is less than the second.</summary>
    public static bool operator <(Joules left, Joules right) => left.InBase < right.InBase;

    /// <summary>Whether the first is more than the second.</summary>
    public static bool operator >(Joules left, Joules right) => left.InBase > right.InBase;

    /// <summary>Whether the first is at most the second.</summary>
    public static bool operator <=(Joules left, Joules right) => left.InBase <= right.InBase;

    /// <summary>Whether the first is at least the second.</summary>
    public static bool operator >=(Joules left, Joules right) => left.InBase >= right.InBase;

    /// <summary>The larger of two quantities.</summary>
    public static Joules Max(Joules left, Joules right) => new(Math.Max(left.InBase, right.InBase));

    /// <summary>The smaller of two quantities.</summary>
    public static Joules Min(Joules left, Joules right) => new(Math.Min(left.InBase, right.InBase));

    /// <inheritdoc />
    public static Joules Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc />
    public static Joules Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException(QuantityText.Expected(s, KnownUnits));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Joules result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc />
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Joules result)
    {
        var parsed = QuantityText.TryParse(s, KnownUnits, out var inBase);
        result = new(inBase);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(Joules other) => InBase.CompareTo(other.InBase);

    /// <summary>The quantity with the unit that reads best, four significant digits.</summary>
    public override string ToString() => QuantityText.Format(InBase, KnownUnits);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
