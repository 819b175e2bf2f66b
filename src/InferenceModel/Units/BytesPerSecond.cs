using System.Diagnostics.CodeAnalysis;

namespace InferenceModel.Units;

/// <summary>A bandwidth, always in one direction where a link has two. The default value is a wire that carries nothing.</summary>
public readonly record struct BytesPerSecond : IQuantity<BytesPerSecond>
{
    private static readonly Unit[] KnownUnits =
    [
        new("B/s", 1),
        new("MB/s", 1000000.0),
        new("GB/s", 1000000000.0),
        new("TB/s", 1000000000000.0),
    ];

    private BytesPerSecond(double inBase) => InBase = inBase;

    /// <inheritdoc />
    public double InBase { get; }

    /// <inheritdoc />
    public static IReadOnlyList<Unit> Units => KnownUnits;

    /// <summary>No BytesPerSecond at all.</summary>
    public static BytesPerSecond Zero => default;

    /// <summary>Makes a quantity from a number of B/s.</summary>
    public static BytesPerSecond Of(double value) => new(value);

    /// <summary>Makes a quantity from a number of giga B/s.</summary>
    public static BytesPerSecond OfGiga(double value) => new(value * 1e9);

    /// <summary>Makes a quantity from a number of tera B/s.</summary>
    public static BytesPerSecond OfTera(double value) => new(value * 1e12);

    /// <summary>The quantity in B/s.</summary>
    public double Total => InBase;

    /// <summary>The quantity in giga B/s.</summary>
    public double TotalGiga => InBase * 1e-9;

    /// <summary>The quantity in tera B/s.</summary>
    public double TotalTera => InBase * 1e-12;

    /// <summary>The sum of two quantities.</summary>
    public static BytesPerSecond operator +(BytesPerSecond left, BytesPerSecond right) => new(left.InBase + right.InBase);

    /// <summary>The difference of two quantities.</summary>
    public static BytesPerSecond operator -(BytesPerSecond left, BytesPerSecond right) => new(left.InBase - right.InBase);

    /// <summary>The quantity so many times.</summary>
    public static BytesPerSecond operator *(BytesPerSecond quantity, double factor) => new(quantity.InBase * factor);

    /// <summary>The quantity so many times.</summary>
    public static BytesPerSecond operator *(double factor, BytesPerSecond quantity) => new(quantity.InBase * factor);

    /// <summary>The quantity shared out.</summary>
    public static BytesPerSecond operator /(BytesPerSecond quantity, double divisor) => new(quantity.InBase / divisor);

    /// <summary>How many times the second goes into the first.</summary>
    public static double operator /(BytesPerSecond left, BytesPerSecond right) => left.InBase / right.InBase;

    /// <summary>The data moved in this time.</summary>
    public static Bytes operator *(BytesPerSecond left, Seconds right) => Bytes.Of(left.Total * right.Total);

    /// <summary>Whether the first is less than the second.</summary>
    public static bool operator <(BytesPerSecond left, BytesPerSecond right) => left.InBase < right.InBase;

    /// <summary>Whether the first is more than the second.</summary>
    public static bool operator >(BytesPerSecond left, BytesPerSecond right) => left.InBase > right.InBase;

    /// <summary>Whether the first is at most the second.</summary>
    public static bool operator <=(BytesPerSecond left, BytesPerSecond right) => left.InBase <= right.InBase;

    /// <summary>Whether the first is at least the second.</summary>
    public static bool operator >=(BytesPerSecond left, BytesPerSecond right) => left.InBase >= right.InBase;

    /// <summary>The larger of two quantities.</summary>
    public static BytesPerSecond Max(BytesPerSecond left, BytesPerSecond right) => new(Math.Max(left.InBase, right.InBase));

    /// <summary>The smaller of two quantities.</summary>
    public static BytesPerSecond Min(BytesPerSecond left, BytesPerSecond right) => new(Math.Min(left.InBase, right.InBase));

    /// <inheritdoc />
    public static BytesPerSecond Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc />
    public static BytesPerSecond Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException(QuantityText.Expected(s, KnownUnits));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out BytesPerSecond result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc />
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out BytesPerSecond result)
    {
        var parsed = QuantityText.TryParse(s, KnownUnits, out var inBase);
        result = new(inBase);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(BytesPerSecond other) => InBase.CompareTo(other.InBase);

    /// <summary>The quantity with the unit that reads best, four significant digits.</summary>
    public override string ToString() => QuantityText.Format(InBase, KnownUnits);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
