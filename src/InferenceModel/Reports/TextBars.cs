using System.Globalization;
using System.Text;

namespace InferenceModel.Reports;

/// <summary>Columns of text for a terminal of 80: each stands for a period, a lower part in one letter and what lies above it in another.</summary>
public static class TextBars
{
    private const int Height = 12;
    private const int Width = 62;

    /// <summary>Draws columns from zero up; short series get wider columns, of long ones a column shows the largest of its neighbours.</summary>
    /// <param name="title">What is drawn.</param>
    /// <param name="lower">The lower part of each column, drawn <c>#</c>.</param>
    /// <param name="upper">What lies above it, drawn <c>+</c>.</param>
    /// <param name="first">Name of the first period.</param>
    /// <param name="last">Name of the last period.</param>
    public static string Draw(string title, IReadOnlyList<double> lower, IReadOnlyList<double> upper, string first, string last)
    {
        var most = lower.Zip(upper, (low, up) => low + up).DefaultIfEmpty(0).Max();
        if (!(most > 0))
        {
            return string.Empty;
        }

        var each = (lower.Count + Width - 1) / Width;
        int[] shown = [.. Enumerable.Range(0, lower.Count).Chunk(each).Select(group => group.MaxBy(i => lower[i] + upper[i]))];
        var wide = Math.Max(1, Width / shown.Length);
        var text = new StringBuilder();
        text.Append(title).Append('\n');
        for (var line = Height; line > 0; line--)
        {
            var least = most * (line - 0.5) / Height;
            var label = line == Height ? ResultSummary.Number(most) : line == Height / 2 ? ResultSummary.Number(most / 2) : string.Empty;
            var row = new StringBuilder();
            foreach (var i in shown)
            {
                row.Append(lower[i] >= least ? '#' : lower[i] + upper[i] >= least ? '+' : ' ', wide);
            }

            text.Append(CultureInfo.InvariantCulture, $"{label,9} |").Append(row.ToString().TrimEnd()).Append('\n');
        }

        var length = wide * shown.Length;
        text.Append(' ', 10).Append('+').Append('-', length).Append('\n');
        return text.Append(' ', 11).Append(first).Append(last.PadLeft(Math.Max(last.Length + 1, length - first.Length))).Append('\n').ToString();
    }
}
