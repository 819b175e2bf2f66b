using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using InferenceModel.Calibration;
using InferenceModel.Calibration.Serving;
using InferenceModel.Catalog;
using InferenceModel.Estimation;
using InferenceModel.Reports;
using InferenceModel.Units;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel validate serving --data FILE.csv</c>: predicted against measured serving runs.</summary>
internal static class ValidateServingCommand
{
    private static readonly Option<string[]> Data = new("--data")
    {
        Description = "Measured runs, recognised by their content: InferenceX rows, collected measurements, vllm bench JSON, AIPerf CSV, aiconfigurator pareto.csv; files or folders.", Required = true, AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<bool> CleanOnly = new("--clean") { Description = "Show the clean rows only: no speculation, no conflicting repeats, nothing implausible." };
    private static readonly Option<string?> Output = new("--out") { Description = "Folder for every row's prediction, the worst rows (CSV) and scatter plots (SVG, PNG)." };
    private static readonly Option<string?> Against = new("--against") { Description = "Predictions of another tool (id, ..ttft_ms, ..tpot_ms): errors of both on the rows both predict." };
    private static readonly Option<string?> Accuracy = new("--accuracy") { Description = "Writes the accuracy page as Markdown into this file; both fidelities, whatever --fidelity says." };

    /// <summary>Describes the subcommand.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var fidelity = new Option<string>("--fidelity") { Description = "simulate: play requests against each run; estimate: closed formulas.", DefaultValueFactory = _ => "simulate" };
        fidelity.AcceptOnlyFromAmong("estimate", "simulate");
        var json = CommonOptions.Json();
        var details = new RunDetailOptions();
        var command = new Command("serving", "Compare predictions with measured serving runs.") { Data, fidelity, CleanOnly, Output, Against, Accuracy, json };
        details.AddTo(command);
        command.SetAction(parsed => (int)Execute(
            console, parsed, details.Of(parsed), parsed.GetValue(fidelity) == "simulate" ? ServingFidelity.Simulate : ServingFidelity.Estimate, parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Execute(CommandConsole console, ParseResult parsed, RunDetails details, ServingFidelity fidelity, bool json)
    {
        if (parsed.GetValue(Output) is { } folder)
        {
            ServingValidationFolder.Check(folder);
        }

        var catalog = CommonOptions.Catalog(parsed);
        var theirs = parsed.GetValue(Against) is { } rival ? RivalPredictions.Read(rival) : null;
        var files = parsed.GetValue(Data)!.Select(file => (File: file, Runs: ServingRunFile.Read(file, details))).ToList();
        if (parsed.GetValue(Accuracy) is { } page)
        {
            WritePage(console, parsed, catalog, files, theirs, page);
            return ExitCode.Ok;
        }

        var outcomes = Predict(console, parsed, [.. files.SelectMany(file => file.Runs)], catalog, fidelity);
        var all = ServingValidation.Report(outcomes, _ => true);
        if (parsed.GetValue(Output) is { } filled)
        {
            ServingValidationFolder.Write(console, filled, outcomes, all.Worst);
        }

        var rivals = theirs is null ? [] : RivalPredictions.Compare(outcomes, theirs);
        if (json)
        {
            console.Output.WriteLine(all.ToJson(writer => WriteMore(writer, outcomes, rivals)));
        }
        else
        {
            Print(console, parsed, outcomes, rivals, all);
        }

        return ExitCode.Ok;
    }

    private static void WriteMore(Utf8JsonWriter writer, IReadOnlyList<ServingOutcome> outcomes, ImmutableArray<RivalErrors> rivals)
    {
        void Metrics(string name, Func<ServingOutcome, bool> counts) => ValidationReport.WriteMetrics(writer, name, ServingValidation.Report(outcomes, counts).Metrics);
        Metrics("clean", outcome => outcome.Run is { IsClean: true });
        writer.WriteNumber("implausible", outcomes.Count(outcome => outcome.Implausible is not null));
        Metrics("without_implausible", outcome => outcome.Implausible is null);
        Metrics("clean_without_implausible", outcome => outcome.IsSound);
        ValidationReport.WriteMetrics(writer, "cells", CellScores.Of(outcomes));
        writer.WriteStartArray("ranks");
        foreach (var test in RankTest.Of(outcomes))
        {
            writer.WriteStartObject();
            writer.WriteString("choice", test.Choice);
            writer.WriteString("metric", test.Metric);
            writer.WriteNumber("pairs", test.Pairs);
            writer.WriteNumber("right_pct", Math.Round(test.RightPercent, 2));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("against");
        foreach (var row in rivals)
        {
            writer.WriteStartObject();
            writer.WriteString("rows", row.Rows);
            writer.WriteString("metric", row.Metric);
            writer.WriteString("model", row.Model);
            row.Errors.Write(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Print(CommandConsole console, ParseResult parsed, IReadOnlyList<ServingOutcome> outcomes, ImmutableArray<RivalErrors> rivals, ValidationReport all)
    {
        ValidationTables.Write(console, parsed, parsed.GetValue(CleanOnly) ? ServingValidation.Report(outcomes, outcome => outcome.IsSound) : all, json: false);
        var cells = CellScores.Of(outcomes);
        if (cells.Count > 0)
        {
            console.Output.WriteLine("by cell (GPU x plan x model x precision x engine):");
            ValidationTables.WriteMetrics(console, parsed, cells);
        }

        foreach (var test in RankTest.Of(outcomes))
        {
            console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"order of {test.Choice} choices by {test.Metric}: {test.RightPercent:F1} % of {test.Pairs} pairs right"));
        }

        if (!rivals.IsEmpty)
        {
            console.Output.WriteLine("on the rows both predict:");
            ValidationTables.WriteRivals(console, parsed, rivals);
        }

        console.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{outcomes.Count(outcome => outcome.Implausible is not null)} rows are implausible: quicker than memory or arithmetic of their label allow"));
    }

    private static void WritePage(
        CommandConsole console, ParseResult parsed, ModelCatalog catalog, List<(string File, IReadOnlyList<(ServingRun? Run, string Reason)> Runs)> files,
        ImmutableDictionary<string, (Seconds FirstToken, Seconds PerToken)>? theirs, string page)
    {
        var sets = files.Select(file => new ServingDataSet(
            Path.GetFileName(file.File), Predict(console, parsed, file.Runs, catalog, ServingFidelity.Estimate), Predict(console, parsed, file.Runs, catalog, ServingFidelity.Simulate))).ToList();
        var rival = parsed.GetValue(Against) is { } path ? Path.GetFileName(path) : string.Empty;
        var command = $"infermodel validate serving --data {string.Join(' ', sets.Select(set => set.File))}{(theirs is null ? string.Empty : $" --against {rival}")} --accuracy models/calibrations/SERVING.md";
        File.WriteAllText(page, new ServingAccuracyPage(sets, theirs is null ? null : (rival, theirs), command).Write());
    }

    private static IReadOnlyList<ServingOutcome> Predict(
        CommandConsole console, ParseResult parsed, IReadOnlyList<(ServingRun? Run, string Reason)> runs, ModelCatalog catalog, ServingFidelity fidelity)
    {
        IReadOnlyList<ServingOutcome> outcomes = [];
        ProgressBar.Run(console, parsed, "measured runs", runs.Count, done => outcomes = ServingValidation.Predict(runs, new ServingRunPredictor(catalog), fidelity, catalog.Intervals, done));
        return outcomes;
    }
}
