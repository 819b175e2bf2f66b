using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using InferenceModel.Planning;
using InferenceModel.Reports;
using InferenceModel.Workloads;
using Spectre.Console;

namespace InferenceModel.Cli.Commands;

/// <summary><c>infermodel recommend</c>: a load and service levels in, deployments out.</summary>
internal static class RecommendCommand
{
    private const int RequestsPlayed = 2000;
    private const int WorkersThatDeserveProgress = 300;
    private const int RejectedShown = 8;

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
        var catalog = CommonOptions.EstimatingCatalog(parsed);
        _ = (catalog.Systems, catalog.Engines, catalog.Prices, catalog.Efficiencies(string.Empty));
        var clock = Stopwatch.StartNew();
        var request = options.ToRequest(parsed, catalog);
        var found = Search(console, parsed, request);
        var searched = clock.Elapsed.TotalMilliseconds;
        var report = Confirm(request, found, parsed.GetValue(options.NoSimulation)) with { SearchMilliseconds = searched };
        report = report with { ElapsedMilliseconds = clock.Elapsed.TotalMilliseconds };
        if (parsed.GetValue(options.Json))
        {
            using var stream = new MemoryStream();
            report.WriteJson(stream);
            console.Output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
        }
        else
        {
            Print(console, parsed, report);
        }

        return report.Best.Count > 0 ? ExitCode.Ok : ExitCode.NothingFeasible;
    }

    private static PlanSearchResult Search(CommandConsole console, ParseResult parsed, PlanRequest request)
    {
        var search = new PlanSearch(request);
        if (request.Workers.Length < WorkersThatDeserveProgress || parsed.GetValue(CommonOptions.Quiet) || Console.IsErrorRedirected)
        {
            return search.Run();
        }

        return console.Progress(parsed).Progress().Start(context =>
        {
            var task = context.AddTask("plans", maxValue: request.Workers.Length);
            return search.Run(() => task.Increment(1));
        });
    }

    /// <summary>Simulates finalists until as many as asked for keep the level; the best of each serving mode is always among those tried.</summary>
    private static RecommendationReport Confirm(PlanRequest request, PlanSearchResult found, bool trusts)
    {
        var finalists = found.Ranked.Take(request.Top)
            .Concat(found.Ranked.GroupBy(candidate => candidate.Deployment.Mode).Select(mode => mode.First())).Distinct().ToList();
        var confirmed = new ConfirmedPlan[finalists.Count];
        Parallel.For(0, finalists.Count, i => confirmed[i] = trusts ? Trusted(request, finalists[i]) : new PlanConfirmation(request, RequestsPlayed, 1).Confirm(finalists[i]));
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

    private static void Print(CommandConsole console, ParseResult parsed, RecommendationReport report)
    {
        var output = console.Output;
        if (report.Best.Count > 0)
        {
            output.WriteLine(report.Best[0].Deployment.Decomposition);
            console.WriteTable(
                parsed,
                ["#", "plan", "req/s", "TTFT ms", "TPOT ms", "tok/s/GPU", "$/Mtok", "$/h"],
                report.Best.Select((plan, i) => (IReadOnlyList<string>)Row(report, plan, i)),
                0,
                1);
            for (var i = 0; i < report.Best.Count; i++)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i + 1}: {report.Reason(i)}"));
            }
        }
        else
        {
            output.WriteLine("No deployment keeps the service level.");
        }

        var points = report.Found.Points.Where(point => point.KeepsLevel)
            .Select(point => new PlotPoint(point.TokensPerSecondPerUser, point.TokensPerSecondPerAccelerator, $"{point.Name} {point.System} at {point.TokensPerSecondPerUser:F0}")).ToList();
        output.Write(TextPlot.Pareto(points, "tokens/s/user", "tokens/s/GPU"));
        foreach (var plan in report.Rejected.Take(RejectedShown))
        {
            output.WriteLine($"not {plan.Plan}: {plan.Reason}");
        }

        if (!parsed.GetValue(CommonOptions.Quiet))
        {
            console.Errors.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{report.Found.Candidates} candidates searched in {report.SearchMilliseconds:F0} ms, finalists simulated by {report.ElapsedMilliseconds:F0} ms."));
        }
    }

    private static string[] Row(RecommendationReport report, ConfirmedPlan plan, int rank)
    {
        var percentile = report.Request.Level.Percentile;
        return
        [
            (rank + 1).ToString(CultureInfo.InvariantCulture),
            plan.Deployment.Decomposition,
            ResultSummary.Number(plan.RequestsPerSecond),
            ResultSummary.Milliseconds(plan.Simulated.TimeToFirstToken.At(percentile)),
            ResultSummary.Milliseconds(plan.Simulated.TimePerOutputToken.At(percentile)),
            ResultSummary.Number(RecommendationReport.PerAccelerator(plan)),
            RecommendationReport.UsdPerMillion(plan) is { } usd ? ResultSummary.Number(usd) : "-",
            plan.Deployment.Bill is { } bill ? ResultSummary.Number(bill.Total) : "-",
        ];
    }
}
