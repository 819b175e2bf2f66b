using System.CommandLine;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel validate WHAT</c>: predictions against measurements.</summary>
internal static class ValidateCommand
{
    /// <summary>Describes the verb with one subcommand for each kind of measurement.</summary>
    /// <param name="subcommands">The kinds.</param>
    public static Command Create(params ReadOnlySpan<Command> subcommands)
    {
        var command = new Command("validate", "Compare predictions with measurements.");
        foreach (var subcommand in subcommands)
        {
            command.Subcommands.Add(subcommand);
        }

        return command;
    }
}
