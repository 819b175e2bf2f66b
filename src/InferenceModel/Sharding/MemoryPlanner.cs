using System.Collections.Immutable;
using InferenceModel.Engines;
using InferenceModel.Hardware;
using InferenceModel.Models;
using InferenceModel.Units;

namespace InferenceModel.Sharding;

/// <summary>Adds up what each rank of a plan holds and reports the fullest.</summary>
public static class MemoryPlanner
{
    private const double ActivationBytes = 2;

    /// <summary>The footprint of the fullest rank.</summary>
    /// <param name="model">The model.</param>
    /// <param name="kvFormat">How the cache is kept.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="accelerator">The chip.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="stages">Layers of each pipeline stage.</param>
    public static MemoryFootprint Plan(
        LanguageModel model, KvCacheFormat kvFormat, ShardingPlan plan, Accelerator accelerator, ServingEngine engine, IReadOnlyList<ImmutableArray<LayerGroup>> stages) =>
        stages.Select((layers, i) => Stage(model, kvFormat, plan, accelerator, engine, layers, i)).MinBy(footprint => footprint.KvTokenCapacity)!;

    /// <summary>Cache bytes of one sequence on the fullest rank, windows considered.</summary>
    /// <param name="layers">Layers of the stage.</param>
    /// <param name="context">Tokens of the sequence.</param>
    /// <param name="kvFormat">How the cache is kept.</param>
    /// <param name="plan">The plan.</param>
    public static Bytes SequenceBytes(IReadOnlyList<LayerGroup> layers, double context, KvCacheFormat kvFormat, ShardingPlan plan) =>
        layers.Where(group => group.Layer.Mixer is not null).Aggregate(Bytes.Zero, (sum, group) =>
        {
            var mixer = group.Layer.Mixer!;
            var tokens = Math.Min(context, mixer.Window ?? context);
            return sum + (group.Count * ((KvHere(mixer, kvFormat, plan) * tokens) + (mixer.StatePerSequence / plan.TensorParallel)));
        });

    private static MemoryFootprint Stage(
        LanguageModel model, KvCacheFormat kvFormat, ShardingPlan plan, Accelerator accelerator, ServingEngine engine, IReadOnlyList<LayerGroup> layers, int stage)
    {
        var parts = new Dictionary<WeightRole, Bytes>();
        foreach (var group in layers)
        {
            foreach (var tensor in group.Layer.Weights(model.HiddenSize))
            {
                var here = tensor.Size(group.Layer.Formats.Of(tensor.Role)) * group.Count * Share(tensor, group.Layer, plan);
                parts[tensor.Role] = parts.GetValueOrDefault(tensor.Role) + here;
            }
        }

        Bytes Part(WeightRole role) => parts.GetValueOrDefault(role);
        var several = plan.AcceleratorsPerReplica > 1;
        var footprint = new MemoryFootprint(
            Part(WeightRole.Mixer) + Part(WeightRole.Indexer),
            Part(WeightRole.DenseFeedForward) + Part(WeightRole.SharedExpert),
            Part(WeightRole.RoutedExpert),
            Part(WeightRole.Small) + Outer(model, plan, stage),
            Activations(model, plan, engine),
            engine.ReservedMemory.Value + (several ? engine.CommunicationBuffers.Value : Bytes.Zero),
            accelerator.Memory.Value * engine.MemoryShare.Value,
            layers.Aggregate(Bytes.Zero, (sum, group) => sum + (group.Layer.Mixer is { } mixer ? KvHere(mixer, kvFormat, plan) * group.Count : Bytes.Zero)),
            layers.Aggregate(Bytes.Zero, (sum, group) => sum + ((group.Layer.Mixer?.StatePerSequence ?? Bytes.Zero) * (group.Count / (double)plan.TensorParallel)))) { HostShare = plan.HostWeightShare };

        // The share of what is free: all that is not cache counts whole.
        var free = Bytes.Max(Bytes.Zero, accelerator.Memory.Value - footprint.Fixed);
        return engine.SharesFreeMemory ? footprint with { Usable = Bytes.Min(accelerator.Memory.Value, footprint.Fixed + (free * engine.MemoryShare.Value)) } : footprint;
    }

    /// <summary>The share of a tensor one rank holds.</summary>
    private static double Share(WeightTensor tensor, DecoderLayer layer, ShardingPlan plan) => tensor.Role switch
    {
        WeightRole.RoutedExpert => 1.0 / (plan.ExpertParallel * plan.ExpertTensorParallel),
        WeightRole.Small or WeightRole.Indexer => 1,
        WeightRole.Mixer when tensor.Name is "q_a_proj" or "kv_a_proj" => 1,
        WeightRole.Mixer when tensor.Name == "qkv_proj" && layer.Mixer is GroupedAttention attention => QkvShare(attention, plan.TensorParallel),
        WeightRole.SharedExpert when tensor.Name.StartsWith("latent_", StringComparison.Ordinal) => 1,
        _ => 1.0 / plan.TensorParallel,
    };

    /// <summary>Query heads are dealt out; key-value heads are dealt out while there are enough, then copied.</summary>
    private static double QkvShare(GroupedAttention attention, int tensorParallel)
    {
        var queries = (double)attention.QueryHeads * attention.KeyDimension * (attention.OutputGate ? 2 : 1);
        var perKeyHead = attention.KeyDimension + (attention.ValuesAreKeys ? 0 : attention.ValueDimension);
        var keysHere = Math.Max(1, (double)attention.KeyHeads / tensorParallel) * perKeyHead;
        return ((queries / tensorParallel) + keysHere) / (queries + ((double)attention.KeyHeads * perKeyHead));
    }

    private static Bytes KvHere(SequenceMixer mixer, KvCacheFormat kvFormat, ShardingPlan plan)
    {
        var share = mixer is LatentAttention ? 1 : Math.Max(1.0 / mixer.KeyValueHeads, 1.0 / plan.TensorParallel);
        return ((Bytes.OfBits(mixer.CacheElementsPerToken * kvFormat.BitsPerElement) * share) + mixer.FixedCachePerToken) / plan.ContextParallel;
    }

    private static Bytes Outer(LanguageModel model, ShardingPlan plan, int stage)
    {
        var isFirst = stage == 0;
        var isLast = stage == plan.PipelineParallel - 1;
        var tensors = model.OuterWeights.Where(tensor => tensor.Role switch
        {
            WeightRole.Embedding => isFirst || (isLast && model.TiedEmbeddings),
            WeightRole.Head => isLast,
            _ => true,
        });
        var encoders = isFirst ? Bytes.Of(ActivationBytes * model.EncoderParameters) : Bytes.Zero;
        return tensors.Aggregate(encoders, (sum, tensor) =>
            sum + (tensor.Size(model.OuterFormat(tensor.Role)) / (tensor.Role == WeightRole.Small ? 1 : plan.TensorParallel)));
    }

    /// <summary>Two residual streams, the widest intermediate on this rank twice, and 32-bit logits of every running sequence.</summary>
    private static Bytes Activations(LanguageModel model, ShardingPlan plan, ServingEngine engine)
    {
        var widest = model.Layers.Max(group => group.Layer.FeedForward switch
        {
            DenseFeedForward dense => (double)dense.IntermediateSize / plan.TensorParallel,
            MixtureFeedForward mixture => (double)mixture.IntermediateSize * mixture.ExpertsPerToken / plan.ExpertTensorParallel
                * plan.AttentionDataParallel / plan.ExpertParallel,
            _ => 0,
        });
        var step = engine.MaximumBatchedTokens * ((2.0 * model.HiddenSize) + (3 * widest)) * ActivationBytes;
        return Bytes.Of(step + (engine.MaximumSequences * 4.0 * model.VocabularySize / plan.TensorParallel));
    }
}
