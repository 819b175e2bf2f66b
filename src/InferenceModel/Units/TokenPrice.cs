using System.Diagnostics.CodeAnalysis;

namespace InferenceModel.Units;

/// <summary>A price of tokens. The default value is free of charge.</summary>
public readonly record struct TokenPrice : IQuantity<TokenPrice>
{
    private static readonly Unit[] KnownUnits =
    [
        new("USD/Mtok", 1),
    ];

    private TokenPrice(double inBase) => InBase = inBase;

    /// <inheritdoc />
    public double InBase { get; }

    /// <inheritdoc />
    public static IReadOnlyList<Unit> Units => KnownUnits;

    /// <summary>No TokenPrice at all.</summary>
    public static TokenPrice Zero => default;

    /// <summary>Makes a quantity from a number of USD/Mtok.</summary>
    public static TokenPrice Of(double value) => new(value);

    /// <summary>The quantity in USD/Mtok.</summary>
    public double Total => InBase;

    /// <summary>The sum of two quantities.</summary>
    public static TokenPrice operator +(TokenPrice left, TokenPrice right) => new(left.InBase + right.InBase);

    /// <summary>The difference of two quantities.</summary>
    public static TokenPrice operator -(TokenPrice left, TokenPrice right) => new(left.InBase - right.InBase);

    /// <summary>The quantity so many times.</summary>
    public static TokenPrice operator *(TokenPrice quantity, double factor) => new(quantity.InBase * factor);

    /// <summary>The quantity so many times.</summary>
    public static TokenPrice operator *(double factor, TokenPrice quantity) => new(quantity.InBase * factor);

    /// <summary>The quantity shared out.</summary>
    public static TokenPrice operator /(TokenPrice quantity, double divisor) => new(quantity.InBase / divisor);

    /// <summary>How many times the second goes into the first.</summary>
    public static double operator /(TokenPrice left, TokenPrice right) => left.InBase / right.InBase;

    /// <summary>The price at which so many tokens cost so much.</summary>
    /// <param name="bill">The money.</param>
    /// <param name="tokens">The tokens, above zero.</param>
    public static TokenPrice Of(Usd bill, double tokens) => new(bill.Total / tokens * 1e6);

    /// <summary>What so many tokens cost.</summary>
    /// <param name="tokens">The tokens.</param>
    public Usd For(double tokens) => Usd.Of(InBase * tokens * 1e-6);

    /// <summary>How many tokens a sum of money buys.</summary>
    /// <param name="money">The money.</param>
    public double TokensFor(Usd money) => money.Total / InBase * 1e6;

    /// <summary>Whether the first is less than the second.</summary>
    public static bool operator <(TokenPrice left, TokenPrice right) => left.InBase < right.InBase;

    /// <summary>Whether the first is more than the second.</summary>
    public static bool operator >(TokenPrice left, TokenPrice right) => left.InBase > right.InBase;

    /// <summary>Whether the first is at most the second.</summary>
    public static bool operator <=(TokenPrice left, TokenPrice right) => left.InBase <= right.InBase;

    /// <summary>Whether the first is at least the second.</summary>
    public static bool operator >=(TokenPrice left, TokenPrice right) => left.InBase >= right.InBase;

    /// <summary>The larger of two quantities.</summary>
    public static TokenPrice Max(TokenPrice left, TokenPrice right) => new(Math.Max(left.InBase, right.InBase));

    /// <summary>The smaller of two quantities.</summary>
    public static TokenPrice Min(TokenPrice left, TokenPrice right) => new(Math.Min(left.InBase, right.InBase));

    /// <inheritdoc />
    public static TokenPrice Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc />
    public static TokenPrice Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException(QuantityText.Expected(s, KnownUnits));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TokenPrice result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc />
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out TokenPrice result)
    {
        var parsed = QuantityText.TryParse(s, KnownUnits, out var inBase);
        result = new(inBase);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(TokenPrice other) => InBase.CompareTo(other.InBase);

    /// <summary>The quantity with the unit that reads best, four significant digits.</summary>
    public override string ToString() => QuantityText.Format(InBase, KnownUnits);

    /// <inheritdoc />
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
