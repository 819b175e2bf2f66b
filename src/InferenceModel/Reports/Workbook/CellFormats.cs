using System.Globalization;

namespace InferenceModel.Reports.Workbook;

/// <summary>What formats of cells mean.</summary>
internal static class CellFormats
{
    private const int Significant = 6;

    /// <summary>The code a spreadsheet reads.</summary>
    /// <param name="format">The format.</param>
    public static string Code(CellFormat format) => format switch
    {
        CellFormat.Whole => "#,##0",
        CellFormat.Tenths => "#,##0.0",
        CellFormat.Hundredths => "#,##0.00",
        CellFormat.TenThousandths => "#,##0.0000",
        CellFormat.Dollars => "\"$\"#,##0",
        CellFormat.Cents => "\"$\"#,##0.00",
        CellFormat.FineDollars => "\"$\"#,##0.0000",
        CellFormat.Percent => "0.0%",
        CellFormat.Change => "+0.0%;-0.0%;0.0%",
        CellFormat.Day => "yyyy\\-mm\\-dd",
        CellFormat.Month => "yyyy\\-mm",
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
            _ => number.ToString(Code(format), CultureInfo.InvariantCulture),
        };
    }
}
