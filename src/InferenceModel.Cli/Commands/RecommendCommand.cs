using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using InferenceModel.Planning;
using InferenceModel.Reports;
using InferenceModel.Reports.Forms;
using InferenceModel.Reports.Plans;
using InferenceModel.Workloads;
using Spectre.Console;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel recommend</c>: a load and service levels in, deployments out.</summary>
internal static class RecommendCommand
{
    private const int RequestsPlayed = 2000;

    /// <summary>Describes the verb.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CommandConsole console)
    {
        var options = new RecommendOptions();
        var command = new Command("recommend", "Find the deployments that carry a load within service levels at the least cost.");
        foreach (var option in options.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => (int)Execute(console, parsed, options));
        return command;
    }

    private static ExitCode Execute(CommandConsole console, ParseResult parsed, RecommendOptions options)
    {
        var output = parsed.GetValue(options.Output);
        OutputFile.Check(output, "the command line");
        options.Export.Check(parsed);
        var catalog = CommonOptions.EstimatingCatalog(parsed);
        _ = (catalog.Systems, catalog.Engines, catalog.Prices, catalog.Efficiencies(string.Empty));
        var asOf = CommonOptions.AsOf(parsed, options.AsOf);
        var clock = Stopwatch.StartNew();
        var request = options.ToRequest(parsed, catalog);
        var found = Search(console, parsed, request);
        var searched = clock.Elapsed.TotalMilliseconds;
        var report = Confirm(console, parsed, request, found, parsed.GetValue(options.NoSimulation)) with { SearchMilliseconds = searched, Intervals = catalog.Intervals };
        report = report with { ElapsedMilliseconds = clock.Elapsed.TotalMilliseconds };
        if (output is not null && report.Best.Count > 0)
        {
            Write(output, parsed, options, new ReportSources(catalog, CommonOptions.CommandLine(parsed), asOf), report);
        }

        options.Export.Write(parsed, () => PredictedRun.Of(request, report.Best), console.Errors);
        if (parsed.GetValue(options.Json))
        {
            using var stream = new MemoryStream();
            report.WriteJson(stream);
            console.Output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
        }
        else
        {
            Print(console, parsed, report, CommonOptions.Pareto(parsed, options.Pareto));
        }

        CommonOptions.WarnOfStale(console, parsed, catalog, request.Workers.Select(worker => worker.Economics), asOf);
        return report.Best.Count > 0 ? ExitCode.Ok : ExitCode.NothingFeasible;
    }

    private static void Write(string output, ParseResult parsed, RecommendOptions options, ReportSources sources, RecommendationReport report)
    {
        var source = new Lazy<ReportSource>(() => sources.Of(report, options.Model(parsed)));
        OutputFile.Write(
            output,
            report.WriteJson,
            text => ResultWriter.WriteCsv(source.Value.Columns, source.Value.Results, text),
            () => source.Value,
            CommonOptions.Pareto(parsed, options.Pareto));
    }

    private static PlanSearchResult Search(CommandConsole console, ParseResult parsed, PlanRequest request)
    {
        PlanSearchResult? found = null;
        ProgressBar.Run(console, parsed, "plans, compiled and searched", request.Workers.Length, done => found = new PlanSearch(request).Run(done));
        return found!;
    }

    /// <summary>Simulates finalists until as many as asked for keep the level; the best of each serving mode is always among those tried.</summary>
    private static RecommendationReport Confirm(CommandConsole console, ParseResult parsed, PlanRequest request, PlanSearchResult found, bool trusts)
    {
        var finalists = found.Ranked.Take(request.Top)
            .Concat(found.Ranked.GroupBy(candidate => candidate.Deployment.Mode).Select(mode => mode.First())).Distinct().ToList();
        var confirmed = new ConfirmedPlan[finalists.Count];
        ProgressBar.Run(console, parsed, "finalists, simulated", finalists.Count, done => Parallel.For(0, finalists.Count, i =>
        {
            confirmed[i] = trusts ? Trusted(request, finalists[i]) : new PlanConfirmation(request, RequestsPlayed, 1).Confirm(finalists[i]);
            done();
        }));
        var isGiven = request.Target is PlanTarget.Accelerators;
        var best = confirmed.Where(plan => plan.Missed.Length == 0)
            .OrderBy(plan => isGiven ? plan.Deployment.Weight / plan.RequestsPerSecond : plan.Deployment.Weight)
            .ThenBy(plan => plan.Estimate.TimePerOutputToken.Mean.Total).ThenBy(plan => plan.Simulated.TimeToFirstToken.Mean.Total).ThenBy(plan => plan.Deployment.Name, StringComparer.Ordinal).ToList();
        return new RecommendationReport(request, found, best, [.. confirmed.Where(plan => plan.Missed.Length > 0)], 0, 0);
    }

    private static ConfirmedPlan Trusted(PlanRequest request, PlanCandidate candidate)
    {
        var estimate = candidate.Deployment.Estimate(request.Request, new Load.OpenLoop(candidate.RequestsPerSecond));
        return new ConfirmedPlan(candidate.Deployment, candidate.RequestsPerSecond, estimate, estimate, string.Empty, 0);
    }

    private static void Print(CommandConsole console, ParseResult parsed, RecommendationReport report, ParetoMeasure measure)
    {
        var output = console.Output;
        RecommendText.WriteBest(console, parsed, report);
        output.Write(ParetoText.Draw(
            report.Found.Points.Where(point => point.KeepsLevel).Select(point => ($"{point.Name} {point.System} at {point.TokensPerSecondPerUser:F0}", point.TokensPerSecondPerUser, measure switch
            {
                ParetoMeasure.Dollars => point.UsdPerMillionTokens,
                ParetoMeasure.Megawatt => point.TokensPerSecondPerMegawatt,
                _ => (double?)point.TokensPerSecondPerAccelerator,
            })),
            measure));
        RecommendText.WriteRejected(console, report);

        if (!parsed.GetValue(CommonOptions.Quiet))
        {
            console.Errors.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{report.Found.Candidates} candidates searched in {report.SearchMilliseconds:F0} ms, finalists simulated by {report.ElapsedMilliseconds:F0} ms."));
        }
    }
}
