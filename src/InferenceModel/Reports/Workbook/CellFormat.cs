namespace InferenceModel.Reports.Workbook;

/// <summary>How a value is shown; <see cref="CellFormats"/> says what that means to a spreadsheet and to a page.</summary>
public enum CellFormat
{
    /// <summary>A text, or a number as it is.</summary>
    General,

    /// <summary>Whole, thousands apart.</summary>
    Whole,

    /// <summary>One decimal, thousands apart.</summary>
    Tenths,

    /// <summary>Two decimals, thousands apart.</summary>
    Hundredths,

    /// <summary>Four decimals, thousands apart.</summary>
    TenThousandths,

    /// <summary>Whole dollars.</summary>
    Dollars,

    /// <summary>Dollars and cents.</summary>
    Cents,

    /// <summary>Dollars with four decimals, for prices of tokens.</summary>
    FineDollars,

    /// <summary>A share in hundredths.</summary>
    Percent,

    /// <summary>A signed change in hundredths.</summary>
    Change,

    /// <summary>A day.</summary>
    Day,

    /// <summary>A month.</summary>
    Month,
}
