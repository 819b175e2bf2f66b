using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using InferenceModel.Calibration.Serving;
using InferenceModel.Catalog;
using InferenceModel.Estimation;
using InferenceModel.Reports;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel calibrate serving --data FILE --out models/</c>: learns from measured serving runs.</summary>
internal static class CalibrateServingCommand
{
    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var data = new Option<string[]>("--data") { Description = "Measured runs, one or more files; schemas as for validate serving.", Required = true, AllowMultipleArgumentsPerToken = true };
        var output = new Option<string?>("--out") { Description = "Data folder whose calibrations/serving-intervals.json is rewritten; nothing is written where absent." };
        var folds = new Option<int>("--folds") { Description = "Folds of configurations in the report on what was left out.", DefaultValueFactory = _ => 10 };
        var title = new Option<string>("--title") { Description = "Title of the measurements, kept in the file.", DefaultValueFactory = _ => "Measured serving runs" };
        var date = new Option<string>("--date") { Description = "Date of the measurements.", DefaultValueFactory = _ => "undated" };
        var engines = new Option<string[]>("--fit-engine") { Description = "Fit the host times of this engine (several may be named) in place of intervals; the fitted engine goes into OUT/engines/ENGINE_fitted.json.", AllowMultipleArgumentsPerToken = true };
        var leaveOut = new Option<string?>("--leave-out") { Description = "Leave each model, accelerator or configuration out in turn, fit the host times of its engines to all others from assumed values, and predict it." };
        leaveOut.AcceptOnlyFromAmong([.. EngineLeavingOut.Kinds.Keys]);
        var json = CommonOptions.Json();
        var details = new RunDetailOptions();
        var command = new Command("serving", "Learn host times of engines, or the intervals of predictions, from measured serving runs.") { data, output, engines, leaveOut, folds, title, date, json };
        details.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(folds) is < 2 or > 100)
            {
                throw new BadInputException(new Finding("--folds", 0, 0, "--folds", parsed.GetValue(folds).ToString(CultureInfo.InvariantCulture), "a whole number from 2 to 100"));
            }

            var read = parsed.GetValue(data)!.Select(file => (File: file, Runs: ServingRunFile.Read(file, details.Of(parsed)))).ToList();
            if (parsed.GetValue(leaveOut) is { } kind)
            {
                return (int)EngineLeavingOut.Execute(console, parsed, [.. read.SelectMany(one => one.Runs)], kind, parsed.GetValue(json));
            }

            return parsed.GetValue(engines) is { Length: > 0 } fitted
                ? (int)EngineFitting.Execute(console, parsed, [.. read.SelectMany(one => one.Runs)], fitted, parsed.GetValue(output), parsed.GetValue(title)!, parsed.GetValue(date)!, parsed.GetValue(json))
                : (int)Intervals(console, parsed, read, parsed.GetValue(output), parsed.GetValue(folds), parsed.GetValue(title)!, parsed.GetValue(date)!, parsed.GetValue(json));
        });
        return command;
    }

    private static ExitCode Intervals(CommandConsole console, ParseResult parsed, List<(string File, IReadOnlyList<(ServingRun? Run, string Reason)> Runs)> read, string? output, int folds, string title, string date, bool json)
    {
        var predictor = new ServingRunPredictor(CommonOptions.Catalog(parsed));
        var outcomes = Enum.GetValues<ServingFidelity>().ToDictionary(fidelity => fidelity, fidelity => read.Select(one => Predict(console, parsed, one.Runs, predictor, fidelity)).ToList());
        if (output is not null)
        {
            var intervals = IntervalFit.Fit(IntervalSample.Of(outcomes.Values.SelectMany(all => all).SelectMany(all => all)), title);
            ImmutableArray<(string, int, int)> data =
                [.. read.Index().Select(one => (Path.GetFileName(one.Item.File), one.Item.Runs.Count, IntervalSample.Of(outcomes[ServingFidelity.Simulate][one.Index]).Length))];
            File.WriteAllText(Path.Combine(output, "calibrations", "serving-intervals.json"), IntervalFile.Write(intervals, data, title, date));
        }

        var table = HoldOut(outcomes.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<ServingOutcome>)[.. pair.Value.SelectMany(all => all)]), folds);
        if (json)
        {
            console.Output.WriteLine(table.ToJson());
        }
        else
        {
            console.WriteTable(parsed, [.. table.Heads], table.TextRows(), [.. table.TextColumns]);
        }

        return ExitCode.Ok;
    }

    private static IReadOnlyList<ServingOutcome> Predict(
        CommandConsole console, ParseResult parsed, IReadOnlyList<(ServingRun? Run, string Reason)> runs, ServingRunPredictor predictor, ServingFidelity fidelity)
    {
        IReadOnlyList<ServingOutcome> outcomes = [];
        ProgressBar.Run(console, parsed, $"measured runs, {ResultColumns.Words(fidelity.ToString())}", runs.Count, done => outcomes = ServingValidation.Predict(runs, predictor, fidelity, done: done));
        return outcomes;
    }

    private static CatalogTable HoldOut(Dictionary<ServingFidelity, IReadOnlyList<ServingOutcome>> outcomes, int folds) => new(
        [
            new("fidelity", "fidelity"), new("load", "load"), new("left_out", "left out"), new("metric", "metric"), new("rows", "rows"),
            new("median_abs_pct", "median %"), new("coverage90_pct", "cover 90 %"), new("median_spread", "high/low"),
        ],
        [
            .. from fidelity in outcomes
               from kind in IntervalHoldOut.Kinds
               from row in IntervalCoverage.By(IntervalHoldOut.LeaveOut(fidelity.Value, outcome => kind.UnitOf(outcome, folds)), outcome => outcome.Condition!.Group)
               select ImmutableArray.Create<object?>(
                   ResultColumns.Words(fidelity.Key.ToString()), row.Key, kind.Name, row.Metric, (long)row.Errors.Count, row.Errors.MedianAbsolute, row.Errors.Coverage90, row.MedianSpread),
        ]);
}
