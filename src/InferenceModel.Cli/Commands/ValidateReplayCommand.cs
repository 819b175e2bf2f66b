using System.CommandLine;
using InferenceModel.Calibration;
using InferenceModel.Catalog.Traces;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel validate replay</c>: recorded serving runs against their simulation.</summary>
internal static class ValidateReplayCommand
{
    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var data = new Option<string>("--data") { Description = "Folder with llmservingsim and apex runs.", Required = true };
        var json = CommonOptions.Json();
        var command = new Command("replay", "Replay recorded serving runs; errors worst first.") { data, json };
        command.SetAction(parsed =>
        {
            var report = new ReplayValidation(CommonOptions.Catalog(parsed)).Validate(ReplayReader.Read(parsed.GetValue(data)!));
            ValidationTables.Write(console, parsed, report, parsed.GetValue(json));
            return (int)ExitCode.Ok;
        });
        return command;
    }
}
