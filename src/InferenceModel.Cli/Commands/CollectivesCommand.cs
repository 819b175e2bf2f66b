using System.CommandLine;
using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Interconnect;
using InferenceModel.Reports;
using InferenceModel.Units;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel collectives --system S</c>: time by size and ranks, the algorithm chosen, and a plot.</summary>
internal static class CollectivesCommand
{
    private static readonly int[] UsualRanks = [2, 4, 8, 16, 32, 72, 144, 576, 1152];

    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var system = new Option<string>("--system", "--hw", "-s") { Description = "System name.", Required = true };
        var collective = new Option<string>("--collective") { Description = $"One of {string.Join(", ", Names())}.", DefaultValueFactory = _ => "all_reduce" };
        collective.AcceptOnlyFromAmong([.. Names()]);
        var ranks = new Option<string?>("--ranks") { Description = "Ranks, separated by commas; usual widths where absent." };
        var engine = new Option<string>("--engine") { Description = "Engine whose policy chooses.", DefaultValueFactory = _ => "vllm" };
        var implementation = new Option<string?>("--implementation") { Description = "One implementation in place of the engine's policy." };
        var launch = new Option<string>("--launch") { Description = "graph or eager.", DefaultValueFactory = _ => "graph" };
        launch.AcceptOnlyFromAmong("graph", "eager");
        var json = CommonOptions.Json();
        var command = new Command("collectives", "Show what a collective costs on a system, by size and ranks.") { system, collective, ranks, engine, implementation, launch, json };
        command.SetAction(parsed =>
        {
            var catalog = CommonOptions.Catalog(parsed);
            var findings = new FindingList();
            var machine = Named(catalog.Systems, parsed.GetValue(system)!, "--system", findings);
            var kind = Enum.GetValues<CollectiveKind>().First(kind => ResultColumns.Words(kind.ToString()) == parsed.GetValue(collective));
            var widths = Widths(parsed.GetValue(ranks), machine, findings);
            var policy = parsed.GetValue(implementation) is { } own
                ? Named(catalog.Collectives, own, "--implementation", findings) is { } found ? CollectivePolicy.Only(found) : null
                : Named(catalog.Engines, parsed.GetValue(engine)!, "--engine", findings)?.Collectives;
            if (findings.Count > 0)
            {
                throw new BadInputException(findings);
            }

            var table = CollectiveSheet.Of(machine!, policy!, kind, widths, parsed.GetValue(launch) == "eager" ? LaunchMode.Eager : LaunchMode.Graph);
            return (int)Write(console, parsed, table, machine!, parsed.GetValue(json));
        });
        return command;
    }

    private static ExitCode Write(CommandConsole console, ParseResult parsed, CatalogTable table, ServingSystem system, bool json)
    {
        if (json)
        {
            console.Output.WriteLine(table.ToJson());
        }
        else
        {
            console.WriteTable(parsed, [.. table.Heads], table.TextRows(), [.. table.TextColumns]);
            console.Output.Write(CollectiveSheet.Plot(table));
            foreach (var tier in system.Fabric.Tiers)
            {
                if (tier.Crossing is { } crossing)
                {
                    console.Output.WriteLine($"one way through {tier.Name}: {crossing.OneWay} ({crossing.Under(Outlook.Best).OneWay} to {crossing.Under(Outlook.Worst).OneWay}), {crossing.BeyondOneRack} beyond one rack");
                }
            }

            if (system.IsAhead)
            {
                console.Output.WriteLine($"{system.Name} cannot be bought yet: low and high are the ends of what is assumed of it.");
            }
        }

        return table.Rows.IsEmpty ? ExitCode.NothingFeasible : ExitCode.Ok;
    }

    private static int[] Widths(string? text, ServingSystem? system, FindingList findings)
    {
        if (text is null)
        {
            return [.. UsualRanks.Where(width => system is not null && width <= system.Fabric.Reach)];
        }

        var widths = new List<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width >= 2 && (system is null || width <= system.Fabric.Reach))
            {
                widths.Add(width);
            }
            else
            {
                findings.Add(new Finding("command line", 0, 0, "--ranks", Finding.Shorten(part), $"a whole number from 2 to {system?.Fabric.Reach ?? int.MaxValue}"));
            }
        }

        return [.. widths];
    }

    private static T? Named<T>(Shelf<T> shelf, string name, string option, FindingList findings)
        where T : class
    {
        var found = shelf.Find(name);
        if (found is null)
        {
            findings.Add(new Finding("command line", 0, 0, option, Finding.Shorten(name), shelf.Unknown(name)));
        }

        return found;
    }

    private static IEnumerable<string> Names() => Enum.GetNames<CollectiveKind>().Select(ResultColumns.Words);
}
