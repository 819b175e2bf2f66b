using System.Diagnostics.CodeAnalysis;

namespace InferenceModel.Units;

/// <summary>What electric energy emits: carbon dioxide equivalent by energy. The default value emits nothing.</summary>
public readonly record struct CarbonIntensity : IQuantity<CarbonIntensity>
{
    private static readonly Unit[] KnownUnits =
    [
        new("kg/kWh", 1),
        new("g/kWh", 0.001),
    ];

    private CarbonIntensity(double inBase) => InBase = inBase;

    /// <inheritdoc />
    public double InBase { get; }

    /// <inheritdoc />
    public static IReadOnlyList<Unit> Units => KnownUnits;

    /// <summary>No CarbonIntensity at all.</summary>
    public static CarbonIntensity Zero => default;

    /// <summary>Makes a quantity from a number of kg/kWh.</summary>
    public static CarbonIntensity Of(double value) => new(value);

    /// <summary>The quantity in kg/kWh.</summary>
    public double Total => InBase;

    /// <summary>The sum of two quantities.</summary>
    public static CarbonIntensity operator +(CarbonIntensity left, CarbonIntensity right) => new(left.InBase + right.InBase);

    /// <summary>The difference of two quantities.</summary>
    public static CarbonIntensity operator -(CarbonIntensity left, CarbonIntensity right) => new(left.InBase - right.InBase);

    /// <summary>The quantity so many times.</summary>
    public static CarbonIntensity operator *(CarbonIntensity quantity, double factor) => new(quantity.InBase * factor);

    /// <summary>The quantity so many times.</summary>
    public static CarbonIntensity operator *(double factor, CarbonIntensity quantity) => new(quantity.InBase * factor);

    /// <summary>The quantity shared out.</summary>
    public static CarbonIntensity operator /(CarbonIntensity quantity, double divisor) => new(quantity.InBase / divisor);

    /// <summary>How many times the second goes into the first.</summary>
    public static double operator /(CarbonIntensity left, CarbonIntensity right) => left.InBase / right.InBase;

    /// <summary>What an energy emits.</summary>
    public static Kilograms operator *(CarbonIntensity intensity, Joules energy) => Kilograms.Of(intensity.InBase * energy.TotalKilowattHours);

    /// <summary>Whether the first is less than the second.</summary>
    public static bool operator <(CarbonIntensity left, CarbonIntensity right) => left.InBase < right.InBase;

    /// <summary>Whether the first is more than the second.</summary>
    public static bool operator >(CarbonIntensity left, CarbonIntensity right) => left.InBase > right.InBase;

    /// <summary>Whether the first is at most the second.</summary>
    public static bool operator <=(CarbonIntensity left, CarbonIntensity right) => left.InBase <= right.InBase;

    /// <summary>Whether the first is at least the second.</summary>
    public static bool operator >=(CarbonIntensity left, CarbonIntensity right) => left.InBase >= right.InBase;

    /// <summary>The larger of two quantities.</summary>
    public static CarbonIntensity Max(CarbonIntensity left, CarbonIntensity right) => new(Math.Max(left.InBase, right.InBase));

    /// <summary>The smaller of two quantities.</summary>
    public static CarbonIntensity Min(CarbonIntensity left, CarbonIntensity right) => new(Math.Min(left.InBase, right.InBase));

    /// <inheritdoc />
    public static CarbonIntensity Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc />
    public static CarbonIntensity Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException(QuantityText.Expected(s, KnownUnits));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CarbonIntensity result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc />
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out CarbonIntensity result)
    {
        var parsed = QuantityText.TryParse(s, KnownUnits, out var inBase);
        result = new(inBase);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(CarbonIntensity other) => InBase.CompareTo(other.InBase);

    /// <summary>The quantity with the unit that reads best, four significant digits.</summary>
    public override string ToString() => QuantityText.Format(InBase, KnownUnits);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
