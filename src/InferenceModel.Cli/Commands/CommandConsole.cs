using System.CommandLine;
using Spectre.Console;

namespace InferenceModel.Cli.Commands;

/// <summary>Where a verb writes: data to one side, messages to the other.</summary>
/// <param name="output">Takes data.</param>
/// <param name="errors">Takes messages and progress.</param>
internal sealed class CommandConsole(TextWriter output, TextWriter errors)
{
    private const int WidthWithoutTerminal = 120;

    /// <summary>Takes data.</summary>
    public TextWriter Output => output;

    /// <summary>Takes messages and progress.</summary>
    public TextWriter Errors => errors;

    /// <summary>A console for tables on stdout.</summary>
    /// <param name="parsed">The command line.</param>
    public IAnsiConsole Tables(ParseResult parsed) => Make(output, parsed, Console.IsOutputRedirected);

    /// <summary>A console for progress on stderr.</summary>
    /// <param name="parsed">The command line.</param>
    public IAnsiConsole Progress(ParseResult parsed) => Make(errors, parsed, Console.IsErrorRedirected);

    /// <summary>Prints a table; numbers to the right.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="headers">Column heads.</param>
    /// <param name="rows">Cells, row by row.</param>
    /// <param name="textColumns">Columns of text, from 0, set to the left.</param>
    public void WriteTable(ParseResult parsed, IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows, params int[] textColumns)
    {
        var table = new Table { Border = TableBorder.Simple, UseSafeBorder = true };
        var index = 0;
        foreach (var header in headers)
        {
            var column = new TableColumn(Markup.Escape(header)) { Padding = new Padding(0, 0, 0, 0), NoWrap = index == 0 };
            table.AddColumn(textColumns.Contains(index++) ? column.LeftAligned() : column.RightAligned());
        }

        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        Tables(parsed).Write(table);
    }

    private static IAnsiConsole Make(TextWriter writer, ParseResult parsed, bool isRedirected)
    {
        var plain = isRedirected || parsed.GetValue(CommonOptions.NoColor) || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isRedirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (isRedirected)
        {
            console.Profile.Width = WidthWithoutTerminal;
        }

        return console;
    }
}
