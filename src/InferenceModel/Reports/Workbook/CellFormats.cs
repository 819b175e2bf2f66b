using System.Globalization;

namespace InferenceModel.Reports.Workbook;

/// <summary>What formats of cells mean.</summary>
internal static class CellFormats
{
    private const int Significant = 6;

    /// <summary>Leaves the width of a space at the right, so that a number does not touch the text beside it.</summary>
    private const string Gap = "_ ";

    /// <summary>The code a spreadsheet reads.</summary>
    /// <param name="format">The format.</param>
    public static string Code(CellFormat format) => format switch
    {
        CellFormat.Whole => "#,##0_ ",
        CellFormat.Tenths => "#,##0.0_ ",
        CellFormat.Hundredths => "#,##0.00_ ",
        CellFormat.TenThousandths => "#,##0.0000_ ",
        CellFormat.Dollars => "\"$\"#,##0_ ",
        CellFormat.Cents => "\"$\"#,##0.00_ ",
        CellFormat.FineDollars => "\"$\"#,##0.0000_ ",
        CellFormat.Percent => "0.0%_ ",
        CellFormat.Change => "+0.0%_ ;-0.0%_ ;0.0%_ ",
        CellFormat.Day => "yyyy\\-mm\\-dd_ ",
        CellFormat.Month => "yyyy\\-mm_ ",
        _ => "General",
    };

    /// <summary>A value as a spreadsheet shows it.</summary>
    /// <param name="value">The value.</param>
    /// <param name="format">The format.</param>
    public static string Text(CellValue value, CellFormat format)
    {
        if (value is not { Number: { } number, IsTruth: false })
        {
            return value.IsTruth ? (value.AsTruth ? "TRUE" : "FALSE") : value.AsText;
        }

        return format switch
        {
            CellFormat.Day => DateTime.FromOADate(number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            CellFormat.Month => DateTime.FromOADate(number).ToString("yyyy-MM", CultureInfo.InvariantCulture),
            CellFormat.General => double.Parse(number.ToString($"G{Significant}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString("0.############", CultureInfo.InvariantCulture),
            _ => number.ToString(Code(format).Replace(Gap, string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture),
        };
    }
}
