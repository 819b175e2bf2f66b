using InferenceModel.Estimation;
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
    private const double Million = 1e6;
    private const double SecondsPerHour = 3600;

    /// <summary>Splits the bill of a plan.</summary>
    /// <param name="deployment">The machines.</param>
    /// <param name="estimate">The load on them.</param>
    /// <param name="request">Lengths of every request.</param>
    /// <returns>The split; null without a price or a load.</returns>
    public static CostSplit? Of(PlannedDeployment deployment, DeploymentEstimate estimate, RequestShape request)
    {
        if (deployment.Bill is not { } bill || !(estimate.RequestsPerSecond > 0))
        {
            return null;
        }

        var state = estimate.State;
        var prompts = state.Rate * state.PromptService.Total;
        var share = deployment.Prefill is { } prefill
            ? prefill.Weight * (deployment.PrefillCount + deployment.Spare) / deployment.Weight
            : prompts / (prompts + Decoding(estimate, request));
        var perSecond = bill.Total / SecondsPerHour;
        return new CostSplit(
            share,
            perSecond * share / estimate.InputTokensPerSecond * Million,
            perSecond * (1 - share) / estimate.OutputTokensPerSecond * Million);
    }

    /// <summary>Share of a rank's time in which it decodes: steps a second times the time of one.</summary>
    private static double Decoding(DeploymentEstimate estimate, RequestShape request)
    {
        var state = estimate.State;
        return state.Decoding > 0 ? state.Rate * request.DecodeSteps / Math.Max(1, state.Decoding) * state.DecodeStep.Total : 0;
    }
}
