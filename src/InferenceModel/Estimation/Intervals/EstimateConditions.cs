using InferenceModel.Workloads;

namespace InferenceModel.Estimation.Intervals;

/// <summary>Where the figures of a deployment under a load stand.</summary>
public static class EstimateConditions
{
    /// <summary>The condition of figures; null where nothing is served.</summary>
    /// <param name="fidelity">How they were made.</param>
    /// <param name="prompts">The machine that computes prompts; the same as the other where one does both.</param>
    /// <param name="promptWorkers">How many of them there are, replicas of its plan counted; only where they are machines of their own.</param>
    /// <param name="decoding">The machine that decodes.</param>
    /// <param name="workers">How many of them there are, replicas of its plan counted.</param>
    /// <param name="request">Lengths of every request.</param>
    /// <param name="load">The load.</param>
    /// <param name="figures">The figures.</param>
    public static OperatingCondition? Of(
        ServingFidelity fidelity, PreparedDeployment prompts, int promptWorkers, PreparedDeployment decoding, int workers, RequestShape request, Load load, DeploymentEstimate figures)
    {
        if (prompts.Plan is null || decoding.Plan is null || figures.RequestsPerSecond <= 0)
        {
            return null;
        }

        var isSplit = !ReferenceEquals(prompts, decoding);
        var ranks = (double)decoding.Deployment.Plan.AttentionDataParallel * workers;
        var promptRanks = isSplit ? (double)prompts.Deployment.Plan.AttentionDataParallel * promptWorkers : ranks;
        var kind = isSplit ? LoadKind.Pools : load is Load.ClosedLoop ? LoadKind.Closed : LoadKind.Open;
        var inFlight = load is Load.ClosedLoop closed ? closed.Concurrency : double.IsFinite(figures.InFlight) ? figures.InFlight : figures.MaximumConcurrency;
        return OperatingCondition.Of(
            fidelity, kind, prompts, decoding, request.ComputedTokens, request.InputTokens, request.OutputTokens,
            inFlight / ranks, figures.TimeToFirstToken.Mean, figures.RequestsPerSecond / promptRanks);
    }
}
