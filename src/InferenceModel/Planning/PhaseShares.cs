using InferenceModel.Estimation;
using InferenceModel.Workloads;

namespace InferenceModel.Planning;

/// <summary>Shares of the time an accelerator computes prompts and decodes; the rest it idles. The default value is idle.</summary>
/// <param name="Prefill">Share with prompts.</param>
/// <param name="Decode">Share with decoding alone.</param>
public readonly record struct PhaseShares(double Prefill, double Decode)
{
    /// <summary>Share without work.</summary>
    public double Idle => Math.Max(0, 1 - Prefill - Decode);

    /// <summary>Share of the busy time that is spent on prompts.</summary>
    public double PromptShare => Prefill + Decode > 0 ? Prefill / (Prefill + Decode) : 0;

    /// <summary>The shares when the load is a part of what it was.</summary>
    /// <param name="part">The part, 0 to 1.</param>
    public PhaseShares Times(double part) => new(Prefill * part, Decode * part);

    /// <summary>
    /// The shares of machines that do everything. Prompts take rate x time a prompt holds the rank; decoding takes steps a second x time of one, where n
    /// sequences share a step.
    /// </summary>
    /// <param name="estimate">The load on them.</param>
    /// <param name="request">Lengths of every request.</param>
    public static PhaseShares Of(DeploymentEstimate estimate, RequestShape request)
    {
        var state = estimate.State;
        var prompts = state.Rate * state.PromptService.Total;
        var decoding = state.Decoding > 0 ? state.Rate * request.DecodeSteps / Math.Max(1, state.Decoding) * state.DecodeStep.Total : 0;
        var busy = Math.Max(1, prompts + decoding);
        return new PhaseShares(prompts / busy, decoding / busy);
    }

    /// <summary>
    /// The shares of pools apart, averaged over all accelerators: the decode pool by its state, the prefill pool by its part of the rate it could pass.
    /// </summary>
    /// <param name="estimate">The load on them.</param>
    /// <param name="request">Lengths of every request.</param>
    /// <param name="prefillAccelerators">Accelerators of the prefill pool.</param>
    /// <param name="prefillCapacity">Requests a second the prefill pool could pass.</param>
    public static PhaseShares OfPools(DeploymentEstimate estimate, RequestShape request, int prefillAccelerators, double prefillCapacity)
    {
        var pool = (double)prefillAccelerators / estimate.Accelerators;
        var decode = Of(estimate with { State = estimate.State with { PromptService = default } }, request).Decode;
        return new PhaseShares(pool * Math.Min(1, estimate.RequestsPerSecond / prefillCapacity), (1 - pool) * decode);
    }
}
