using System.Collections.Immutable;
using System.CommandLine;
using InferenceModel.Calibration.Serving;
using InferenceModel.Catalog;
using InferenceModel.Estimation;
using InferenceModel.Reports;

namespace InferenceModel.Cli.Commands;

/// <summary>Fits the host times of engines to measured serving runs: what <c>calibrate serving --fit-engine</c> does.</summary>
internal static class EngineFitting
{
    private const int TriesExpected = 40;

    /// <summary>Fits, prints by how much errors fell on configurations left out, and writes each fitted engine as one that builds on its own.</summary>
    /// <param name="console">Where it writes.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="runs">What was read.</param>
    /// <param name="engines">Names of engines.</param>
    /// <param name="output">Folder whose <c>engines</c> takes the files, or null.</param>
    /// <param name="title">Title of the measurements.</param>
    /// <param name="date">Their date.</param>
    /// <param name="json">JSON in place of tables.</param>
    public static ExitCode Execute(
        CommandConsole console, ParseResult parsed, IReadOnlyList<(ServingRun? Run, string Reason)> runs, string[] engines, string? output, string title, string date, bool json)
    {
        var catalog = CommonOptions.Catalog(parsed);
        var findings = new FindingList();
        foreach (var name in engines.Where(name => catalog.Engines.Find(name) is null))
        {
            findings.Add(new Finding("--fit-engine", 0, 0, "--fit-engine", name, catalog.Engines.Unknown(name)));
        }

        if (findings.Count > 0)
        {
            throw new BadInputException(findings);
        }

        var known = runs.Select(run => run.Run).OfType<ServingRun>().ToList();
        var results = new List<(string Name, EngineFitResult Fit)>();
        foreach (var name in engines)
        {
            EngineFitResult? fit = null;
            ProgressBar.Run(console, parsed, $"fitting {name}", TriesExpected, tried => fit = new EngineFit(catalog).Fit(catalog.Engines.Find(name)!, known, ServingFidelity.Simulate, tried));
            results.Add((name, fit!));
            if (output is not null)
            {
                var folder = Directory.CreateDirectory(Path.Combine(output, "engines"));
                File.WriteAllText(Path.Combine(folder.FullName, fit!.Engine.Id + "_fitted.json"), fit.ToJson(title, date));
            }
        }

        Print(console, parsed, results, json);
        return results.All(result => result.Fit.FittedRuns == 0) ? ExitCode.NothingFeasible : ExitCode.Ok;
    }

    private static void Print(CommandConsole console, ParseResult parsed, List<(string Name, EngineFitResult Fit)> results, bool json)
    {
        var constants = new CatalogTable(
            [new("engine", "engine"), new("constant", "constant"), new("before_us", "before us"), new("after_us", "after us")],
            [.. from result in results from constant in result.Fit.Constants
                select ImmutableArray.Create<object?>(result.Name, constant.Name, constant.Before.TotalMicroseconds, constant.After.TotalMicroseconds)]);
        var errors = new CatalogTable(
            [
                new("engine", "engine"), new("metric", "metric"), new("fitted_runs", "fitted"), new("left_out_runs", "left out"),
                new("median_abs_pct_before", "median % before"), new("median_abs_pct_after", "after"), new("p75_abs_pct_before", "p75 % before"), new("p75_abs_pct_after", "after"),
            ],
            [.. from result in results from metric in result.Fit.Before.Keys
                let before = result.Fit.Before[metric] let after = result.Fit.After[metric]
                select ImmutableArray.Create<object?>(
                    result.Name, metric, (long)result.Fit.FittedRuns, (long)result.Fit.LeftOutRuns, before.MedianAbsolute, after.MedianAbsolute, before.P75Absolute, after.P75Absolute)]);
        if (json)
        {
            console.Output.WriteLine($$"""{"constants":{{constants.ToJson()}},"left_out":{{errors.ToJson()}}}""");
            return;
        }

        console.WriteTable(parsed, [.. constants.Heads], constants.TextRows(), [.. constants.TextColumns]);
        console.Output.WriteLine("configurations left out of the fit:");
        console.WriteTable(parsed, [.. errors.Heads], errors.TextRows(), [.. errors.TextColumns]);
    }
}
