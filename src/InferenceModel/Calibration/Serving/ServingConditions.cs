using InferenceModel.Estimation;
using InferenceModel.Estimation.Intervals;

namespace InferenceModel.Calibration.Serving;

/// <summary>Where the predictions of measured runs stand.</summary>
internal static class ServingConditions
{
    /// <summary>The condition of a prediction.</summary>
    /// <param name="run">The run.</param>
    /// <param name="prediction">Its prediction.</param>
    /// <param name="fidelity">How it was made.</param>
    /// <param name="predictor">Prepared the deployment.</param>
    public static OperatingCondition? Of(ServingRun run, in ServingPrediction prediction, ServingFidelity fidelity, ServingRunPredictor predictor)
    {
        if (predictor.Find(run, run.Plan, out _) is not { Plan: not null } decoding
            || (run.PrefillPlan is { } plan ? predictor.Find(run, plan, out _) : decoding) is not { Plan: not null } prompts)
        {
            return null;
        }

        var mean = (1 + run.ShortestShare) / 2;
        var ranks = (double)run.Plan.AttentionDataParallel * run.Plan.Replicas;
        var promptRanks = run.PrefillPlan is { } pool ? (double)pool.AttentionDataParallel * pool.Replicas : ranks;
        var rate = prediction.OutputPerAccelerator * run.Accelerators / (run.OutputTokens * mean);
        var (load, inFlight) = run.Load switch
        {
            ServingRunLoad.Clients clients => (run.PrefillPlan is null ? LoadKind.Closed : LoadKind.Pools, clients.Concurrency),
            ServingRunLoad.StaticBatch batch => (LoadKind.Batch, batch.Batch),
            ServingRunLoad.Rate stream => (LoadKind.Open, stream.RequestsPerSecond * prediction.EndToEnd.Total),
            _ => (LoadKind.Full, ranks),
        };
        return OperatingCondition.Of(
            fidelity, load, prompts, decoding, run.InputTokens * mean, run.InputTokens, run.OutputTokens, inFlight / ranks, prediction.TimeToFirstToken, rate / promptRanks) with
        {
            IsEarlierEngine = run.IsEarlierEngine,
        };
    }
}
