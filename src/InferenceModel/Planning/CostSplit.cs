using InferenceModel.Estimation;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Planning;

/// <summary>
/// The bill dealt out to input and output by the accelerator seconds each takes, so that the parts add up to the bill; idle time is shared in the
/// same proportion.
/// </summary>
/// <param name="PromptShare">Share of busy accelerator time that computes prompts, 0 to 1.</param>
/// <param name="UsdPerMillionInput">Dollars of a million input tokens.</param>
/// <param name="UsdPerMillionOutput">Dollars of a million output tokens.</param>
public readonly record struct CostSplit(double PromptShare, double UsdPerMillionInput, double UsdPerMillionOutput)
{
    /// <summary>Splits the bill of a plan.</summary>
    /// <param name="deployment">The machines.</param>
    /// <param name="estimate">The load on them.</param>
    /// <param name="request">Lengths of every request.</param>
    /// <returns>The split; null without a price or a load.</returns>
    public static CostSplit? Of(PlannedDeployment deployment, DeploymentEstimate estimate, RequestShape request) => deployment.Bill is not { } bill
        ? null
        : Of(bill, estimate, deployment.Prefill is { } prefill
            ? prefill.Weight * (deployment.PrefillCount + deployment.Spare) / deployment.Weight
            : PhaseShares.Of(estimate, request).PromptShare);

    /// <summary>Splits a bill.</summary>
    /// <param name="bill">The bill of an hour.</param>
    /// <param name="estimate">The load it is paid for.</param>
    /// <param name="promptShare">Share of prompts in it.</param>
    /// <returns>The split; null without a load.</returns>
    public static CostSplit? Of(UsdPerHour bill, DeploymentEstimate estimate, double promptShare)
    {
        if (!(estimate.RequestsPerSecond > 0))
        {
            return null;
        }

        var (whole, input) = (bill * Seconds.Of(1), bill * Seconds.Of(1) * promptShare);
        return new CostSplit(
            promptShare,
            TokenPrice.Of(input, estimate.InputTokensPerSecond).Total,
            TokenPrice.Of(whole - input, estimate.OutputTokensPerSecond).Total);
    }
}
