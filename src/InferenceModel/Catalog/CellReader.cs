using System.Globalization;

namespace InferenceModel.Catalog;

/// <summary>Takes typed values out of the cells of one row and reports those that are none.</summary>
/// <param name="file">The file.</param>
/// <param name="line">Line the row begins on.</param>
/// <param name="columns">Where each column stands.</param>
/// <param name="cells">The row's cells.</param>
/// <param name="findings">Takes the faults.</param>
internal sealed class CellReader(
    string file, int line, IReadOnlyDictionary<string, int> columns, IReadOnlyList<string> cells, FindingList findings)
{
    /// <summary>Line the row begins on.</summary>
    public int Line => line;

    /// <summary>The cell of a column, trimmed; null where it is absent or empty.</summary>
    /// <param name="column">The column.</param>
    public string? Find(string column) =>
        columns.TryGetValue(column, out var index) && index < cells.Count && cells[index].Trim() is { Length: > 0 } text ? text : null;

    /// <summary>Reports a fault of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="expected">What is accepted.</param>
    public void Report(string column, string expected) => findings.Add(new Finding(
        file, line, columns.TryGetValue(column, out var index) ? index + 1 : 0, column, Finding.Shorten(Find(column) ?? string.Empty), expected));

    /// <summary>A text that must be there.</summary>
    /// <param name="column">The column.</param>
    public string Text(string column)
    {
        if (Find(column) is { } text)
        {
            return text;
        }

        Report(column, "a value; the cell is empty");
        return string.Empty;
    }

    /// <summary>A number within a range, or a value for an empty cell.</summary>
    /// <param name="column">The column.</param>
    /// <param name="least">The least value accepted.</param>
    /// <param name="most">The largest value accepted.</param>
    /// <param name="absent">What an empty cell means; null where it must be filled.</param>
    public double Number(string column, double least, double most, double? absent = null)
    {
        if (Find(column) is not { } text)
        {
            if (absent is null)
            {
                Report(column, "a value; the cell is empty");
            }

            return absent ?? least;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Report(column, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
        return least;
    }

    /// <summary>A whole number within a range, or a value for an empty cell.</summary>
    /// <param name="column">The column.</param>
    /// <param name="least">The least value accepted.</param>
    /// <param name="most">The largest value accepted.</param>
    /// <param name="absent">What an empty cell means; null where it must be filled.</param>
    public int Integer(string column, int least, int most, int? absent = null)
    {
        var number = Number(column, least, most, absent);
        if (number == Math.Floor(number))
        {
            return (int)number;
        }

        Report(column, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));
        return least;
    }

    /// <summary>One of some words, or a value for an empty cell.</summary>
    /// <typeparam name="T">What the words mean.</typeparam>
    /// <param name="column">The column.</param>
    /// <param name="absent">What an empty cell means.</param>
    /// <param name="words">The words and their meaning.</param>
    public T Choice<T>(string column, T absent, params IReadOnlyList<(string Word, T Meaning)> words)
    {
        if (Find(column) is not { } text)
        {
            return absent;
        }

        foreach (var (word, meaning) in words)
        {
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return meaning;
            }
        }

        Report(column, $"one of {string.Join(", ", words.Select(pair => pair.Word))}");
        return absent;
    }
}
