using System.CommandLine;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel calibrate WHAT</c>: fits constants on measurements.</summary>
internal static class CalibrateCommand
{
    /// <summary>Describes the verb with one subcommand for each kind of constants.</summary>
    /// <param name="subcommands">The kinds.</param>
    public static Command Create(params ReadOnlySpan<Command> subcommands)
    {
        var command = new Command("calibrate", "Fit constants on measurements.");
        foreach (var subcommand in subcommands)
        {
            command.Subcommands.Add(subcommand);
        }

        return command;
    }
}
