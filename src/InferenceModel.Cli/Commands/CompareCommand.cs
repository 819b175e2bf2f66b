using System.CommandLine;
using InferenceModel.Catalog;
using InferenceModel.Estimation;
using InferenceModel.Planning;
using InferenceModel.Reports;
using InferenceModel.Reports.Forms;
using InferenceModel.Reports.Plans;
using InferenceModel.Scenarios;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel compare</c>: one model, machine and load; every valid plan.</summary>
internal static class CompareCommand
{
    private const int PlansShown = 20;

    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var options = new CompareOptions();
        var command = new Command("compare", "Estimate every valid plan of one model on one machine under one load.");
        foreach (var option in options.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => (int)Execute(console, parsed, options));
        return command;
    }

    private static ExitCode Execute(CommandConsole console, ParseResult parsed, CompareOptions options)
    {
        var output = parsed.GetValue(options.Output);
        OutputFile.Check(output, "the command line");
        options.Export.Check(parsed);
        var catalog = CommonOptions.Catalog(parsed);
        var file = ScenarioReader.Parse("command line", options.ToCsv(parsed, catalog), catalog);
        if (file.Findings.Length > 0)
        {
            throw new BadInputException(new FindingListOf(file.Findings).List);
        }

        var results = new ScenarioRunner(catalog).Run(file.Rows);
        var asOf = CommonOptions.AsOf(parsed, options.AsOf);
        CommonOptions.WarnOfStale(console, parsed, catalog, results.Select(result => result.Economics).OfType<Economics>(), asOf);
        if (output is not null)
        {
            OutputFile.Write(
                output,
                stream => ResultWriter.WriteJson(file.Columns, results, stream),
                text => ResultWriter.WriteCsv(file.Columns, results, text),
                () => new ReportSources(catalog, CommonOptions.CommandLine(parsed), asOf).Of(options.Title(parsed), file.Columns, results),
                CommonOptions.Pareto(parsed, options.Pareto));
        }

        options.Export.Write(parsed, () => PredictedRun.Of(results), console.Errors);
        if (parsed.GetValue(options.Json))
        {
            using var stream = new MemoryStream();
            ResultWriter.WriteJson(file.Columns, results, stream);
            console.Output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
        }
        else
        {
            Print(console, parsed, results, CommonOptions.Pareto(parsed, options.Pareto));
        }

        return results.Any(result => result.Status == EstimateStatus.Ok) ? ExitCode.Ok : ExitCode.NothingFeasible;
    }

    private static void Print(CommandConsole console, ParseResult parsed, IReadOnlyList<ScenarioResult> results, ParetoMeasure measure)
    {
        var served = results.Where(result => result.Estimate is { RequestsPerSecond: > 0 })
            .OrderByDescending(result => result.Status == EstimateStatus.Ok)
            .ThenByDescending(PerGpu).ToList();
        var summary = ResultSummary.Of([.. served.Take(PlansShown)]);
        console.WriteTable(parsed, summary.Headers, summary.Rows.Select(row => (IReadOnlyList<string>)row), 0, summary.Headers.Length - 1);
        if (served.Count > PlansShown)
        {
            console.Output.WriteLine($"... and {served.Count - PlansShown} more plans; --json or --out FILE.csv has them all");
        }

        console.Output.Write(ParetoText.Draw(
            served.Where(result => result.Status == EstimateStatus.Ok).Select(result => (result.Row.Scenario!.Id, result.Estimate!.TokensPerSecondPerUser, Up(result, measure))), measure));
        foreach (var reasons in results.Where(result => result.Status != EstimateStatus.Ok).GroupBy(result => $"{ResultColumns.Words(result.Status.ToString())}: {result.Reason}"))
        {
            console.Output.WriteLine($"{string.Join(", ", reasons.Select(result => result.Row.Scenario?.Id))}: {reasons.Key}");
        }
    }

    private static double? Up(ScenarioResult result, ParetoMeasure measure)
    {
        var estimate = result.Estimate!;
        return measure switch
        {
            ParetoMeasure.Dollars => result.Economics?.UsdPerMillionTokens(estimate.OutputTokensPerSecond + estimate.InputTokensPerSecond, estimate.Accelerators),
            ParetoMeasure.Megawatt => result.Economics?.TokensPerSecondPerMegawatt(estimate.OutputTokensPerSecond, estimate.Accelerators),
            _ => PerGpu(result),
        };
    }

    private static double PerGpu(ScenarioResult result) => result.Estimate!.OutputTokensPerSecond / result.Estimate.Accelerators;
}
