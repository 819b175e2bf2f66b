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
    /// <summary>The 90 % intervals of the figures; null where there are no figures or nothing is known of their errors.</summary>
    public FigureIntervals? Intervals { get; init; }

    /// <summary>The figures with every guess at its slow end; null where the hardware can be bought.</summary>
    public DeploymentEstimate? Worst { get; init; }

    /// <summary>The figures with every guess at its quick end; null where the hardware can be bought.</summary>
    public DeploymentEstimate? Best { get; init; }
}
