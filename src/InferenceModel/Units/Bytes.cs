using System.Diagnostics.CodeAnalysis;

namespace InferenceModel.Units;

/// <summary>An amount of data. Fractions are allowed: a four-bit weight is half a byte. The default value is no data.</summary>
public readonly record struct Bytes : IQuantity<Bytes>
{
    private static readonly Unit[] KnownUnits =
    [
        new("B", 1),
        new("kB", 1000.0),
        new("MB", 1000000.0),
        new("GB", 1000000000.0),
        new("TB", 1000000000000.0),
        new("KiB", 1024.0),
        new("MiB", 1048576.0),
        new("GiB", 1073741824.0),
        new("TiB", 1099511627776.0),
    ];

    private static readonly Unit[] ShownUnits = [new("B", 1), new("KiB", 1024.0), new("MiB", 1048576.0), new("GiB", 1073741824.0), new("TiB", 1099511627776.0)];

    private Bytes(double inBase) => InBase = inBase;

    /// <inheritdoc />
    public double InBase { get; }

    /// <inheritdoc />
    public static IReadOnlyList<Unit> Units => KnownUnits;

    /// <summary>No Bytes at all.</summary>
    public static Bytes Zero => default;

    /// <summary>Makes a quantity from a number of B.</summary>
    public static Bytes Of(double value) => new(value);

    /// <summary>Makes a quantity from a number of bits.</summary>
    public static Bytes OfBits(double value) => new(value * 0.125);

    /// <summary>Makes a quantity from a number of kibi B.</summary>
    public static Bytes OfKibi(double value) => new(value * 1024.0);

    /// <summary>Makes a quantity from a number of mebi B.</summary>
    public static Bytes OfMebi(double value) => new(value * 1048576.0);

    /// <summary>Makes a quantity from a number of gibi B.</summary>
    public static Bytes OfGibi(double value) => new(value * 1073741824.0);

    /// <summary>Makes a quantity from a number of giga B.</summary>
    public static Bytes OfGiga(double value) => new(value * 1e9);

    /// <summary>The quantity in B.</summary>
    public double Total => InBase;

    /// <summary>The quantity in mebi B.</summary>
    public double TotalMebi => InBase * (1.0 / 1048576.0);

    /// <summary>The quantity in gibi B.</summary>
    public double TotalGibi => InBase * (1.0 / 1073741824.0);

    /// <summary>The quantity in giga B.</summary>
    public double TotalGiga => InBase * 1e-9;

    /// <summary>The sum of two quantities.</summary>
    public static Bytes operator +(Bytes left, Bytes right) => new(left.InBase + right.InBase);

    /// <summary>The difference of two quantities.</summary>
    public static Bytes operator -(Bytes left, Bytes right) => new(left.InBase - right.InBase);

    /// <summary>The quantity so many times.</summary>
    public static Bytes operator *(Bytes quantity, double factor) => new(quantity.InBase * factor);

    /// <summary>The quantity so many times.</summary>
    public static Bytes operator *(double factor, Bytes quantity) => new(quantity.InBase * factor);

    /// <summary>The quantity shared out.</summary>
    public static Bytes operator /(Bytes quantity, double divisor) => new(quantity.InBase / divisor);

    /// <summary>How many times the second goes into the first.</summary>
    public static double operator /(Bytes left, Bytes right) => left.InBase / right.InBase;

    /// <summary>The time to move this much data at this bandwidth.</summary>
    public static Seconds operator /(Bytes left, BytesPerSecond right) => Seconds.Of(left.Total / right.Total);

    /// <summary>The bandwidth that moves this much data in this time.</summary>
    public static BytesPerSecond operator /(Bytes left, Seconds right) => BytesPerSecond.Of(left.Total / right.Total);

    /// <summary>Whether the first is less than the second.</summary>
    public static bool operator <(Bytes left, Bytes right) => left.InBase < right.InBase;

    /// <summary>Whether the first is more than the second.</summary>
    public static bool operator >(Bytes left, Bytes right) => left.InBase > right.InBase;

    /// <summary>Whether the first is at most the second.</summary>
    public static bool operator <=(Bytes left, Bytes right) => left.InBase <= right.InBase;

    /// <summary>Whether the first is at least the second.</summary>
    public static bool operator >=(Bytes left, Bytes right) => left.InBase >= right.InBase;

    /// <summary>The larger of two quantities.</summary>
    public static Bytes Max(Bytes left, Bytes right) => new(Math.Max(left.InBase, right.InBase));

    /// <summary>The smaller of two quantities.</summary>
    public static Bytes Min(Bytes left, Bytes right) => new(Math.Min(left.InBase, right.InBase));

    /// <inheritdoc />
    public static Bytes Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc />
    public static Bytes Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException(QuantityText.Expected(s, KnownUnits));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Bytes result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc />
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Bytes result)
    {
        var parsed = QuantityText.TryParse(s, KnownUnits, out var inBase);
        result = new(inBase);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(Bytes other) => InBase.CompareTo(other.InBase);

    /// <summary>The quantity with the binary unit that reads best, four significant digits.</summary>
    public override string ToString() => QuantityText.Format(InBase, ShownUnits);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
