using System.Collections.Immutable;
using System.Globalization;

namespace InferenceModel.Reports.Workbook;

/// <summary>The functions of spreadsheets that formulas use: each makes a formula, and its value is computed here.</summary>
internal static class Functions
{
    private const int Noise = 9;

    /// <summary>One or the other; only the one chosen is computed.</summary>
    public static Formula If(Formula condition, Formula then, Formula otherwise) => Formula.Call("IF", condition, then, otherwise);

    /// <summary>Whether all hold.</summary>
    public static Formula And(params ImmutableArray<Formula> conditions) => Formula.Call("AND", conditions);

    /// <summary>The sum of numbers of ranges.</summary>
    public static Formula Sum(params ImmutableArray<Formula> ranges) => Formula.Call("SUM", ranges);

    /// <summary>The largest of numbers of ranges.</summary>
    public static Formula Max(params ImmutableArray<Formula> ranges) => Formula.Call("MAX", ranges);

    /// <summary>The least of numbers of ranges.</summary>
    public static Formula Min(params ImmutableArray<Formula> ranges) => Formula.Call("MIN", ranges);

    /// <summary>The k-th least of the numbers of a range.</summary>
    public static Formula Small(Formula range, Formula k) => Formula.Call("SMALL", range, k);

    /// <summary>How many numbers a range has.</summary>
    public static Formula Count(Formula range) => Formula.Call("COUNT", range);

    /// <summary>The mean of numbers of a range.</summary>
    public static Formula Average(Formula range) => Formula.Call("AVERAGE", range);

    /// <summary>The next whole number; what is above one by less than a billionth is rounding of binary fractions and does not count.</summary>
    public static Formula Up(Formula value) => Formula.Call("ROUNDUP", Formula.Call("ROUND", value, Noise), 0);

    /// <summary>A number with so many decimals.</summary>
    public static Formula Round(Formula value, int decimals) => Formula.Call("ROUND", value, decimals);

    /// <summary>The value of a row of a column.</summary>
    public static Formula Index(Formula range, Formula row) => Formula.Call("INDEX", range, row);

    /// <summary>The value of a row and column of a range.</summary>
    public static Formula Index(Formula range, Formula row, Formula column) => Formula.Call("INDEX", range, row, column);

    /// <summary>Where a value stands in a column or row, from 1.</summary>
    public static Formula Match(Formula value, Formula range) => Formula.Call("MATCH", value, range, 0);

    /// <summary>A date some months later.</summary>
    public static Formula Months(Formula date, Formula months) => Formula.Call("EDATE", date, months);

    /// <summary>How many numbers of a range are above a threshold.</summary>
    public static Formula CountAbove(Formula range, Formula threshold) => Formula.Call("COUNTIF", range, ((Formula)">").Then(threshold));

    /// <summary>The sum of the numbers of a range that are above a threshold.</summary>
    public static Formula SumAbove(Formula range, Formula threshold) => Formula.Call("SUMIF", range, ((Formula)">").Then(threshold));

    /// <summary>Products of the cells of ranges of one shape, summed.</summary>
    public static Formula SumProduct(params ImmutableArray<Formula> ranges) => Formula.Call("SUMPRODUCT", ranges);

    /// <summary>A number as text.</summary>
    /// <param name="value">The number.</param>
    /// <param name="format">0, 0.00, #,##0 and their like.</param>
    public static Formula AsText(Formula value, string format) => Formula.Call("TEXT", value, format);

    /// <summary>Computes a function.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="values">Where cells are looked up.</param>
    /// <exception cref="InvalidOperationException">There is no such function.</exception>
    public static CellValue Evaluate(string function, ImmutableArray<Formula> arguments, ICellValues values)
    {
        double Number(int i) => arguments[i].Evaluate(values).AsNumber;
        return function switch
        {
            "IF" => arguments[arguments[0].Evaluate(values).AsTruth ? 1 : 2].Evaluate(values),
            "AND" => CellValue.Of(arguments.All(argument => argument.Evaluate(values).AsTruth)),
            "SUM" => CellValue.Of(Numbers(arguments, values).Sum()),
            "MAX" => CellValue.Of(Numbers(arguments, values).DefaultIfEmpty(0).Max()),
            "MIN" => CellValue.Of(Numbers(arguments, values).DefaultIfEmpty(0).Min()),
            "SMALL" => CellValue.Of(Numbers([arguments[0]], values).Order().ElementAt((int)Number(1) - 1)),
            "COUNT" => CellValue.Of(Numbers(arguments, values).Count()),
            "AVERAGE" => CellValue.Of(Numbers(arguments, values).Average()),
            "ROUND" => CellValue.Of(Rounded(Number(0), (int)Number(1))),
            "ROUNDUP" => CellValue.Of(Math.Sign(Number(0)) * Math.Ceiling(Math.Abs(Number(0)))),
            "COS" => CellValue.Of(Math.Cos(Number(0))),
            "PI" => CellValue.Of(Math.PI),
            "INDEX" => values.ValueOf(Cell(arguments[0].RangeOf(values), (int)Number(1), arguments.Length > 2 ? (int)Number(2) : 1)),
            "MATCH" => CellValue.Of(Position(arguments[0].Evaluate(values), arguments[1].Items(values))),
            "EDATE" => CellValue.Of(Serial(Date(Number(0)).AddMonths((int)Number(1)))),
            "COUNTIF" => CellValue.Of(Numbers([arguments[0]], values).Count(Above(arguments[1], values))),
            "SUMIF" => CellValue.Of(Numbers([arguments[0]], values).Where(Above(arguments[1], values)).Sum()),
            "SUMPRODUCT" => CellValue.Of(Products(arguments, values)),
            "TEXT" => CellValue.Of(Number(0).ToString(arguments[1].Evaluate(values).AsText, CultureInfo.InvariantCulture)),
            _ => throw new InvalidOperationException($"No function {function}."),
        };
    }

    /// <summary>The number a spreadsheet keeps for a date.</summary>
    /// <param name="date">After February 1900, where spreadsheets agree.</param>
    public static double Serial(DateOnly date) => date.ToDateTime(TimeOnly.MinValue).ToOADate();

    private static DateOnly Date(double serial) => DateOnly.FromDateTime(DateTime.FromOADate(serial));

    private static IEnumerable<double> Numbers(ImmutableArray<Formula> arguments, ICellValues values) =>
        arguments.SelectMany(argument => argument.Items(values)).Where(value => value is { Number: not null, IsTruth: false }).Select(value => value.AsNumber);

    private static double Rounded(double value, int decimals)
    {
        var power = Math.Pow(10, decimals);
        var scaled = Math.Round(value * power, MidpointRounding.AwayFromZero) / power;
        // Beyond what decimals a double can tell apart, there is nothing to round.
        return double.IsFinite(scaled) ? scaled : value;
    }

    private static CellAddress Cell(CellRange range, int row, int column)
    {
        var (down, across) = range.Rows == 1 && column == 1 ? (1, row) : (row, column);
        return down >= 1 && down <= range.Rows && across >= 1 && across <= range.Columns
            ? new CellAddress(range.Sheet, range.Top + down - 1, range.Left + across - 1)
            : throw new InvalidOperationException($"Row {row} and column {column} are outside {range.Absolute}.");
    }

    private static double Position(CellValue wanted, IEnumerable<CellValue> items)
    {
        foreach (var (i, item) in items.Index())
        {
            if (!item.IsBlank && item.Equal(wanted))
            {
                return i + 1;
            }
        }

        throw new InvalidOperationException($"{wanted.AsText} is not in the range.");
    }

    private static Func<double, bool> Above(Formula criterion, ICellValues values)
    {
        var text = criterion.Evaluate(values).AsText;
        var threshold = double.Parse(text[1..], CultureInfo.InvariantCulture);
        return text[0] == '>' ? value => value > threshold : throw new InvalidOperationException($"No criterion {text}.");
    }

    private static double Products(ImmutableArray<Formula> arguments, ICellValues values)
    {
        var columns = arguments.Select(argument => argument.Items(values).Select(value => value.Number ?? 0).ToList()).ToList();
        return Enumerable.Range(0, columns[0].Count).Sum(i => columns.Aggregate(1.0, (product, column) => product * column[i]));
    }
}
