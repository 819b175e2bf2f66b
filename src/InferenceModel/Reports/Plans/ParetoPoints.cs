using System.Collections.Immutable;
using InferenceModel.Estimation;
using InferenceModel.Reports.Charts;
using InferenceModel.Scenarios;

namespace InferenceModel.Reports.Plans;

/// <summary>The points of a report's Pareto plots: fronts of every machine, and what lies behind them.</summary>
public static class ParetoPoints
{
    private const int MostMachines = 4;
    private const int MostBehind = 120;

    /// <summary>The groups, those with most points first.</summary>
    /// <param name="source">What the report is made of.</param>
    public static ImmutableArray<ParetoGroup> Of(ReportSource source)
    {
        var groups = (source.Points.IsEmpty ? OfResults(source) : OfWorkers(source)).GroupBy(point => point.Key)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).ToList();
        return [.. groups.Take(MostMachines).SelectMany(group => Split(group.Key, [.. group.Select(point => point.Point)])), .. groups.Count > MostMachines
            ? [new ParetoGroup("others", false, Thinned([.. groups.Skip(MostMachines).SelectMany(group => group.Select(point => point.Point))]))]
            : ImmutableArray<ParetoGroup>.Empty];
    }

    /// <summary>The chart of a measure.</summary>
    /// <param name="source">What the report is made of.</param>
    /// <param name="measure">What it shows up.</param>
    public static Chart Chart(ReportSource source, ParetoMeasure measure)
    {
        double? Up(ParetoPoint point) => measure switch
        {
            ParetoMeasure.Dollars => point.UsdPerMillionTokens,
            ParetoMeasure.Megawatt => point.TokensPerSecondPerMegawatt,
            _ => point.TokensPerSecondPerAccelerator,
        };
        var (label, title) = measure switch
        {
            ParetoMeasure.Dollars => ("$ per million tokens", "What a user sees against what tokens cost"),
            ParetoMeasure.Megawatt => ("tokens/s/MW", "What a user sees against what a megawatt delivers"),
            _ => ("tokens/s/GPU", "What a user sees against what a GPU delivers"),
        };
        var limit = source.Results.Count > 0 ? source.Results[source.Chosen].Row.Scenario?.ServiceLevel.TimePerOutputToken : null;
        return new Chart(
            title,
            new ChartAxis("tokens/s/user"),
            new ChartAxis(label, IsLogarithmic: measure == ParetoMeasure.Dollars),
            [.. Of(source).Select(group => new ChartSeries(
                group.Name,
                group.IsFront ? ChartMark.LineWithPoints : ChartMark.Points,
                [.. group.Points.Where(point => Up(point) is not null).Select(point => new PlotPoint(point.TokensPerSecondPerUser, Up(point)!.Value, $"{point.Name}: {ResultSummary.Number(point.TokensPerSecondPerUser)} tokens/s/user, {ResultSummary.Number(Up(point)!.Value)} {label}"))]))])
        {
            Guides = limit is { } most ? [new ChartGuide.Vertical(1 / most.Total, "limit")] : [],
        };
    }

    private static IEnumerable<ParetoGroup> Split(string name, List<ParetoPoint> points)
    {
        var front = TextPlot.Front([.. points.Index().Select(point => new PlotPoint(point.Item.TokensPerSecondPerUser, point.Item.TokensPerSecondPerAccelerator, point.Index.ToString(System.Globalization.CultureInfo.InvariantCulture)))], moreIsBetter: true)
            .Select(point => points[int.Parse(point.Name, System.Globalization.CultureInfo.InvariantCulture)]).ToHashSet();
        if (points.Count == front.Count)
        {
            return [new ParetoGroup(name, front.Count > 1, Sorted(points))];
        }

        return [new ParetoGroup($"{name}, front", true, Sorted(front)), new ParetoGroup($"{name}, behind", false, Thinned([.. points.Where(point => !front.Contains(point))]))];
    }

    private static IEnumerable<(string Key, ParetoPoint Point)> OfResults(ReportSource source)
    {
        var served = source.Results.Index().Where(result => result.Item is { Status: EstimateStatus.Ok or EstimateStatus.InfeasibleSlo, Estimate: { RequestsPerSecond: > 0, TokensPerSecondPerUser: > 0 } }).ToList();
        var models = served.Select(result => result.Item.Row.Scenario!.Model).Distinct().Count();
        return served.Select(result => (Key(result.Item, models > 1), Point(result.Item, result.Index)));
    }

    private static string Key(ScenarioResult result, bool namesModel)
    {
        var scenario = result.Row.Scenario!;
        var precision = scenario.Precision is { } format ? $" {format.Id}" : string.Empty;
        return namesModel ? $"{scenario.Model}{precision}, {scenario.System}" : $"{scenario.System}{precision}";
    }

    private static ParetoPoint Point(ScenarioResult result, int index)
    {
        var estimate = result.Estimate!;
        return new ParetoPoint(
            result.Row.Scenario!.Id, result.Row.Scenario.System, estimate.TokensPerSecondPerUser, estimate.OutputTokensPerSecond / estimate.Accelerators,
            result.Economics?.UsdPerMillionTokens(estimate.OutputTokensPerSecond + estimate.InputTokensPerSecond, estimate.Accelerators),
            result.Economics?.TokensPerSecondPerMegawatt(estimate.OutputTokensPerSecond, estimate.Accelerators) ?? 0, index);
    }

    private static IEnumerable<(string Key, ParetoPoint Point)> OfWorkers(ReportSource source) => source.Points
        .Where(point => point is { TokensPerSecondPerUser: > 0, TokensPerSecondPerAccelerator: > 0 } && double.IsFinite(point.TokensPerSecondPerUser))
        .Select(point => (point.System, new ParetoPoint(
            point.Name, point.System, point.TokensPerSecondPerUser, point.TokensPerSecondPerAccelerator, point.UsdPerMillionTokens, point.TokensPerSecondPerMegawatt, null)));

    /// <summary>Every n-th of many points: a cloud keeps its shape, and a page its size.</summary>
    private static ImmutableArray<ParetoPoint> Thinned(List<ParetoPoint> points)
    {
        var every = (points.Count + MostBehind - 1) / MostBehind;
        return every <= 1 ? Sorted(points) : [.. Sorted(points).Where((_, i) => i % every == 0)];
    }

    private static ImmutableArray<ParetoPoint> Sorted(IEnumerable<ParetoPoint> points) =>
        [.. points.OrderBy(point => point.TokensPerSecondPerUser).ThenBy(point => point.TokensPerSecondPerAccelerator).ThenBy(point => point.Name, StringComparer.Ordinal)];
}
