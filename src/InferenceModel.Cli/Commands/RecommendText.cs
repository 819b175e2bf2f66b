using System.CommandLine;
using System.Globalization;
using InferenceModel.Planning;
using InferenceModel.Reports;

namespace InferenceModel.Cli.Commands;

/// <summary>Recommendations in words, no wider than a terminal of eighty columns.</summary>
internal static class RecommendText
{
    private const int RejectedShown = 8;

    /// <summary>The deployments recommended: the best as a sentence, all as a table, why each stands where it does.</summary>
    /// <param name="console">Where it writes.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="report">The recommendations.</param>
    public static void WriteBest(CommandConsole console, ParseResult parsed, RecommendationReport report)
    {
        if (report.Best.Count == 0)
        {
            Wrapped(console, "No deployment keeps the service level" + (report.Rejected.FirstOrDefault(plan => double.IsFinite(plan.Excess)) is { } near ? $". Nearest: {near.Plan}: {near.Reason}." : "."));
            return;
        }

        Wrapped(console, string.Create(CultureInfo.InvariantCulture, $"{report.Best[0].Deployment.Decomposition} {report.Best[0].Deployment.Place}: {ResultSummary.Number(report.Best[0].RequestsPerSecond)} requests/s"));
        console.WriteTable(
            parsed,
            ["#", "plan", "GPUs", "req/s", "TTFT ms", "TPOT ms", "tok/s/GPU", "$/Mtok"],
            report.Best.Select((plan, i) => (IReadOnlyList<string>)Row(report, plan, i)),
            0,
            1);
        if (report.Best.Any(plan => plan.Deployment.Prefill is not null))
        {
            Wrapped(console, "prefill workers > decode workers; latencies as simulated");
        }

        for (var i = 0; i < report.Best.Count; i++)
        {
            Wrapped(console, string.Create(CultureInfo.InvariantCulture, $"{i + 1}: {report.Best[i].Deployment.Decomposition} {report.Best[i].Deployment.Place}: {report.Reason(i)}"));
        }
    }

    /// <summary>The plans that lost, near misses first, and why.</summary>
    /// <param name="console">Where it writes.</param>
    /// <param name="report">The recommendations.</param>
    public static void WriteRejected(CommandConsole console, RecommendationReport report)
    {
        foreach (var plan in report.Rejected.Take(RejectedShown))
        {
            Wrapped(console, $"not {plan.Plan}: {plan.Reason}");
        }
    }

    private static void Wrapped(CommandConsole console, string text) => console.Output.Write(WrappedText.Of(text));

    private static string[] Row(RecommendationReport report, ConfirmedPlan plan, int rank)
    {
        var percentile = report.Request.Level.Percentile;
        return
        [
            (rank + 1).ToString(CultureInfo.InvariantCulture),
            plan.Deployment.Short,
            plan.Deployment.Accelerators.ToString(CultureInfo.InvariantCulture),
            ResultSummary.Number(plan.RequestsPerSecond),
            ResultSummary.Milliseconds(plan.Simulated.TimeToFirstToken.At(percentile)),
            ResultSummary.Milliseconds(plan.Simulated.TimePerOutputToken.At(percentile)),
            ResultSummary.Number(RecommendationReport.PerAccelerator(plan)),
            RecommendationReport.UsdPerMillion(plan) is { } usd ? ResultSummary.Number(usd) : "-",
        ];
    }
}
