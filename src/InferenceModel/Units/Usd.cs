using System.Diagnostics.CodeAnalysis;

namespace InferenceModel.Units;

/// <summary>An amount of money in United States dollars. The default value is nothing.</summary>
public readonly record struct Usd : IQuantity<Usd>
{
    private static readonly Unit[] KnownUnits =
    [
        new("USD", 1),
    ];

    private Usd(double inBase) => InBase = inBase;

    /// <inheritdoc />
    public double InBase { get; }

    /// <inheritdoc />
    public static IReadOnlyList<Unit> Units => KnownUnits;

    /// <summary>No Usd at all.</summary>
    public static Usd Zero => default;

    /// <summary>Makes a quantity from a number of USD.</summary>
    public static Usd Of(double value) => new(value);

    /// <summary>The quantity in USD.</summary>
    public double Total => InBase;

    /// <summary>The sum of two quantities.</summary>
    public static Usd operator +(Usd left, Usd right) => new(left.InBase + right.InBase);

    /// <summary>The difference of two quantities.</summary>
    public static Usd operator -(Usd left, Usd right) => new(left.InBase - right.InBase);

    /// <summary>The quantity so many times.</summary>
    public static Usd operator *(Usd quantity, double factor) => new(quantity.InBase * factor);

    /// <summary>The quantity so many times.</summary>
    public static Usd operator *(double factor, Usd quantity) => new(quantity.InBase * factor);

    /// <summary>The quantity shared out.</summary>
    public static Usd operator /(Usd quantity, double divisor) => new(quantity.InBase / divisor);

    /// <summary>How many times the second goes into the first.</summary>
    public static double operator /(Usd left, Usd right) => left.InBase / right.InBase;

    /// <summary>Whether the first is less than the second.</summary>
    public static bool operator <(Usd left, Usd right) => left.InBase < right.InBase;

    /// <summary>Whether the first is more than the second.</summary>
    public static bool operator >(Usd left, Usd right) => left.InBase > right.InBase;

    /// <summary>Whether the first is at most the second.</summary>
    public static bool operator <=(Usd left, Usd right) => left.InBase <= right.InBase;

    /// <summary>Whether the first is at least the second.</summary>
    public static bool operator >=(Usd left, Usd right) => left.InBase >= right.InBase;

    /// <summary>The larger of two quantities.</summary>
    public static Usd Max(Usd left, Usd right) => new(Math.Max(left.InBase, right.InBase));

    /// <summary>The smaller of two quantities.</summary>
    public static Usd Min(Usd left, Usd right) => new(Math.Min(left.InBase, right.InBase));

    /// <inheritdoc />
    public static Usd Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc />
    public static Usd Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException(QuantityText.Expected(s, KnownUnits));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Usd result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc />
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Usd result)
    {
        var parsed = QuantityText.TryParse(s, KnownUnits, out var inBase);
        result = new(inBase);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(Usd other) => InBase.CompareTo(other.InBase);

    /// <summary>The quantity with the unit that reads best, four significant digits.</summary>
    public override string ToString() => QuantityText.Format(InBase, KnownUnits);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
