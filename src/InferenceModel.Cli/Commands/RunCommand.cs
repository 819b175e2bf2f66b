using System.CommandLine;
using InferenceModel.Estimation;
using InferenceModel.Planning;
using InferenceModel.Reports;
using InferenceModel.Reports.Forms;
using InferenceModel.Reports.Plans;
using InferenceModel.Scenarios;
using Spectre.Console;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel run SCENARIOS.csv</c>: estimates every row of a file.</summary>
internal static class RunCommand
{
    private const int RowsThatDeserveProgress = 500;
    private const int RowsThatDeserveProgressSimulated = 10;

    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var file = new Argument<string>("SCENARIOS.csv") { Description = "Scenario file; columns are listed in the README." };
        var output = CommonOptions.Output();
        var pareto = CommonOptions.Pareto();
        var keepGoing = new Option<bool>("--keep-going") { Description = "Keep faulty rows in the output with status error instead of refusing the file." };
        var json = CommonOptions.Json();
        var fidelity = new Option<string>("--fidelity") { Description = "simulate: play requests against each row, the more accurate; estimate: closed formulas, the quicker.", DefaultValueFactory = _ => "simulate" };
        fidelity.AcceptOnlyFromAmong("estimate", "simulate");
        var asOf = CommonOptions.AsOf();
        var export = new ExportOption();
        var command = new Command("run", "Predict every row of a scenario file.") { file, output, keepGoing, json, fidelity, export.Option, asOf, pareto };
        command.SetAction(parsed => (int)Execute(
            console, parsed, parsed.GetValue(file)!, parsed.GetValue(output), parsed.GetValue(keepGoing), parsed.GetValue(json), parsed.GetValue(fidelity) == "simulate" ? new ScenarioSimulator(1, stepByStep: false) : null, export, CommonOptions.AsOf(parsed, asOf), CommonOptions.Pareto(parsed, pareto)));
        return command;
    }

    /// <summary>Simulates the own load of every row of a file.</summary>
    /// <param name="console">Where it writes.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="file">The rows.</param>
    /// <param name="runner">Prepares them.</param>
    /// <param name="simulator">Simulates them.</param>
    /// <param name="json">JSON in place of a table.</param>
    public static ExitCode Simulate(CommandConsole console, ParseResult parsed, ScenarioFile file, ScenarioRunner runner, ScenarioSimulator simulator, bool json)
    {
        Show(console, parsed, file, Run(console, parsed, runner, file.Rows, simulator), json);
        return ExitCode.Ok;
    }

    private static ExitCode Execute(CommandConsole console, ParseResult parsed, string file, string? output, bool keepGoing, bool json, ScenarioSimulator? simulator, ExportOption export, DateOnly? asOf, ParetoMeasure measure)
    {
        OutputFile.Check(output, file);
        export.Check(parsed);
        var catalog = CommonOptions.EstimatingCatalog(parsed);
        var scenarios = ScenarioReader.Read(file, catalog);
        if (scenarios.Findings.Length > 0)
        {
            Cli.ReportFindings(scenarios.Findings, scenarios.Findings.Length, console.Errors);
            if (!keepGoing)
            {
                return ExitCode.Usage;
            }
        }

        var results = Run(console, parsed, new ScenarioRunner(catalog), scenarios.Rows, simulator);
        if (output is not null)
        {
            OutputFile.Write(
                output,
                stream => ResultWriter.WriteJson(scenarios.Columns, results, stream),
                text => ResultWriter.WriteCsv(scenarios.Columns, results, text),
                () => new ReportSources(catalog, CommonOptions.CommandLine(parsed), asOf) { Inputs = [CommonOptions.Hashed(file)] }.Of($"Scenarios of {Path.GetFileName(file)}", scenarios.Columns, results),
                measure);
        }

        export.Write(parsed, () => PredictedRun.Of(results), console.Errors);
        Show(console, parsed, scenarios, results, json);
        CommonOptions.WarnOfStale(console, parsed, catalog, results.Select(result => result.Economics).OfType<Economics>(), asOf);
        return results.Any(result => result.Status == EstimateStatus.Error) ? ExitCode.SomeRowsFailed : ExitCode.Ok;
    }

    private static void Show(CommandConsole console, ParseResult parsed, ScenarioFile scenarios, IReadOnlyList<ScenarioResult> results, bool json)
    {
        if (json)
        {
            using var stream = new MemoryStream();
            ResultWriter.WriteJson(scenarios.Columns, results, stream);
            console.Output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
        }
        else
        {
            Print(console, parsed, results);
        }
    }

    private static IReadOnlyList<ScenarioResult> Run(
        CommandConsole console, ParseResult parsed, ScenarioRunner runner, IReadOnlyList<ScenarioRow> rows, ScenarioSimulator? simulator)
    {
        var isShort = rows.Count < (simulator is null ? RowsThatDeserveProgress : RowsThatDeserveProgressSimulated);
        if (isShort || parsed.GetValue(CommonOptions.Quiet) || Console.IsErrorRedirected)
        {
            return runner.Run(rows, simulator: simulator);
        }

        return console.Progress(parsed).Progress().Start(context =>
        {
            var task = context.AddTask("scenarios", maxValue: rows.Count);
            return runner.Run(rows, () => task.Increment(1), simulator);
        });
    }

    private static void Print(CommandConsole console, ParseResult parsed, IReadOnlyList<ScenarioResult> results)
    {
        var summary = ResultSummary.Of(results);
        console.WriteTable(parsed, summary.Headers, summary.Rows.Select(row => (IReadOnlyList<string>)row), 0, summary.Headers.Length - 1);
        foreach (var result in results.Where(result => result.Reason.Length > 0))
        {
            console.Output.WriteLine($"{result.Row.Scenario?.Id ?? "?"}: {ResultColumns.Words(result.Status.ToString())}: {result.Reason}");
        }

        if (!parsed.GetValue(CommonOptions.Quiet))
        {
            console.Errors.WriteLine("Kernels learned from measured tables; 90 % intervals (_lo, _hi of --json and --out) from errors on measured serving runs. infermodel explain shows every figure.");
        }
    }
}
