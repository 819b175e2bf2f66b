using InferenceModel.Interconnect;
using InferenceModel.Models;

namespace InferenceModel.Sharding;

/// <summary>Which plans an engine could run, and why not the others.</summary>
public static class ShardingRules
{
    /// <summary>The reasons a plan cannot run; none where it can.</summary>
    /// <param name="model">The model.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="system">The machine.</param>
    public static IReadOnlyList<string> Faults(LanguageModel model, ShardingPlan plan, ServingSystem system)
    {
        var faults = new List<string>();
        foreach (var mixer in model.Layers.Select(group => group.Layer.Mixer).OfType<SequenceMixer>().Distinct())
        {
            HeadFaults(mixer, plan, faults);
        }

        MixtureFaults(model, plan, faults);
        if (plan.PipelineParallel > model.LayerCount)
        {
            faults.Add($"PP {plan.PipelineParallel} needs a layer for each stage; the model has {model.LayerCount}");
        }

        if (plan.ContextParallel > 1 && model.Layers.Any(group => group.Layer.Mixer is { CacheElementsPerToken: 0 }))
        {
            faults.Add("CP splits a cache over tokens; a linear recurrence keeps none to split");
        }

        if (plan.AcceleratorsPerReplica > system.Fabric.Reach)
        {
            faults.Add($"a replica of {plan.AcceleratorsPerReplica} accelerators is wider than {system.Id} reaches ({system.Fabric.Reach})");
        }

        return faults;
    }

    private static void HeadFaults(SequenceMixer mixer, ShardingPlan plan, List<string> faults)
    {
        var tensor = plan.TensorParallel;
        if (mixer.Heads % tensor != 0)
        {
            Add(faults, $"TP {tensor} does not divide {mixer.Heads} heads of {mixer.Kind}");
        }

        // Key-value heads are dealt out while there are enough and copied beyond; both need an even deal.
        var keyHeads = mixer.KeyValueHeads;
        if (mixer is not LatentAttention && keyHeads % tensor != 0 && tensor % keyHeads != 0)
        {
            Add(faults, $"TP {tensor} neither divides {keyHeads} key-value heads of {mixer.Kind} nor is a multiple of them");
        }
    }

    private static void MixtureFaults(LanguageModel model, ShardingPlan plan, List<string> faults)
    {
        var mixtures = model.Layers.Select(group => group.Layer.FeedForward).OfType<MixtureFeedForward>().Distinct().ToList();
        if (mixtures.Count == 0)
        {
            if (plan.ExpertParallel > 1)
            {
                faults.Add($"EP {plan.ExpertParallel} needs experts; the model is dense");
            }

            if (plan.AttentionDataParallel > 1)
            {
                faults.Add($"DP {plan.AttentionDataParallel} shares experts among attention groups; the model is dense, use replicas");
            }

            return;
        }

        if (plan.AcceleratorsPerStage % plan.ExpertParallel != 0)
        {
            faults.Add($"EP {plan.ExpertParallel} does not divide the {plan.AcceleratorsPerStage} ranks of a stage (TP x CP x DP)");
        }

        foreach (var mixture in mixtures)
        {
            if (mixture.Experts % plan.ExpertParallel != 0)
            {
                Add(faults, $"EP {plan.ExpertParallel} does not divide {mixture.Experts} experts");
            }

            if (mixture.IntermediateSize % plan.ExpertTensorParallel != 0)
            {
                Add(faults, $"{plan.ExpertTensorParallel} ranks do not divide an expert's width of {mixture.IntermediateSize}");
            }
        }
    }

    private static void Add(List<string> faults, string fault)
    {
        if (!faults.Contains(fault))
        {
            faults.Add(fault);
        }
    }
}
