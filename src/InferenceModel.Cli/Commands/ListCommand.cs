using System.CommandLine;
using InferenceModel.Catalog;
using InferenceModel.Reports;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel list WHAT</c>: what the catalogue knows.</summary>
internal static class ListCommand
{
    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var what = new Argument<string>("WHAT") { Description = "models, accelerators, links, systems, engines or prices." };
        what.AcceptOnlyFromAmong("models", "accelerators", "links", "systems", "engines", "prices");
        var config = new Option<string?>("--config") { Description = "With models: read a config.json or a folder of configurations instead." };
        var json = CommonOptions.Json();
        var asOf = CommonOptions.AsOf();
        var command = new Command("list", "List what the catalogue knows.") { what, config, json, asOf };
        command.SetAction(parsed => (int)Execute(console, parsed, parsed.GetValue(what)!, parsed.GetValue(config), parsed.GetValue(json), CommonOptions.AsOf(parsed, asOf)));
        return command;
    }

    private static ExitCode Execute(CommandConsole console, ParseResult parsed, string what, string? config, bool json, DateOnly? asOf)
    {
        var refused = 0;
        CatalogTable table;
        if (config is not null && what == "models")
        {
            var readings = ModelCatalog.ReadConfigs(config).ToList();
            if (readings.Count == 0)
            {
                throw new BadInputException(new Finding(config, 0, 0, "--config", string.Empty, "a config.json, or a folder with files that end with config.json"));
            }

            refused = readings.Count(reading => reading.Model is null);
            foreach (var finding in readings.SelectMany(reading => reading.Findings))
            {
                console.Errors.WriteLine(finding.ToString());
            }

            table = CatalogTables.Configs(readings);
            if (refused == readings.Count)
            {
                return ExitCode.Usage;
            }
        }
        else
        {
            table = CatalogTables.Of(what, CommonOptions.Catalog(parsed), asOf);
        }

        if (json)
        {
            console.Output.WriteLine(table.ToJson());
        }
        else
        {
            console.WriteTable(parsed, [.. table.Heads], table.TextRows(), [.. table.TextColumns]);
        }

        return refused > 0 ? ExitCode.SomeRowsFailed : ExitCode.Ok;
    }
}
