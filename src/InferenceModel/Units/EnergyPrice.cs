using System.Diagnostics.CodeAnalysis;

namespace InferenceModel.Units;

/// <summary>A price of electric energy. The default value is free of charge.</summary>
public readonly record struct EnergyPrice : IQuantity<EnergyPrice>
{
    private static readonly Unit[] KnownUnits =
    [
        new("USD/kWh", 1),
    ];

    private EnergyPrice(double inBase) => InBase = inBase;

    /// <inheritdoc />
    public double InBase { get; }

    /// <inheritdoc />
    public static IReadOnlyList<Unit> Units => KnownUnits;

    /// <summary>No EnergyPrice at all.</summary>
    public static EnergyPrice Zero => default;

    /// <summary>Makes a quantity from a number of USD/kWh.</summary>
    public static EnergyPrice Of(double value) => new(value);

    /// <summary>The quantity in USD/kWh.</summary>
    public double Total => InBase;

    /// <summary>The sum of two quantities.</summary>
    public static EnergyPrice operator +(EnergyPrice left, EnergyPrice right) => new(left.InBase + right.InBase);

    /// <summary>The difference of two quantities.</summary>
    public static EnergyPrice operator -(EnergyPrice left, EnergyPrice right) => new(left.InBase - right.InBase);

    /// <summary>The quantity so many times.</summary>
    public static EnergyPrice operator *(EnergyPrice quantity, double factor) => new(quantity.InBase * factor);

    /// <summary>The quantity so many times.</summary>
    public static EnergyPrice operator *(double factor, EnergyPrice quantity) => new(quantity.InBase * factor);

    /// <summary>The quantity shared out.</summary>
    public static EnergyPrice operator /(EnergyPrice quantity, double divisor) => new(quantity.InBase / divisor);

    /// <summary>How many times the second goes into the first.</summary>
    public static double operator /(EnergyPrice left, EnergyPrice right) => left.InBase / right.InBase;

    /// <summary>What an energy costs.</summary>
    public static Usd operator *(EnergyPrice price, Joules energy) => Usd.Of(price.InBase * energy.TotalKilowattHours);

    /// <summary>What a power costs an hour.</summary>
    /// <param name="power">The power.</param>
    public UsdPerHour For(Watts power) => UsdPerHour.Of(InBase * power.TotalKilo);

    /// <summary>Whether the first is less than the second.</summary>
    public static bool operator <(EnergyPrice left, EnergyPrice right) => left.InBase < right.InBase;

    /// <summary>Whether the first is more than the second.</summary>
    public static bool operator >(EnergyPrice left, EnergyPrice right) => left.InBase > right.InBase;

    /// <summary>Whether the first is at most the second.</summary>
    public static bool operator <=(EnergyPrice left, EnergyPrice right) => left.InBase <= right.InBase;

    /// <summary>Whether the first is at least the second.</summary>
    public static bool operator >=(EnergyPrice left, EnergyPrice right) => left.InBase >= right.InBase;

    /// <summary>The larger of two quantities.</summary>
    public static EnergyPrice Max(EnergyPrice left, EnergyPrice right) => new(Math.Max(left.InBase, right.InBase));

    /// <summary>The smaller of two quantities.</summary>
    public static EnergyPrice Min(EnergyPrice left, EnergyPrice right) => new(Math.Min(left.InBase, right.InBase));

    /// <inheritdoc />
    public static EnergyPrice Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc />
    public static EnergyPrice Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException(QuantityText.Expected(s, KnownUnits));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out EnergyPrice result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc />
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out EnergyPrice result)
    {
        var parsed = QuantityText.TryParse(s, KnownUnits, out var inBase);
        result = new(inBase);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(EnergyPrice other) => InBase.CompareTo(other.InBase);

    /// <summary>The quantity with the unit that reads best, four significant digits.</summary>
    public override string ToString() => QuantityText.Format(InBase, KnownUnits);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
