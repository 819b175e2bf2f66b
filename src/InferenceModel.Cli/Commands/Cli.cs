using System.CommandLine;
using InferenceModel.Catalog;
using InferenceModel.Reports;

namespace InferenceModel.Cli.Commands;

/// <summary>The program: parses the command line, runs a verb, and turns faults into messages and exit codes.</summary>
internal static class Cli
{
    private const int FindingsShown = 50;

    /// <summary>Runs the program.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="output">Takes data.</param>
    /// <param name="errors">Takes messages and progress.</param>
    public static int Run(string[] arguments, TextWriter output, TextWriter errors)
    {
        var root = Root(output, errors);
        try
        {
            var parsed = root.Parse(arguments);
            if (parsed.Errors.Count > 0)
            {
                foreach (var error in parsed.Errors)
                {
                    errors.WriteLine($"infermodel: {error.Message}");
                }

                errors.WriteLine("infermodel: see infermodel --help");
                return (int)ExitCode.Usage;
            }

            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false });
        }
        catch (BadInputException exception)
        {
            ReportFindings(exception.Findings, exception.Count, errors);
            return (int)ExitCode.Usage;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"infermodel: {exception.Message}");
            return (int)ExitCode.Usage;
        }
#pragma warning disable CA1031 // The edge of the program: a fault of ours ends in a sentence and exit code 1, never in a stack trace.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            errors.WriteLine($"infermodel: internal fault, please report it: {exception.GetType().Name}: {exception.Message}");
            return (int)ExitCode.Internal;
        }
    }

    /// <summary>Prints faults, one a line.</summary>
    /// <param name="findings">The faults.</param>
    /// <param name="count">How many there are in all.</param>
    /// <param name="errors">Where to print.</param>
    public static void ReportFindings(IReadOnlyList<Finding> findings, int count, TextWriter errors)
    {
        foreach (var finding in findings.Take(FindingsShown))
        {
            errors.WriteLine(finding.ToString());
        }

        if (count > FindingsShown)
        {
            errors.WriteLine($"... and {count - FindingsShown} more faults");
        }
    }

    private static RootCommand Root(TextWriter output, TextWriter errors)
    {
        var console = new CommandConsole(output, errors);
        var root = new RootCommand("Predicts tokens per second, time to first token and cost of LLM inference from model, sharding plan, machine and wires.");
        root.Options.Add(CommonOptions.ModelsPath);
        root.Options.Add(CommonOptions.Quiet);
        root.Options.Add(CommonOptions.NoColor);
        foreach (var option in root.Options.OfType<VersionOption>())
        {
            option.Action = new VersionAction(output);
        }

        root.Subcommands.Add(RunCommand.Create(console));
        root.Subcommands.Add(CompareCommand.Create(console));
        root.Subcommands.Add(RecommendCommand.Create(console));
        root.Subcommands.Add(PlanCommand.Create(console));
        root.Subcommands.Add(ExplainCommand.Create(console));
        root.Subcommands.Add(SimulateCommand.Create(console));
        root.Subcommands.Add(CollectivesCommand.Create(console));
        root.Subcommands.Add(SensitivityCommand.Create(console));
        root.Subcommands.Add(ListCommand.Create(console));
        root.Subcommands.Add(Group(
            "validate", "Compare predictions with measurements.",
            ValidateKernelsCommand.Create(console), ValidateCollectivesCommand.Create(console), ValidateServingCommand.Create(console), ValidateReplayCommand.Create(console), ValidateWorkbookCommand.Create(console)));
        root.Subcommands.Add(Group(
            "calibrate", "Fit constants on measurements.",
            CalibrateKernelsCommand.Create(console), CalibrateCollectivesCommand.Create(console), CalibrateServingCommand.Create(console)));
        root.Subcommands.Add(ProfileCommand.Create(console));
        root.Subcommands.Add(CompletionCommand.Create(console));
        return root;
    }

    /// <summary>A verb that only has subcommands.</summary>
    private static Command Group(string name, string description, params ReadOnlySpan<Command> subcommands)
    {
        var group = new Command(name, description);
        foreach (var subcommand in subcommands)
        {
            group.Subcommands.Add(subcommand);
        }

        return group;
    }

    private sealed class VersionAction(TextWriter output) : System.CommandLine.Invocation.SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            output.WriteLine($"infermodel {Tool.Version}");
            return (int)ExitCode.Ok;
        }
    }
}
