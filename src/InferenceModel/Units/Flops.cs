using System.Diagnostics.CodeAnalysis;

namespace InferenceModel.Units;

/// <summary>An amount of arithmetic, in floating-point or integer operations; a multiply-add counts as two. The default value is no work.</summary>
public readonly record struct Flops : IQuantity<Flops>
{
    private static readonly Unit[] KnownUnits =
    [
        new("FLOP", 1),
        new("MFLOP", 1000000.0),
        new("GFLOP", 1000000000.0),
        new("TFLOP", 1000000000000.0),
        new("PFLOP", 1000000000000000.0),
    ];

    private Flops(double inBase) => InBase = inBase;

    /// <inheritdoc />
    public double InBase { get; }

    /// <inheritdoc />
    public static IReadOnlyList<Unit> Units => KnownUnits;

    /// <summary>No Flops at all.</summary>
    public static Flops Zero => default;

    /// <summary>Makes a quantity from a number of FLOP.</summary>
    public static Flops Of(double value) => new(value);

    /// <summary>Makes a quantity from a number of tera FLOP.</summary>
    public static Flops OfTera(double value) => new(value * 1e12);

    /// <summary>The quantity in FLOP.</summary>
    public double Total => InBase;

    /// <summary>The quantity in giga FLOP.</summary>
    public double TotalGiga => InBase * 1e-9;

    /// <summary>The quantity in tera FLOP.</summary>
    public double TotalTera => InBase * 1e-12;

    /// <summary>The sum of two quantities.</summary>
    public static Flops operator +(Flops left, Flops right) => new(left.InBase + right.InBase);

    /// <summary>The difference of two quantities.</summary>
    public static Flops operator -(Flops left, Flops right) => new(left.InBase - right.InBase);

    /// <summary>The quantity so many times.</summary>
    public static Flops operator *(Flops quantity, double factor) => new(quantity.InBase * factor);

    /// <summary>The quantity so many times.</summary>
    public static Flops operator *(double factor, Flops quantity) => new(quantity.InBase * factor);

    /// <summary>The quantity shared out.</summary>
    public static Flops operator /(Flops quantity, double divisor) => new(quantity.InBase / divisor);

    /// <summary>How many times the second goes into the first.</summary>
    public static double operator /(Flops left, Flops right) => left.InBase / right.InBase;

    /// <summary>The time to do this much arithmetic at this rate.</summary>
    public static Seconds operator /(Flops left, FlopsPerSecond right) => Seconds.Of(left.Total / right.Total);

    /// <summary>Whether the first is less than the second.</summary>
    public static bool operator <(Flops left, Flops right) => left.InBase < right.InBase;

    /// <summary>Whether the first is more than the second.</summary>
    public static bool operator >(Flops left, Flops right) => left.InBase > right.InBase;

    /// <summary>Whether the first is at most the second.</summary>
    public static bool operator <=(Flops left, Flops right) => left.InBase <= right.InBase;

    /// <summary>Whether the first is at least the second.</summary>
    public static bool operator >=(Flops left, Flops right) => left.InBase >= right.InBase;

    /// <summary>The larger of two quantities.</summary>
    public static Flops Max(Flops left, Flops right) => new(Math.Max(left.InBase, right.InBase));

    /// <summary>The smaller of two quantities.</summary>
    public static Flops Min(Flops left, Flops right) => new(Math.Min(left.InBase, right.InBase));

    /// <inheritdoc />
    public static Flops Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc />
    public static Flops Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException(QuantityText.Expected(s, KnownUnits));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Flops result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc />
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Flops result)
    {
        var parsed = QuantityText.TryParse(s, KnownUnits, out var inBase);
        result = new(inBase);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(Flops other) => InBase.CompareTo(other.InBase);

    /// <summary>The quantity with the unit that reads best, four significant digits.</summary>
    public override string ToString() => QuantityText.Format(InBase, KnownUnits);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
