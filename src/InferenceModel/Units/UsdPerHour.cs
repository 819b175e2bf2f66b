using System.Diagnostics.CodeAnalysis;

namespace InferenceModel.Units;

/// <summary>A price of renting or owning something for an hour. The default value is free of charge.</summary>
public readonly record struct UsdPerHour : IQuantity<UsdPerHour>
{
    private static readonly Unit[] KnownUnits =
    [
        new("USD/h", 1),
    ];

    private UsdPerHour(double inBase) => InBase = inBase;

    /// <inheritdoc />
    public double InBase { get; }

    /// <inheritdoc />
    public static IReadOnlyList<Unit> Units => KnownUnits;

    /// <summary>No UsdPerHour at all.</summary>
    public static UsdPerHour Zero => default;

    /// <summary>Makes a quantity from a number of USD/h.</summary>
    public static UsdPerHour Of(double value) => new(value);

    /// <summary>The quantity in USD/h.</summary>
    public double Total => InBase;

    /// <summary>The sum of two quantities.</summary>
    public static UsdPerHour operator +(UsdPerHour left, UsdPerHour right) => new(left.InBase + right.InBase);

    /// <summary>The difference of two quantities.</summary>
    public static UsdPerHour operator -(UsdPerHour left, UsdPerHour right) => new(left.InBase - right.InBase);

    /// <summary>The quantity so many times.</summary>
    public static UsdPerHour operator *(UsdPerHour quantity, double factor) => new(quantity.InBase * factor);

    /// <summary>The quantity so many times.</summary>
    public static UsdPerHour operator *(double factor, UsdPerHour quantity) => new(quantity.InBase * factor);

    /// <summary>The quantity shared out.</summary>
    public static UsdPerHour operator /(UsdPerHour quantity, double divisor) => new(quantity.InBase / divisor);

    /// <summary>How many times the second goes into the first.</summary>
    public static double operator /(UsdPerHour left, UsdPerHour right) => left.InBase / right.InBase;

    /// <summary>The money spent in this time.</summary>
    public static Usd operator *(UsdPerHour left, Seconds right) => Usd.Of(left.Total * right.Total / 3600.0);

    /// <summary>Whether the first is less than the second.</summary>
    public static bool operator <(UsdPerHour left, UsdPerHour right) => left.InBase < right.InBase;

    /// <summary>Whether the first is more than the second.</summary>
    public static bool operator >(UsdPerHour left, UsdPerHour right) => left.InBase > right.InBase;

    /// <summary>Whether the first is at most the second.</summary>
    public static bool operator <=(UsdPerHour left, UsdPerHour right) => left.InBase <= right.InBase;

    /// <summary>Whether the first is at least the second.</summary>
    public static bool operator >=(UsdPerHour left, UsdPerHour right) => left.InBase >= right.InBase;

    /// <summary>The larger of two quantities.</summary>
    public static UsdPerHour Max(UsdPerHour left, UsdPerHour right) => new(Math.Max(left.InBase, right.InBase));

    /// <summary>The smaller of two quantities.</summary>
    public static UsdPerHour Min(UsdPerHour left, UsdPerHour right) => new(Math.Min(left.InBase, right.InBase));

    /// <inheritdoc />
    public static UsdPerHour Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc />
    public static UsdPerHour Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException(QuantityText.Expected(s, KnownUnits));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out UsdPerHour result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc />
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out UsdPerHour result)
    {
        var parsed = QuantityText.TryParse(s, KnownUnits, out var inBase);
        result = new(inBase);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(UsdPerHour other) => InBase.CompareTo(other.InBase);

    /// <summary>The quantity with the unit that reads best, four significant digits.</summary>
    public override string ToString() => QuantityText.Format(InBase, KnownUnits);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
