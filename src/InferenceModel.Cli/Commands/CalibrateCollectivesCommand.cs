using System.CommandLine;
using System.Globalization;
using InferenceModel.Calibration;
using InferenceModel.Catalog;
using InferenceModel.Interconnect;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel calibrate collectives --data DIR [--out DIR]</c>: fits the constants of <c>models/collectives</c>.</summary>
internal static class CalibrateCollectivesCommand
{
    private const int Threads = 2;
    private const int HeldOutGeneration = 5;

    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var data = new Option<string>("--data") { Description = "Folder of measured tables (CSV).", Required = true };
        var output = new Option<string?>("--out") { Description = "Data folder whose collectives/*.json are rewritten; nothing is written where absent." };
        var only = new Option<string[]>("--only") { Description = "Fit these implementations and leave the others as they are.", AllowMultipleArgumentsPerToken = true };
        var holdOut = new Option<bool>("--hold-out") { Description = "Print how well NCCL on eight ranks is predicted from two and four, and NVLink 5 from NVLink 4 and one measurement; nothing is written." };
        var command = new Command("collectives", "Fit latency and efficiency of every implementation of collectives.") { data, output, only, holdOut };
        command.SetAction(parsed => (int)(parsed.GetValue(holdOut) ? HoldOut(console, parsed, parsed.GetValue(data)!) : Execute(console, parsed, parsed.GetValue(data)!, parsed.GetValue(output), parsed.GetValue(only) ?? [])));
        return command;
    }

    /// <summary>The rows of every table of a folder that can be modelled.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="catalog">What names refer to.</param>
    public static List<MeasuredCollective> Rows(string folder, ModelCatalog catalog)
    {
        if (!Directory.Exists(folder))
        {
            throw new BadInputException(new Finding(folder, 0, 0, "--data", string.Empty, "there is no such folder"));
        }

        return [.. Directory.GetFiles(folder, "*.csv").Order(StringComparer.Ordinal).SelectMany(file => CollectiveTable.Read(file, catalog)).Select(pair => pair.Row).OfType<MeasuredCollective>()];
    }

    private static ExitCode Execute(CommandConsole console, ParseResult parsed, string data, string? output, string[] only)
    {
        var catalog = CommonOptions.Catalog(parsed);
        var rows = Rows(data, catalog);
        var fitted = catalog.Collectives.Entries.Values
            .Where(implementation => only.Length == 0 || only.Contains(implementation.Id))
            .AsParallel().AsOrdered().WithDegreeOfParallelism(Threads)
            .Select(implementation => (Before: implementation, After: CollectiveFit.Fit(implementation, rows)))
            .ToList();
        var table = new List<IReadOnlyList<string>>();
        foreach (var (before, after) in fitted)
        {
            var own = rows.Where(row => row.Implementation.Id == before.Id).ToList();
            if (output is not null)
            {
                CollectiveFile.Write(Path.Combine(catalog.Folder, "collectives", $"{before.Id}.json"), Path.Combine(output, "collectives", $"{before.Id}.json"), after);
            }

            table.Add([before.Id, own.Count.ToString(CultureInfo.InvariantCulture), Mean(before, own), Mean(after, own)]);
        }

        console.WriteTable(parsed, ["implementation", "rows", "mean % before", "mean % after"], table, 0);
        return ExitCode.Ok;
    }

    private static ExitCode HoldOut(CommandConsole console, ParseResult parsed, string data)
    {
        var catalog = CommonOptions.Catalog(parsed);
        var rows = Rows(data, catalog);
        var nccl = catalog.Collectives.Find("nccl") ?? throw new BadInputException(new Finding(catalog.Folder, 0, 0, "collectives", "nccl", "an implementation of that name"));
        console.Output.WriteLine("NCCL all-reduce, all-gather, reduce-scatter on 8 ranks, constants fitted on 2 and 4:");
        ValidationTables.Write(console, parsed, CollectiveHoldOut.Ranks(nccl, rows), json: false);
        console.Output.WriteLine("NVLink 5 from the constants of NVLink 4, nominal bandwidth and one measurement (2 ranks, 8 KiB):");
        ValidationTables.Write(console, parsed, CollectiveHoldOut.Generation(nccl, rows, HeldOutGeneration), json: false);
        return ExitCode.Ok;
    }

    private static string Mean(CollectiveImplementation implementation, List<MeasuredCollective> rows)
    {
        var report = CollectiveValidation.Report(rows.Select(row => ((MeasuredCollective?)(row with { Implementation = implementation }), string.Empty)), CollectiveValidation.Model());
        return report.Metrics.TryGetValue("latency", out var errors) ? errors.MeanAbsolute.ToString("F2", CultureInfo.InvariantCulture) : "-";
    }
}
