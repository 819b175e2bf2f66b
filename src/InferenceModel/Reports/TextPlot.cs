using System.Globalization;
using System.Text;

namespace InferenceModel.Reports;

/// <summary>Plots for a terminal of 80 columns.</summary>
public static class TextPlot
{
    private const int Width = 64;
    private const int Height = 16;

    /// <summary>
    /// Points with the front of those nobody beats in both directions: <c>#</c> on the front, <c>.</c> behind it; the front
    /// is listed below by name.
    /// </summary>
    /// <param name="points">The points; more is better across.</param>
    /// <param name="across">Name of the axis across.</param>
    /// <param name="up">Name of the axis up.</param>
    /// <param name="moreIsBetter">Whether more is better up.</param>
    public static string Pareto(IReadOnlyList<PlotPoint> points, string across, string up, bool moreIsBetter)
    {
        if (points.Count == 0)
        {
            return string.Empty;
        }

        var (mostX, mostY) = (points.Max(point => point.X), points.Max(point => point.Y));
        var front = Front(points, moreIsBetter);
        var grid = new char[Height, Width];
        foreach (var point in points.Except(front).Concat(front))
        {
            var column = (int)Math.Round(point.X / mostX * (Width - 1));
            var line = Height - 1 - (int)Math.Round(point.Y / mostY * (Height - 1));
            grid[line, column] = front.Contains(point) ? '#' : '.';
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{up}\n");
        for (var line = 0; line < Height; line++)
        {
            var label = line is 0 or Height - 1 ? ResultSummary.Number(mostY * (Height - 1 - line) / (Height - 1)) : string.Empty;
            text.Append(CultureInfo.InvariantCulture, $"{label,9} |");
            for (var column = 0; column < Width; column++)
            {
                text.Append(grid[line, column] == '\0' ? ' ' : grid[line, column]);
            }

            text.Length -= TrailingSpaces(text);
            text.Append('\n');
        }

        text.Append(' ', 10).Append('+').Append('-', Width).Append('\n');
        var most = ResultSummary.Number(mostX);
        text.Append(' ', 11).Append('0').Append(across.PadLeft((Width + across.Length) / 2)).Append(most.PadLeft(Math.Max(0, (Width / 2) - (across.Length / 2) - 1))).Append('\n');
        text.Append(WrappedText.Of("# on the front: " + string.Join("; ", front.OrderBy(point => point.X).Select(point => point.Name))));
        return text.ToString();
    }

    /// <summary>Points on two logarithmic axes; those of one name share a letter, and the names are listed below.</summary>
    /// <param name="points">The points, all above zero.</param>
    /// <param name="across">Name of the axis across.</param>
    /// <param name="up">Name of the axis up.</param>
    public static string Logarithmic(IReadOnlyList<PlotPoint> points, string across, string up)
    {
        if (points.Count == 0)
        {
            return string.Empty;
        }

        static double Share(double value, double least, double most) => most > least ? Math.Log(value / least) / Math.Log(most / least) : 0;
        var (leastX, mostX) = (points.Min(point => point.X), points.Max(point => point.X));
        var (leastY, mostY) = (points.Min(point => point.Y), points.Max(point => point.Y));
        var names = points.Select(point => point.Name).Distinct().ToList();
        var grid = Enumerable.Range(0, Height).Select(_ => new string(' ', Width).ToCharArray()).ToArray();
        foreach (var point in points.Reverse())
        {
            var line = Height - 1 - (int)Math.Round(Share(point.Y, leastY, mostY) * (Height - 1));
            grid[line][(int)Math.Round(Share(point.X, leastX, mostX) * (Width - 1))] = (char)('a' + (names.IndexOf(point.Name) % 26));
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{up}, logarithmic\n");
        for (var line = 0; line < Height; line++)
        {
            var label = line == 0 ? ResultSummary.Number(mostY) : line == Height - 1 ? ResultSummary.Number(leastY) : string.Empty;
            text.Append(CultureInfo.InvariantCulture, $"{label,9} |").Append(new string(grid[line]).TrimEnd()).Append('\n');
        }

        text.Append(' ', 10).Append('+').Append('-', Width).Append('\n');
        text.Append(' ', 11).Append(CultureInfo.InvariantCulture, $"{across} from {ResultSummary.Number(leastX)} to {ResultSummary.Number(mostX)}, logarithmic: ")
            .AppendJoin(", ", names.Select((name, i) => $"{(char)('a' + (i % 26))} {name}")).Append('\n');
        return text.ToString();
    }

    /// <summary>The points no other beats in both directions.</summary>
    /// <param name="points">The points; more is better across.</param>
    /// <param name="moreIsBetter">Whether more is better up.</param>
    public static IReadOnlyList<PlotPoint> Front(IReadOnlyList<PlotPoint> points, bool moreIsBetter)
    {
        var front = new List<PlotPoint>();
        var best = double.NegativeInfinity;
        var sign = moreIsBetter ? 1 : -1;
        foreach (var point in points.OrderByDescending(point => point.X).ThenByDescending(point => sign * point.Y))
        {
            if (sign * point.Y > best)
            {
                front.Add(point);
                best = sign * point.Y;
            }
        }

        return front;
    }

    private static int TrailingSpaces(StringBuilder text)
    {
        var count = 0;
        while (count < text.Length && text[text.Length - 1 - count] == ' ')
        {
            count++;
        }

        return count;
    }
}
