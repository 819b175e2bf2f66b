using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace InferenceModel.Reports.Workbook;

/// <summary>
/// A formula of a spreadsheet. It writes the text that a spreadsheet reads and computes the value that is cached beside it, from the same tree, so
/// that the two cannot drift apart.
/// </summary>
public abstract record Formula
{
    private const int Comparing = 1;
    private const int Joining = 2;
    private const int Adding = 3;
    private const int Multiplying = 4;
    private const int Raising = 5;
    private const int Single = 9;

    private Formula()
    {
    }

    /// <summary>How tightly it binds; what binds less is put in brackets within what binds more.</summary>
    private protected virtual int Binding => Single;

    /// <summary>A constant number.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator Formula(double value) => new Constant(CellValue.Of(value));

    /// <summary>A constant text.</summary>
    /// <param name="value">The text.</param>
    public static implicit operator Formula(string value) => new Constant(CellValue.Of(value));

    /// <summary>The value of a cell.</summary>
    /// <param name="cell">The cell.</param>
    public static implicit operator Formula(CellAddress cell) => new Reference(cell);

    /// <summary>The values of a range; alone it is the value of its only cell.</summary>
    /// <param name="range">The range.</param>
    public static implicit operator Formula(CellRange range) => new Area(range);

    /// <summary>The cells of a defined name.</summary>
    /// <param name="name">The name.</param>
    public static Formula Name(string name) => new Defined(name);

    /// <summary>The value of a cell, its column fixed when the formula is applied to other cells, as rules of formats are.</summary>
    /// <param name="cell">The cell.</param>
    public static Formula OfColumn(CellAddress cell) => new Reference(cell, IsColumnFixed: true);

    /// <summary>A function of a spreadsheet; <see cref="Functions"/> knows those there are.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Formula Call(string function, params ImmutableArray<Formula> arguments) => new Function(function, arguments);

    /// <summary>Sum.</summary>
    public static Formula operator +(Formula left, Formula right) => new Operation("+", Adding, left, right);

    /// <summary>Difference.</summary>
    public static Formula operator -(Formula left, Formula right) => new Operation("-", Adding, left, right);

    /// <summary>Product.</summary>
    public static Formula operator *(Formula left, Formula right) => new Operation("*", Multiplying, left, right);

    /// <summary>Quotient.</summary>
    public static Formula operator /(Formula left, Formula right) => new Operation("/", Multiplying, left, right);

    /// <summary>Power.</summary>
    /// <param name="exponent">The exponent.</param>
    public Formula ToPower(Formula exponent) => new Operation("^", Raising, this, exponent);

    /// <summary>Texts one after another.</summary>
    /// <param name="next">What follows.</param>
    public Formula Then(Formula next) => new Operation("&", Joining, this, next);

    /// <summary>Whether it equals another.</summary>
    /// <param name="other">The other.</param>
    public Formula Is(Formula other) => new Operation("=", Comparing, this, other);

    /// <summary>Whether it differs from another.</summary>
    /// <param name="other">The other.</param>
    public Formula IsNot(Formula other) => new Operation("<>", Comparing, this, other);

    /// <summary>Whether it is above another.</summary>
    /// <param name="other">The other.</param>
    public Formula IsAbove(Formula other) => new Operation(">", Comparing, this, other);

    /// <summary>Whether it is not above another.</summary>
    /// <param name="other">The other.</param>
    public Formula IsAtMost(Formula other) => new Operation("<=", Comparing, this, other);

    /// <summary>Its value.</summary>
    /// <param name="values">Where other cells are looked up.</param>
    public abstract CellValue Evaluate(ICellValues values);

    /// <summary>The cells it stands for where a function takes a range.</summary>
    /// <param name="values">Where names are looked up.</param>
    /// <exception cref="InvalidOperationException">It is no range.</exception>
    internal virtual CellRange RangeOf(ICellValues values) => throw new InvalidOperationException($"{GetType().Name} is no range.");

    /// <summary>Its values where a function takes a list.</summary>
    /// <param name="values">Where other cells are looked up.</param>
    internal virtual IEnumerable<CellValue> Items(ICellValues values) => [Evaluate(values)];

    /// <summary>Its text, without the sign that begins a formula.</summary>
    /// <param name="sheet">The sheet it stands on; cells of others carry their sheet's name.</param>
    public string Text(string sheet)
    {
        var text = new StringBuilder();
        Write(text, sheet);
        return text.ToString();
    }

    private protected abstract void Write(StringBuilder text, string sheet);

    private sealed record Constant(CellValue Value) : Formula
    {
        private protected override int Binding => Value.Number is < 0 ? Adding : Single;

        public override CellValue Evaluate(ICellValues values) => Value;

        private protected override void Write(StringBuilder text, string sheet) => text.Append(
            Value.Number is { } number ? number.ToString("R", CultureInfo.InvariantCulture) : $"\"{Value.AsText.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
    }

    private sealed record Reference(CellAddress Cell, bool IsColumnFixed = false) : Formula
    {
        public override CellValue Evaluate(ICellValues values) => values.ValueOf(Cell);

        internal override CellRange RangeOf(ICellValues values) => CellRange.Of(Cell);

        private protected override void Write(StringBuilder text, string sheet) =>
            text.Append(Cell.Sheet == sheet ? string.Empty : CellAddress.Prefix(Cell.Sheet)).Append(IsColumnFixed ? "$" : string.Empty).Append(Cell.Local);
    }

    private sealed record Area(CellRange Range) : Formula
    {
        public override CellValue Evaluate(ICellValues values) => values.ValueOf(Range.Cells.Single());

        internal override CellRange RangeOf(ICellValues values) => Range;

        internal override IEnumerable<CellValue> Items(ICellValues values) => Range.Cells.Select(values.ValueOf);

        private protected override void Write(StringBuilder text, string sheet) =>
            text.Append(Range.Sheet == sheet ? string.Empty : CellAddress.Prefix(Range.Sheet)).Append(Range.Fixed);
    }

    private sealed record Defined(string Word) : Formula
    {
        public override CellValue Evaluate(ICellValues values) => values.ValueOf(values.Named(Word).Cells.Single());

        internal override CellRange RangeOf(ICellValues values) => values.Named(Word);

        internal override IEnumerable<CellValue> Items(ICellValues values) => values.Named(Word).Cells.Select(values.ValueOf);

        private protected override void Write(StringBuilder text, string sheet) => text.Append(Word);
    }

    private sealed record Function(string Word, ImmutableArray<Formula> Arguments) : Formula
    {
        public override CellValue Evaluate(ICellValues values) => Functions.Evaluate(Word, Arguments, values);

        private protected override void Write(StringBuilder text, string sheet)
        {
            text.Append(Word).Append('(');
            foreach (var (i, argument) in Arguments.Index())
            {
                text.Append(i > 0 ? "," : string.Empty);
                argument.Write(text, sheet);
            }

            text.Append(')');
        }
    }

    private sealed record Operation(string Sign, int Strength, Formula Left, Formula Right) : Formula
    {
        private protected override int Binding => Strength;

        public override CellValue Evaluate(ICellValues values)
        {
            var (left, right) = (Left.Evaluate(values), Right.Evaluate(values));
            return Sign switch
            {
                "+" => CellValue.Of(left.AsNumber + right.AsNumber),
                "-" => CellValue.Of(left.AsNumber - right.AsNumber),
                "*" => CellValue.Of(left.AsNumber * right.AsNumber),
                "/" => CellValue.Of(left.AsNumber / right.AsNumber),
                "^" => CellValue.Of(Math.Pow(left.AsNumber, right.AsNumber)),
                "&" => CellValue.Of(left.AsText + right.AsText),
                "=" => CellValue.Of(left.Equal(right)),
                "<>" => CellValue.Of(!left.Equal(right)),
                ">" => CellValue.Of(left.AsNumber > right.AsNumber),
                "<=" => CellValue.Of(left.AsNumber <= right.AsNumber),
                _ => throw new InvalidOperationException($"No operation {Sign}."),
            };
        }

        private protected override void Write(StringBuilder text, string sheet)
        {
            Bracketed(text, sheet, Left, Left.Binding < Binding);
            text.Append(Sign);
            // All operations group to the left, so an equal one on the right needs brackets: a-(b-c).
            Bracketed(text, sheet, Right, Right.Binding <= Binding);
        }

        private static void Bracketed(StringBuilder text, string sheet, Formula part, bool needs)
        {
            text.Append(needs ? "(" : string.Empty);
            part.Write(text, sheet);
            text.Append(needs ? ")" : string.Empty);
        }
    }
}
