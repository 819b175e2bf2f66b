namespace InferenceModel.Calibration.Kernels;

/// <summary>A table of measured kernels, column by column.</summary>
/// <param name="File">The file, for messages.</param>
/// <param name="RowCount">Rows.</param>
public sealed record KernelColumns(string File, int RowCount)
{
    private readonly Dictionary<string, double[]> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> texts = new(StringComparer.Ordinal);

    /// <summary>Names of all columns.</summary>
    public IEnumerable<string> Names => numbers.Keys.Concat(texts.Keys);

    /// <summary>Whether there is a column of numbers of this name.</summary>
    /// <param name="name">The name.</param>
    public bool HasNumbers(string name) => numbers.ContainsKey(name);

    /// <summary>Whether there is a column of text of this name.</summary>
    /// <param name="name">The name.</param>
    public bool HasTexts(string name) => texts.ContainsKey(name);

    /// <summary>A column of numbers; not-a-number where a cell is empty.</summary>
    /// <param name="name">A column the table has.</param>
    public double[] Numbers(string name) => numbers[name];

    /// <summary>A column of text; empty where a cell is empty.</summary>
    /// <param name="name">A column the table has.</param>
    public string[] Texts(string name) => texts[name];

    /// <summary>A column of text, or the same word for every row where there is none.</summary>
    /// <param name="name">The column.</param>
    /// <param name="otherwise">The word.</param>
    public string[] TextsOr(string name, string otherwise)
    {
        if (texts.TryGetValue(name, out var column))
        {
            return column;
        }

        var same = new string[RowCount];
        Array.Fill(same, otherwise);
        return same;
    }

    /// <summary>A column of numbers, or the same number for every row where there is none.</summary>
    /// <param name="name">The column.</param>
    /// <param name="otherwise">The number.</param>
    public double[] NumbersOr(string name, double otherwise)
    {
        if (numbers.TryGetValue(name, out var column))
        {
            return column;
        }

        var same = new double[RowCount];
        Array.Fill(same, otherwise);
        return same;
    }

    /// <summary>Adds a column of numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="column">Its cells.</param>
    internal void Add(string name, double[] column) => numbers[name] = column;

    /// <summary>Adds a column of text.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="column">Its cells.</param>
    internal void Add(string name, string[] column) => texts[name] = column;
}
