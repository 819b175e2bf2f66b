using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Estimation;
using InferenceModel.Planning.Demand;
using InferenceModel.Scenarios;

namespace InferenceModel.Reports.Plans;

/// <summary>What the verbs found, as sources of reports.</summary>
/// <param name="catalog">What names refer to.</param>
/// <param name="command">The command line.</param>
/// <param name="asOf">The day prices are asked on; null for the day the price book was gone through.</param>
public sealed class ReportSources(ModelCatalog catalog, string command, DateOnly? asOf)
{
    /// <summary>Files that were read, each with the SHA-256 of its bytes.</summary>
    public ImmutableArray<(string Name, string Hash)> Inputs { get; init; } = [];

    /// <summary>Results of scenarios.</summary>
    /// <param name="title">What the report is about.</param>
    /// <param name="columns">Columns of the scenarios.</param>
    /// <param name="results">The results; one at least.</param>
    public ReportSource Of(string title, IReadOnlyList<string> columns, IReadOnlyList<ScenarioResult> results)
    {
        var chosen = ReportSource.BestOf(results);
        return Make(title, columns, results, chosen) with
        {
            Answers = [Answer(results, chosen)],
            Headroom = results[chosen].Row.Scenario?.Headroom ?? 0,
        };
    }

    /// <summary>A recommendation.</summary>
    /// <param name="report">The recommendation; one plan at least.</param>
    /// <param name="model">The model, as the command line names it.</param>
    public ReportSource Of(RecommendationReport report, string model)
    {
        var rows = report.Best.Select((plan, i) => PlannedRows.Of(
            string.Create(CultureInfo.InvariantCulture, $"plan {i + 1}"), model, plan, report.Request.Request, report.Request.Level, report.Reason(i)) with { Intervals = report.IntervalsOf(plan) }).ToList();
        return Make($"Plan for {model}", PlannedRows.Columns, rows, 0) with
        {
            Answers = [$"{report.Best[0].Deployment.Decomposition}: {report.Reason(0)}"],
            Points = [.. report.Found.Points.Where(point => point.KeepsLevel)],
            Rejected = [.. report.Rejected],
            Standby = [.. report.Best.Select(plan => plan.Deployment.Accelerators - plan.Deployment.ServingAccelerators)],
            // The load the rows carry has the headroom in it already.
            Headroom = 0,
        };
    }

    /// <summary>A demand plan.</summary>
    /// <param name="plan">The plan; one fleet at least.</param>
    /// <param name="models">The model of each product, by the product's name.</param>
    /// <param name="levels">The service level of each product, by the product's name.</param>
    public ReportSource Of(DemandPlan plan, IReadOnlyDictionary<string, string> models, IReadOnlyDictionary<string, Planning.ServiceLevel> levels)
    {
        var rows = plan.Fleets.SelectMany(fleet => fleet.Products).Where(product => product.Unit.Confirmed is not null)
            .Select(product => PlannedRows.Of(product.Load.Name, models[product.Load.Name], product.Unit.Confirmed!, product.Load.Request, levels[product.Load.Name], product.Unit.Confirmation) with
            {
                Intervals = RecommendationReport.IntervalsOf(product.Unit.Confirmed!, product.Load.Request, catalog.Intervals),
            }).ToList();
        return Make($"Capacity plan of {string.Join(", ", plan.Fleets.Select(fleet => fleet.Terms.Name))}", PlannedRows.Columns, rows, 0) with
        {
            Answers = [.. plan.Fleets.Select(DemandReport.Answer), .. plan.Fleets.Select(fleet => plan.Fleets.Length > 1 ? $"{fleet.Terms.Name}, {DemandReport.ReserveOrBurst(fleet)}" : DemandReport.ReserveOrBurst(fleet))],
            Fleets = plan.Fleets,
            Rejected = [.. plan.Fleets.SelectMany(fleet => fleet.Alternatives).Concat(plan.Refused).Select(other => new Planning.RejectedPlan(other.Name, other.Reason, double.PositiveInfinity))],
            Warnings = [.. plan.Warnings, .. plan.Fleets.Length > 1 ? [$"inputs change fleet {plan.Fleets[0].Terms.Name}; the {plan.Fleets.Length - 1} below it on the tabs by the hour and by the month are as planned"] : ImmutableArray<string>.Empty],
        };
    }

    private ReportSource Make(string title, IReadOnlyList<string> columns, IReadOnlyList<ScenarioResult> results, int chosen)
    {
        var prices = catalog.Prices;
        return new ReportSource
        {
            Title = title,
            Command = command,
            Columns = columns,
            Results = results,
            Chosen = chosen,
            Levers = results[chosen] is { Estimate.RequestsPerSecond: > 0, Row.Scenario: not null } ? new Sensitivity(catalog, new ScenarioRunner(catalog)).OfCost(results[chosen].Row) : [],
            Prices = prices,
            AsOf = asOf ?? prices.Checked,
            Inputs = Inputs,
            Warnings = [.. results.Select(result => result.Economics).OfType<Planning.Economics>().SelectMany(economics => economics.StaleWarnings(prices, asOf)).Distinct()],
        };
    }

    private static string Answer(IReadOnlyList<ScenarioResult> results, int chosen)
    {
        var result = results[chosen];
        if (result is not { Estimate: { RequestsPerSecond: > 0 } estimate, Row.Scenario: { } scenario })
        {
            return $"No row serves its load; {result.Row.Scenario?.Id ?? "the first"}: {result.Reason}";
        }

        var usd = result.Economics?.UsdPerMillionTokens(estimate.OutputTokensPerSecond + estimate.InputTokensPerSecond, estimate.Accelerators);
        var served = results.Count(one => one.Status == EstimateStatus.Ok);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{scenario.Id}: {scenario.Accelerators} GPUs of {scenario.System}, {scenario.Plan}{(usd is { } cost ? $", {ResultSummary.Number(cost)} $ per million tokens, the least" : string.Empty)} of {served} of {results.Count} rows that keep their service level");
    }
}
