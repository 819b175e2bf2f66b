using System.CommandLine;
using System.Globalization;
using InferenceModel.Catalog;

namespace InferenceModel.Cli.Commands;

/// <summary>Reads options that are short lists of numbers, such as <c>2:4</c>.</summary>
internal static class OptionNumbers
{
    private const double Most = 1e12;

    /// <summary>The numbers of an option, none of them negative; null where it is not given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">The option.</param>
    /// <param name="fewest">The fewest numbers.</param>
    /// <param name="most">The most numbers.</param>
    /// <exception cref="BadInputException">It is something else.</exception>
    public static double[]? Of(ParseResult parsed, Option<string?> option, int fewest, int most) =>
        parsed.GetValue(option) is { } text ? Of(option, text, fewest, most) : null;

    /// <summary>The lists of an option apart by commas; none where it is not given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">The option.</param>
    /// <param name="fewest">The fewest numbers of a list.</param>
    /// <param name="most">The most numbers of a list.</param>
    /// <exception cref="BadInputException">It is something else.</exception>
    public static double[][] ListsOf(ParseResult parsed, Option<string?> option, int fewest, int most) =>
        parsed.GetValue(option) is { } text ? Array.ConvertAll(text.Split(','), part => Of(option, part, fewest, most)) : [];

    /// <summary>A fault of an option.</summary>
    /// <param name="option">The option.</param>
    /// <param name="text">What was given.</param>
    /// <param name="expected">What is accepted.</param>
    public static BadInputException Fault(Option option, string text, string expected) => new(new Finding("command line", 0, 0, option.Name, text, expected));

    private static double[] Of(Option option, string text, int fewest, int most)
    {
        var numbers = Array.ConvertAll(text.Split(':'), part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= Most ? number : double.NaN);
        return numbers.Length >= fewest && numbers.Length <= most && !Array.Exists(numbers, double.IsNaN)
            ? numbers
            : throw Fault(option, text, string.Create(CultureInfo.InvariantCulture, $"numbers from 0 to {Most:G} apart by colons: {option.Description}"));
    }
}
