using InferenceModel.Reports.Workbook;
using Xunit;
using static InferenceModel.Reports.Workbook.Functions;

namespace InferenceModel.Tests.Reports.Workbook;

public sealed class FormulaTests
{
    private readonly Book book = new();
    private readonly Sheet sheet;

    public FormulaTests()
    {
        sheet = book.Add("Two words", "title", "note");
        foreach (var (i, value) in new double[] { 3, 1, 2, 8 }.Index())
        {
            sheet.Number(5 + i, 2, value, CellFormat.General);
        }

        sheet.Text(5, 1, "a");
        sheet.Text(6, 1, "b");
        sheet.Text(7, 1, "c");
        book.Name("Price", CellRange.Of(sheet.Number(9, 2, 1.74, CellFormat.Cents)));
    }

    private CellRange Numbers => sheet.Range(5, 2, 8, 2);

    [Fact]
    public void Brackets_stand_only_where_the_value_needs_them()
    {
        Formula a = 2, b = 3, c = 5;
        Assert.Equal("2+3*5", (a + (b * c)).Text("x"));
        Assert.Equal("(2+3)*5", ((a + b) * c).Text("x"));
        Assert.Equal("2-(3-5)", (a - (b - c)).Text("x"));
        Assert.Equal("2-3-5", (a - b - c).Text("x"));
        Assert.Equal("2/(3*5)", (a / (b * c)).Text("x"));
        Assert.Equal("(1+2)^3", ((1 + a).ToPower(b)).Text("x"));
        Assert.Equal(4, (a - (b - c)).Evaluate(book).Number);
        Assert.Equal(27, ((1 + a).ToPower(b)).Evaluate(book).Number);
    }

    [Fact]
    public void Cells_of_other_sheets_carry_their_name_and_quotes_are_doubled()
    {
        Formula cell = sheet.Address(5, 2);
        Assert.Equal("B5", cell.Text("Two words"));
        Assert.Equal("'Two words'!B5", cell.Text("Other"));
        Assert.Equal("SUM('Two words'!$B$5:$B$8)", Sum(Numbers).Text("Other"));
        Assert.Equal("\"say \"\"so\"\"\"", ((Formula)"say \"so\"").Text("x"));
        Assert.Equal("AA", CellAddress.ColumnName(27));
        Assert.Equal("XFD", CellAddress.ColumnName(16384));
    }

    [Fact]
    public void Functions_compute_what_spreadsheets_do()
    {
        Assert.Equal(14, Sum(Numbers).Evaluate(book).Number);
        Assert.Equal(2, Small(Numbers, 2).Evaluate(book).Number);
        Assert.Equal("b", Functions.Index(sheet.Range(5, 1, 7, 1), Match(1, Numbers)).Evaluate(book).Text);
        // Above 2 lie 3 and 8.
        Assert.Equal(11, SumAbove(Numbers, 2).Evaluate(book).Number);
        Assert.Equal(2, CountAbove(Numbers, 2).Evaluate(book).Number);
        // 3*3 + 1*1 + 2*2 + 8*8
        Assert.Equal(78, SumProduct(Numbers, Numbers).Evaluate(book).Number);
        Assert.Equal("yes", If(Formula.Name("Price").IsAbove(1), "yes", 1.0 / (Formula)0.0).Evaluate(book).Text);
        Assert.Equal(new DateOnly(2027, 2, 28).ToDateTime(TimeOnly.MinValue).ToOADate(), Months(Serial(new DateOnly(2026, 11, 30)), 3).Evaluate(book).Number);
    }

    [Fact]
    public void Rounding_of_binary_fractions_never_buys_a_machine()
    {
        // 0.1 + 0.2 is 0.30000000000000004 in binary: three tenths need 3 parts of 0.1, not 4.
        Assert.Equal(3, Up(((Formula)0.1 + 0.2) / 0.1).Evaluate(book).Number);
        Assert.Equal(4, Up((Formula)3.001).Evaluate(book).Number);
        Assert.Equal(0, Up((Formula)0.0).Evaluate(book).Number);
    }

    [Fact]
    public void The_published_example_of_effective_cost()
    {
        // H200 at 1.74 $ an hour, 690 tokens/s/GPU, busy 60 % of the time: 1.74 / (690 x 3600) x 1e6 = 0.7005, over 0.6 = 1.1675.
        var busy = Formula.Name("Price") / ((Formula)690 * 3600) * 1e6;
        Assert.Equal("Price/(690*3600)*1000000", busy.Text("x"));
        Assert.Equal(0.7005, busy.Evaluate(book).AsNumber, 4);
        Assert.Equal(1.1675, (busy / 0.6).Evaluate(book).AsNumber, 4);
    }

    [Fact]
    public void A_formula_that_would_show_an_error_is_a_fault_of_ours()
    {
        sheet.Compute(20, 1, 1.0 / (Formula)sheet.Address(30, 1), CellFormat.General);
        Assert.Throws<InvalidOperationException>(() => book.ValueOf(sheet.Address(20, 1)));
        sheet.Compute(21, 1, sheet.Address(22, 1), CellFormat.General);
        sheet.Compute(22, 1, sheet.Address(21, 1), CellFormat.General);
        Assert.Throws<InvalidOperationException>(() => book.ValueOf(sheet.Address(21, 1)));
    }
}
