namespace InferenceModel.Catalog;

/// <summary>One fault of an input file, with all a user needs to mend it.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Line">Line, from 1; 0 where the whole file is meant.</param>
/// <param name="Column">Column in characters for CSV, in bytes for JSON, from 1; 0 where the whole line is meant.</param>
/// <param name="Subject">What is wrong: a JSON path or a CSV column.</param>
/// <param name="Value">The value that stands there, shortened.</param>
/// <param name="Expected">What is accepted.</param>
public sealed record Finding(string File, int Line, int Column, string Subject, string Value, string Expected)
{
    private const int LongestValue = 60;

    /// <summary>The value cut to a length that fits a line of a terminal, control characters made visible.</summary>
    /// <param name="value">Any text.</param>
    public static string Shorten(string value)
    {
        var cut = value.Length > LongestValue ? string.Concat(value.AsSpan(0, LongestValue), "...") : value;
        return string.Concat(cut.Select(c => char.IsControl(c) ? ' ' : c));
    }

    /// <inheritdoc />
    public override string ToString()
    {
        var place = (Line, Column) switch { (0, _) => File, (_, 0) => $"{File}:{Line}", _ => $"{File}:{Line}:{Column}" };
        var value = Value.Length == 0 ? string.Empty : $" '{Value}'";
        return $"{place}: {Subject}{value}: {Expected}";
    }
}
