using System.Collections.Immutable;
using System.CommandLine;
using InferenceModel.Calibration;
using InferenceModel.Reports;
using InferenceModel.Units;

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
        var against = new Option<bool>("--against") { Description = "Print the errors of the formulas other tools use on the same rows." };
        var command = new Command("collectives", "Compare predicted with measured times of collectives.") { data, against, json };
        command.SetAction(parsed => (int)Execute(console, parsed, parsed.GetValue(data)!, parsed.GetValue(against), parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Execute(CommandConsole console, ParseResult parsed, string data, bool against, bool json)
    {
        var rows = CollectiveTable.Read(data, CommonOptions.Catalog(parsed));
        if (against)
        {
            Against(console, parsed, rows, json);
            return ExitCode.Ok;
        }

        ValidationTables.Write(console, parsed, CollectiveValidation.Report(rows, CollectiveValidation.Model()), json);
        return ExitCode.Ok;
    }

    private static void Against(CommandConsole console, ParseResult parsed, ImmutableArray<(MeasuredCollective? Row, string Fault)> rows, bool json)
    {
        // All on the same rows: those every formula is made for.
        var same = rows.Where(pair => pair.Row is { } row && PublishedFormula.All[0].Predict(row) is not null).ToList();
        var table = new CatalogTable(
            [new("model", "model"), new("small_median_pct", "8 KiB to 1 MiB: median %"), new("large_median_pct", "from 1 MiB: median %"), new("rows", "rows"), new("source", "source")],
            [
                Row("this model", string.Empty, CollectiveValidation.Model(), same),
                .. PublishedFormula.All.Select(formula => Row(formula.Name, formula.Source, formula.Predict, same)),
            ]);
        if (json)
        {
            console.Output.WriteLine(table.ToJson());
            return;
        }

        console.WriteTable(parsed, [.. table.Heads], table.TextRows(), [.. table.TextColumns]);
    }

    private static ImmutableArray<object?> Row(string name, string source, Func<MeasuredCollective, Seconds?> predict, List<(MeasuredCollective? Row, string Fault)> rows)
    {
        double? Median(Func<Bytes, bool> takes)
        {
            var report = CollectiveValidation.Report(rows.Where(pair => takes(pair.Row!.Call.Bytes)), predict);
            return report.Metrics.TryGetValue("latency", out var errors) ? errors.MedianAbsolute : null;
        }

        return [name, Median(bytes => bytes >= Bytes.OfKibi(8) && bytes <= Bytes.OfMebi(1)), Median(bytes => bytes >= Bytes.OfMebi(1)), (long)rows.Count, source];
    }
}
