using System.CommandLine;
using InferenceModel.Calibration;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel validate collectives --data FILE.csv</c>: predicted against measured times of collectives.</summary>
internal static class ValidateCollectivesCommand
{
    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var data = new Option<string>("--data") { Description = "Measured table: source,system,ranks,nodes,collective,impl,dtype,bytes,time_us.", Required = true };
        var json = CommonOptions.Json();
        var command = new Command("collectives", "Compare predicted with measured times of collectives.") { data, json };
        command.SetAction(parsed => (int)Execute(console, parsed, parsed.GetValue(data)!, parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Execute(CommandConsole console, ParseResult parsed, string data, bool json)
    {
        var rows = CollectiveTable.Read(data, CommonOptions.Catalog(parsed));
        ValidationTables.Write(console, parsed, CollectiveValidation.Report(rows, CollectiveValidation.Model()), json);
        return ExitCode.Ok;
    }
}
