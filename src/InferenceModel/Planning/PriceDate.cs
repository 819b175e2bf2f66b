using System.Globalization;

namespace InferenceModel.Planning;

/// <summary>Dates of prices: a day, or a month whose last day counts, so that a price is called old only when it surely is.</summary>
public static class PriceDate
{
    /// <summary>The formats a date may have.</summary>
    public const string Formats = "a date as 2026-04 or 2026-04-30";

    /// <summary>Reads a date.</summary>
    /// <param name="text">Year and month, or year, month and day.</param>
    /// <returns>The day; the last of a month; null where the text is no date.</returns>
    public static DateOnly? Parse(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) ? month.AddMonths(1).AddDays(-1)
        : null;
}
