using System.Globalization;

namespace InferenceModel.Reports.Workbook;

/// <summary>What a cell shows: nothing, a number, a text or a truth. The default value is nothing.</summary>
/// <param name="Number">The number; 1 and 0 of a truth; null where it is none.</param>
/// <param name="Text">The text; null where it is none.</param>
/// <param name="IsTruth">Whether the number stands for a truth.</param>
public readonly record struct CellValue(double? Number, string? Text, bool IsTruth = false)
{
    /// <summary>A number.</summary>
    /// <param name="value">Finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not finite: a cell would show an error.</exception>
    public static CellValue Of(double value) => double.IsFinite(value)
        ? new CellValue(value, null)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "a cell holds finite numbers");

    /// <summary>A text.</summary>
    /// <param name="value">The text.</param>
    public static CellValue Of(string value) => new(null, value);

    /// <summary>A truth.</summary>
    /// <param name="value">The truth.</param>
    public static CellValue Of(bool value) => new(value ? 1 : 0, null, IsTruth: true);

    /// <summary>Whether there is nothing.</summary>
    public bool IsBlank => Number is null && Text is null;

    /// <summary>The value where a formula wants a number: nothing counts zero.</summary>
    /// <exception cref="InvalidOperationException">It is a text.</exception>
    public double AsNumber => Text is null ? Number ?? 0 : throw new InvalidOperationException($"\"{Text}\" is no number.");

    /// <summary>The value where a formula wants a truth.</summary>
    public bool AsTruth => AsNumber != 0;

    /// <summary>The value where a formula wants a text.</summary>
    public string AsText => Text ?? Number?.ToString("G15", CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>Whether spreadsheets call two values equal: letters' case does not count, nothing equals zero and the empty text.</summary>
    /// <param name="other">The other.</param>
    public bool Equal(CellValue other) => Text is null && other.Text is null
        ? AsNumber.Equals(other.AsNumber)
        : (Text is not null || IsBlank) && (other.Text is not null || other.IsBlank) && string.Equals(AsText, other.AsText, StringComparison.OrdinalIgnoreCase);
}
