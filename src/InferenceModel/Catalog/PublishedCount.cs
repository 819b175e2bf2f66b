using System.Globalization;

namespace InferenceModel.Catalog;

/// <summary>A parameter count as its makers publish it: a number and how finely it is given.</summary>
/// <param name="Value">The count.</param>
/// <param name="Resolution">One unit of the last digit published, so half of it is the rounding.</param>
public sealed record PublishedCount(double Value, double Resolution)
{
    /// <summary>Reads a text such as <c>8.03 B</c>; null where it is none.</summary>
    /// <param name="text">A number and one of M, B, T.</param>
    public static PublishedCount? Parse(string text)
    {
        var scale = text.Length > 2 ? text[^1] switch { 'M' => 1e6, 'B' => 1e9, 'T' => 1e12, _ => 0 } : 0;
        var digits = scale > 0 ? text[..^1].Trim() : string.Empty;
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : digits.Length - point - 1;
        return new PublishedCount(number * scale, Math.Pow(10, -decimals) * scale);
    }
}
