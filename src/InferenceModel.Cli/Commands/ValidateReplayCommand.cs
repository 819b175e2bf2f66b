using System.CommandLine;
using System.Globalization;
using InferenceModel.Calibration;
using InferenceModel.Catalog;
using InferenceModel.Catalog.Traces;
using InferenceModel.Reports;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel validate replay</c>: recorded serving runs against their simulation.</summary>
internal static class ValidateReplayCommand
{
    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var data = new Option<string>("--data") { Description = "Folder with llmservingsim and apex runs.", Required = true };
        var fitOn = new Option<string[]>("--fit-on")
        {
            Description = "Runs (a part of their name) to which host times of steps and requests are fitted, engine by engine; the other runs are replayed with them.",
            AllowMultipleArgumentsPerToken = true,
        };
        var json = CommonOptions.Json();
        var command = new Command("replay", "Replay recorded serving runs; errors worst first.") { data, fitOn, json };
        command.SetAction(parsed =>
        {
            var validation = new ReplayValidation(CommonOptions.Catalog(parsed));
            var runs = ReplayReader.Read(parsed.GetValue(data)!);
            if (parsed.GetValue(fitOn) is { Length: > 0 } names)
            {
                return (int)Fitted(console, parsed, validation, runs, names);
            }

            ValidationTables.Write(console, parsed, validation.Validate(runs), parsed.GetValue(json));
            return (int)ExitCode.Ok;
        });
        return command;

        ExitCode Fitted(CommandConsole output, ParseResult parsed, ReplayValidation validation, IReadOnlyList<ReplayRun> runs, string[] names)
        {
            foreach (var name in names.Where(name => !runs.Any(run => IsNamed(run, name))))
            {
                throw new BadInputException(new Finding("--fit-on", 0, 0, "--fit-on", name, "a part of the name of a recorded run"));
            }

            var result = validation.ValidateFitted(runs, run => names.Any(name => IsNamed(run, name)));
            var floors = Floors(result);
            if (parsed.GetValue(json))
            {
                output.Output.WriteLine($$"""{"floors":{{floors.ToJson()}},"before":{{result.Before.ToJson()}},"after":{{result.After.ToJson()}}}""");
                return ExitCode.Ok;
            }

            output.WriteTable(parsed, [.. floors.Heads], floors.TextRows(), [.. floors.TextColumns]);
            output.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"fitted to {string.Join(", ", result.Floors.SelectMany(fit => fit.Runs))}; the other runs before:"));
            ValidationTables.WriteMetrics(output, parsed, result.Before.Metrics);
            output.Output.WriteLine("and with the fitted times:");
            ValidationTables.Write(output, parsed, result.After, json: false);
            return ExitCode.Ok;
        }
    }

    private static bool IsNamed(ReplayRun run, string part) => run.Name.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static CatalogTable Floors(ReplayFitResult result) => new(
        [new("engine", "engine"), new("constant", "constant"), new("before_us", "before us"), new("after_us", "after us")],
        [.. from fit in result.Floors from constant in fit.Constants
            select System.Collections.Immutable.ImmutableArray.Create<object?>(fit.Engine, constant.Name, constant.Before.TotalMicroseconds, constant.After.TotalMicroseconds)]);
}
