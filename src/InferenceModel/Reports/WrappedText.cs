using System.Text;

namespace InferenceModel.Reports;

/// <summary>Sentences broken over lines of a terminal.</summary>
public static class WrappedText
{
    private const int Width = 80;

    /// <summary>A sentence in lines no wider than eighty columns, each ended; those after the first stand back. A longer word has a line of its own.</summary>
    /// <param name="sentence">The sentence.</param>
    public static string Of(string sentence)
    {
        var text = new StringBuilder();
        var line = string.Empty;
        foreach (var word in sentence.Split(' '))
        {
            if (line.Length + 1 + word.Length > Width && line.Trim().Length > 0)
            {
                text.Append(line).Append('\n');
                line = "  " + word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        return text.Append(line).Append('\n').ToString();
    }
}
