using System.Globalization;
using InferenceModel.Estimation;
using InferenceModel.Models;
using InferenceModel.Sharding;
using InferenceModel.Units;

namespace InferenceModel.Calibration.Serving;

/// <summary>
/// Bounds no run without speculation can break, from the data sheet alone: a token is not there before the weights it needs have
/// been read once at the full memory bandwidth of all ranks that hold them, and a prompt not before its multiplications
/// have run at the full rate of the chip; and no engine keeps up more than three quarters of that rate over a whole run (large
/// measured matrix multiplications reach 0.52 to 0.80 of it). A run that breaks one is not what its label says.
/// </summary>
internal static class Plausibility
{
    private const double MostSustained = 0.75;

    /// <summary>The bound a run breaks, as a sentence; null where it breaks none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="deployment">What it says it ran on.</param>
    public static string? Broken(ServingRun run, PreparedDeployment deployment)
    {
        var (model, _, system, _, plan) = deployment.Deployment;
        var ranks = plan.TensorParallel * plan.PipelineParallel;
        if (run.TimePerOutputToken is { } perToken && WeightsOfOneToken(model) / (system.Accelerator.MemoryBandwidth.Value * Spread(model, plan)) is var least && perToken < least)
        {
            return string.Create(CultureInfo.InvariantCulture, $"a token in {perToken} is quicker than {least}, in which memory delivers the weights of one token");
        }

        var rate = model.Layers.Max(group => system.Accelerator.Rate(group.Layer.Formats.Of(WeightRole.Mixer).Compute).Total);
        var fastest = model.Layers.Max(group => group.Layer.Formats is var formats
            ? new[] { formats.Mixer, formats.FeedForward, formats.RoutedExperts }.Max(format => system.Accelerator.Rate(format.Compute).Total) : rate);
        if (run is { Load: ServingRunLoad.Clients clients, EndToEnd: { } whole, PrefillPlan: null })
        {
            var tokens = clients.Concurrency * (run.InputTokens + run.OutputTokens) * (1 + run.ShortestShare) / 2;
            var sustained = FlopsPerSecond.Of(2 * model.ActiveParameters * tokens / run.Accelerators / whole.Total);
            if (sustained.Total > MostSustained * fastest)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{sustained} on every chip over the whole run is more than {MostSustained:P0} of its rate");
            }
        }

        var work = Flops.Of(2 * model.ActiveParameters * run.InputTokens * run.ShortestShare);
        var prompt = work / (FlopsPerSecond.Of(fastest) * Math.Max(ranks, plan.AcceleratorsPerReplica));
        return run.TimeToFirstToken is { } first && run.PrefillPlan is null && first < prompt
            ? string.Create(CultureInfo.InvariantCulture, $"a first token after {first} is quicker than {prompt}, in which the chips can multiply one prompt")
            : null;
    }

    /// <summary>Bytes a single token must see: every weight but experts it does not visit and the embedding table.</summary>
    private static Bytes WeightsOfOneToken(LanguageModel model)
    {
        var layers = model.Layers.Aggregate(Bytes.Zero, (sum, group) => sum + (ActiveBytes(group.Layer, model.HiddenSize) * group.Count));
        return model.OuterWeights.Where(tensor => tensor.Role == WeightRole.Head).Aggregate(layers, (sum, tensor) => sum + tensor.Size(model.OuterFormat(tensor.Role)));
    }

    private static Bytes ActiveBytes(DecoderLayer layer, int hidden) => layer.Weights(hidden).Aggregate(Bytes.Zero, (sum, tensor) =>
        sum + (tensor.Size(layer.Formats.Of(tensor.Role)) * (tensor.Role == WeightRole.RoutedExpert && layer.FeedForward is MixtureFeedForward mixture
            ? mixture.ExpertsPerToken / (double)mixture.Experts : 1)));

    /// <summary>Ranks that can read one token's weights at the same time: all of a stage where experts are dealt out, else those of tensor parallelism.</summary>
    private static double Spread(LanguageModel model, ShardingPlan plan) =>
        model.Layers.Any(group => group.Layer.FeedForward is MixtureFeedForward) ? plan.AcceleratorsPerStage : plan.TensorParallel;
}
