using InferenceModel.Estimation;
using InferenceModel.Estimation.Intervals;
using InferenceModel.Planning;

namespace InferenceModel.Scenarios;

/// <summary>What came of one row.</summary>
/// <param name="Row">The row as written.</param>
/// <param name="Status">The outcome.</param>
/// <param name="Reason">Why, or what to know.</param>
/// <param name="Estimate">The figures; null where none could be made.</param>
/// <param name="Prepared">The deployment behind them; null where none could be prepared.</param>
/// <param name="Economics">Price and power; null where the row could not be read.</param>
public sealed record ScenarioResult(
    ScenarioRow Row, EstimateStatus Status, string Reason, DeploymentEstimate? Estimate, PreparedDeployment? Prepared, Economics? Economics)
{
    /// <summary>The deployment that computes prompts where it is another than <see cref="Prepared"/>; null where there is one for all.</summary>
    public PreparedDeployment? Prompts { get; init; }

    /// <summary>Share of the bill its prompts take: of the busy time of machines that do everything, of the machines where pools are apart.</summary>
    public double PromptShare { get; init; }

    /// <summary>The bill dealt out to input and output; null without a price or a load.</summary>
    public CostSplit? Split => Estimate is { } estimate && Economics?.Bill(estimate.Accelerators) is { } bill ? CostSplit.Of(bill, estimate, PromptShare) : null;

    /// <summary>The break-even against a provider's tokens; null where none is compared.</summary>
    public ApiBreakEven? BreakEven => Estimate is { RequestsPerSecond: > 0 } estimate && Economics is { Terms.Api: { } api } economics && economics.Bill(estimate.Accelerators) is { } bill
        ? ApiBreakEven.Of(bill, estimate.InputTokensPerSecond, estimate.OutputTokensPerSecond, api)
        : null;
    /// <summary>The 90 % intervals of the figures; null where there are no figures or nothing is known of their errors.</summary>
    public FigureIntervals? Intervals { get; init; }

    /// <summary>The figures with every guess at its slow end; null where the hardware can be bought.</summary>
    public DeploymentEstimate? Worst { get; init; }

    /// <summary>The figures with every guess at its quick end; null where the hardware can be bought.</summary>
    public DeploymentEstimate? Best { get; init; }
}
