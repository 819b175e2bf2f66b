using InferenceModel.Models;
using InferenceModel.Operators;
using InferenceModel.Operators.Calls;
using InferenceModel.Sharding;

namespace InferenceModel.Profiling.Measuring;

/// <summary>What the lowering counts as element-wise work of a whole run: bytes and launches to which the time of all such nodes is put.</summary>
public static class LoweredElementwise
{
    /// <summary>The element-wise work of a run.</summary>
    /// <param name="model">The model that runs.</param>
    /// <param name="tensorParallel">Ranks that share it; the run is one rank's.</param>
    /// <param name="point">The shape of the run.</param>
    public static ElementwiseCall Of(LanguageModel model, int tensorParallel, GridPoint point)
    {
        var (bytes, launches) = (0.0, 0);
        foreach (var block in Lowering.Lower(model, KvCacheFormat.Fp32, new ShardingPlan(TensorParallel: tensorParallel), new RankLayout(null, null, null, null))[0].Blocks)
        {
            foreach (var part in block.Operators.OfType<Elementwise>())
            {
                var work = part.Work(part.Choice == TokenChoice.Sampled ? point.Batch : point.Batch * point.Tokens);
                bytes += block.Count * work.Activations.Total;
                launches += block.Count * work.Launches;
            }
        }

        return new ElementwiseCall(bytes, launches);
    }
}
