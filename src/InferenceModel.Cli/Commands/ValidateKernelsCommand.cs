using System.CommandLine;
using System.Globalization;
using InferenceModel.Calibration;
using InferenceModel.Calibration.Kernels;
using InferenceModel.Catalog;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel validate kernels --data PATH</c>: predicted kernels against measured ones.</summary>
internal static class ValidateKernelsCommand
{
    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var data = new Option<string>("--data") { Description = "A table SYSTEM/OPERATOR__ENGINE__VERSION.parquet (or .csv), or a tree of them.", Required = true };
        var heldOut = new Option<bool>("--held-out") { Description = "Only the shapes calibrate leaves out of its fits." };
        var accuracy = new Option<string?>("--accuracy") { Description = "Writes the accuracy table as Markdown into this file." };
        var json = CommonOptions.Json();
        var command = new Command("kernels", "Compare predicted kernel times with measured ones.") { data, heldOut, accuracy, json };
        command.SetAction(parsed => (int)Execute(console, parsed, parsed.GetValue(data)!, parsed.GetValue(heldOut), parsed.GetValue(accuracy), parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Execute(CommandConsole console, ParseResult parsed, string path, bool heldOut, string? accuracy, bool json)
    {
        var catalog = CommonOptions.Catalog(parsed);
        var tables = KernelTableName.Find(path);
        var findings = new FindingList();
        var validation = new KernelValidation(catalog, catalog.Kernels);
        ProgressBar.Run(console, parsed, "tables", tables.Count, done =>
        {
            foreach (var table in tables)
            {
                validation.Add(table, findings, heldOut ? call => ShapeSplit.IsHeldOut(call) : null);
                done();
            }
        });
        if (findings.Count > 0)
        {
            throw new BadInputException(findings);
        }

        var report = validation.Report();
        if (accuracy is not null)
        {
            var what = heldOut ? "Shapes that calibrate leaves out of its fits." : "All rows, learned ones included.";
            var command = $"infermodel validate kernels --data DIR{(heldOut ? " --held-out" : string.Empty)} --accuracy models/calibrations/ACCURACY.md";
            File.WriteAllText(accuracy, AccuracyTable.Write(report, validation.Baseline(), what, validation.Extrapolated, command));
        }

        if (json)
        {
            console.Output.WriteLine(report.ToJson(writer =>
            {
                writer.WriteNumber("extrapolated", validation.Extrapolated);
                ValidationReport.WriteMetrics(writer, "against_straight_lines", validation.Baseline().Metrics);
            }));
        }
        else
        {
            ValidationTables.Write(console, parsed, report, json: false);
            console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{validation.Extrapolated} rows lie outside of what the models were fitted on"));
        }

        return ExitCode.Ok;
    }
}
