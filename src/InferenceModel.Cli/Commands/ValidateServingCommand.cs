using System.CommandLine;
using System.Globalization;
using InferenceModel.Calibration;
using InferenceModel.Calibration.Serving;
using Spectre.Console;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel validate serving --data FILE.csv</c>: predicted against measured serving runs.</summary>
internal static class ValidateServingCommand
{
    /// <summary>Describes the subcommand.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var data = new Option<string>("--data") { Description = "Measured runs, recognised by their content: InferenceX rows, collected measurements, vllm bench JSON, AIPerf CSV, aiconfigurator pareto.csv; a file or a folder.", Required = true };
        var details = new RunDetailOptions();
        var fidelity = new Option<string>("--fidelity") { Description = "estimate or simulate.", DefaultValueFactory = _ => "estimate" };
        fidelity.AcceptOnlyFromAmong("estimate", "simulate");
        var cleanOnly = new Option<bool>("--clean") { Description = "Show the clean rows only: no speculation, no conflicting repeats, nothing implausible." };
        var json = CommonOptions.Json();
        var command = new Command("serving", "Compare predictions with measured serving runs.") { data, fidelity, cleanOnly, json };
        details.AddTo(command);
        command.SetAction(parsed => (int)Execute(
            console, parsed, ServingRunFile.Read(parsed.GetValue(data)!, details.Of(parsed)), parsed.GetValue(fidelity) == "simulate" ? ServingFidelity.Simulate : ServingFidelity.Estimate, parsed.GetValue(cleanOnly), parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Execute(CommandConsole console, ParseResult parsed, IReadOnlyList<(ServingRun? Run, string Reason)> runs, ServingFidelity fidelity, bool cleanOnly, bool json)
    {
        var outcomes = Predict(console, parsed, runs, new ServingRunPredictor(CommonOptions.Catalog(parsed)), fidelity);
        var all = ServingValidation.Report(outcomes, _ => true);
        var clean = ServingValidation.Report(outcomes, outcome => outcome.Run is { IsClean: true });
        var plausible = ServingValidation.Report(outcomes, outcome => outcome.Run is { IsClean: true } && outcome.Implausible is null);
        var implausible = outcomes.Count(outcome => outcome.Implausible is not null);
        if (json)
        {
            console.Output.WriteLine(all.ToJson(writer =>
            {
                ValidationReport.WriteMetrics(writer, "clean", clean.Metrics);
                writer.WriteNumber("implausible", implausible);
                ValidationReport.WriteMetrics(writer, "clean_without_implausible", plausible.Metrics);
                ValidationReport.WriteMetrics(writer, "cells", CellScores.Of(outcomes));
            }));
            return ExitCode.Ok;
        }

        ValidationTables.Write(console, parsed, cleanOnly ? plausible : all, json: false);
        var cells = CellScores.Of(outcomes);
        if (cells.Count > 0)
        {
            console.Output.WriteLine("by cell (GPU x plan x model x precision x engine):");
            ValidationTables.WriteMetrics(console, parsed, cells);
        }

        console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{implausible} rows are implausible: quicker than memory or arithmetic of their label allow"));
        return ExitCode.Ok;
    }

    private static IReadOnlyList<ServingOutcome> Predict(
        CommandConsole console, ParseResult parsed, IReadOnlyList<(ServingRun? Run, string Reason)> runs, ServingRunPredictor predictor, ServingFidelity fidelity)
    {
        if (parsed.GetValue(CommonOptions.Quiet))
        {
            return ServingValidation.Predict(runs, predictor, fidelity);
        }

        IReadOnlyList<ServingOutcome> outcomes = [];
        console.Progress(parsed).Progress().HideCompleted(true).Start(progress =>
        {
            var task = progress.AddTask("measured runs", maxValue: Math.Max(1, runs.Count));
            outcomes = ServingValidation.Predict(runs, predictor, fidelity, () => task.Increment(1));
        });
        return outcomes;
    }
}
