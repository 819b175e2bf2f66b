using System.Collections.Immutable;
using InferenceModel.Planning;
using InferenceModel.Planning.Demand;
using InferenceModel.Scenarios;

namespace InferenceModel.Reports.Plans;

/// <summary>What a report is made of, whichever verb found it: workbook, page and Markdown show the same.</summary>
public sealed record ReportSource
{
    /// <summary>What it is about.</summary>
    public required string Title { get; init; }

    /// <summary>The answer in a sentence, or several.</summary>
    public ImmutableArray<string> Answers { get; init; } = [];

    /// <summary>The command line.</summary>
    public required string Command { get; init; }

    /// <summary>Columns of the scenarios.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>What came of each.</summary>
    public required IReadOnlyList<ScenarioResult> Results { get; init; }

    /// <summary>Place of the result that the plan starts with, from 0.</summary>
    public int Chosen { get; init; }

    /// <summary>Fleets of a demand file; none where only loads were given.</summary>
    public ImmutableArray<FleetPlan> Fleets { get; init; } = [];

    /// <summary>Workers at many loads, for Pareto plots; where there are none, the results are the points.</summary>
    public ImmutableArray<FrontierPoint> Points { get; init; } = [];

    /// <summary>Plans that lost, and why.</summary>
    public ImmutableArray<RejectedPlan> Rejected { get; init; } = [];

    /// <summary>What each lever does to the chosen result; empty where that was not asked.</summary>
    public ImmutableArray<SensitivityRow> Levers { get; init; } = [];

    /// <summary>Prices.</summary>
    public required PriceBook Prices { get; init; }

    /// <summary>The day prices are asked on; the day the price book was gone through where nobody said another.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Files that were read, each with the SHA-256 of its bytes.</summary>
    public ImmutableArray<(string Name, string Hash)> Inputs { get; init; } = [];

    /// <summary>What to know of the results.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Accelerators that stand by beside those of each result; empty where none do.</summary>
    public ImmutableArray<int> Standby { get; init; } = [];

    /// <summary>Share added to the load.</summary>
    public double Headroom { get; init; }

    /// <summary>The cheapest result that keeps its service level, else the first that serves at all, else the first.</summary>
    /// <param name="results">The results.</param>
    public static int BestOf(IReadOnlyList<ScenarioResult> results)
    {
        var served = results.Index().Where(result => result.Item.Estimate is { RequestsPerSecond: > 0 }).ToList();
        return served.Count == 0 ? 0 : served.MinBy(result => (
            result.Item.Status != Estimation.EstimateStatus.Ok,
            result.Item.Economics?.UsdPerMillionTokens(result.Item.Estimate!.OutputTokensPerSecond + result.Item.Estimate.InputTokensPerSecond, result.Item.Estimate.Accelerators) ?? double.MaxValue,
            result.Index)).Index;
    }
}
