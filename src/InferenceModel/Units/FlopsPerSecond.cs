using System.Diagnostics.CodeAnalysis;

namespace InferenceModel.Units;

/// <summary>A rate of arithmetic; dense, never counting skipped zeros. The default value is an idle machine.</summary>
public readonly record struct FlopsPerSecond : IQuantity<FlopsPerSecond>
{
    private static readonly Unit[] KnownUnits =
    [
        new("FLOP/s", 1),
        new("GFLOP/s", 1000000000.0),
        new("TFLOP/s", 1000000000000.0),
        new("PFLOP/s", 1000000000000000.0),
        new("TOP/s", 1000000000000.0),
    ];

    private FlopsPerSecond(double inBase) => InBase = inBase;

    /// <inheritdoc />
    public double InBase { get; }

    /// <inheritdoc />
    public static IReadOnlyList<Unit> Units => KnownUnits;

    /// <summary>No FlopsPerSecond at all.</summary>
    public static FlopsPerSecond Zero => default;

    /// <summary>Makes a quantity from a number of FLOP/s.</summary>
    public static FlopsPerSecond Of(double value) => new(value);

    /// <summary>Makes a quantity from a number of tera FLOP/s.</summary>
    public static FlopsPerSecond OfTera(double value) => new(value * 1e12);

    /// <summary>The quantity in FLOP/s.</summary>
    public double Total => InBase;

    /// <summary>The quantity in tera FLOP/s.</summary>
    public double TotalTera => InBase * 1e-12;

    /// <summary>The sum of two quantities.</summary>
    public static FlopsPerSecond operator +(FlopsPerSecond left, FlopsPerSecond right) => new(left.InBase + right.InBase);

    /// <summary>The difference of two quantities.</summary>
    public static FlopsPerSecond operator -(FlopsPerSecond left, FlopsPerSecond right) => new(left.InBase - right.InBase);

    /// <summary>The quantity so many times.</summary>
    public static FlopsPerSecond operator *(FlopsPerSecond quantity, double factor) => new(quantity.InBase * factor);

    /// <summary>The quantity so many times.</summary>
    public static FlopsPerSecond operator *(double factor, FlopsPerSecond quantity) => new(quantity.InBase * factor);

    /// <summary>The quantity shared out.</summary>
    public static FlopsPerSecond operator /(FlopsPerSecond quantity, double divisor) => new(quantity.InBase / divisor);

    /// <summary>How many times the second goes into the first.</summary>
    public static double operator /(FlopsPerSecond left, FlopsPerSecond right) => left.InBase / right.InBase;

    /// <summary>The arithmetic done in this time.</summary>
    public static Flops operator *(FlopsPerSecond left, Seconds right) => Flops.Of(left.Total * right.Total);

    /// <summary>Whether the first is less than the second.</summary>
    public static bool operator <(FlopsPerSecond left, FlopsPerSecond right) => left.InBase < right.InBase;

    /// <summary>Whether the first is more than the second.</summary>
    public static bool operator >(FlopsPerSecond left, FlopsPerSecond right) => left.InBase > right.InBase;

    /// <summary>Whether the first is at most the second.</summary>
    public static bool operator <=(FlopsPerSecond left, FlopsPerSecond right) => left.InBase <= right.InBase;

    /// <summary>Whether the first is at least the second.</summary>
    public static bool operator >=(FlopsPerSecond left, FlopsPerSecond right) => left.InBase >= right.InBase;

    /// <summary>The larger of two quantities.</summary>
    public static FlopsPerSecond Max(FlopsPerSecond left, FlopsPerSecond right) => new(Math.Max(left.InBase, right.InBase));

    /// <summary>The smaller of two quantities.</summary>
    public static FlopsPerSecond Min(FlopsPerSecond left, FlopsPerSecond right) => new(Math.Min(left.InBase, right.InBase));

    /// <inheritdoc />
    public static FlopsPerSecond Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc />
    public static FlopsPerSecond Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException(QuantityText.Expected(s, KnownUnits));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out FlopsPerSecond result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc />
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out FlopsPerSecond result)
    {
        var parsed = QuantityText.TryParse(s, KnownUnits, out var inBase);
        result = new(inBase);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(FlopsPerSecond other) => InBase.CompareTo(other.InBase);

    /// <summary>The quantity with the unit that reads best, four significant digits.</summary>
    public override string ToString() => QuantityText.Format(InBase, KnownUnits);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
