using InferenceModel.Costs.Kernels;
using InferenceModel.Engines;
using InferenceModel.Estimation;
using InferenceModel.Interconnect;
using InferenceModel.Models;
using InferenceModel.Operators;
using InferenceModel.Sharding;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Measuring;

/// <summary>What the ordinary lowering and step model say of a model on a profiled device.</summary>
public sealed class StepPrediction
{
    private readonly CompiledPlan plan;

    /// <summary>Compiles the model.</summary>
    /// <param name="model">The model, in 32 bits.</param>
    /// <param name="system">The machine; its device has measured kernels.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="tensorParallel">Ranks that share the model.</param>
    public StepPrediction(LanguageModel model, ServingSystem system, ServingEngine engine, int tensorParallel)
    {
        var deployment = new Deployment(model, KvCacheFormat.Fp32, system, engine, new ShardingPlan(TensorParallel: tensorParallel));
        plan = PreparedDeployment.Prepare(deployment, ProcessorCosts.Of(system.Accelerator)).Plan
            ?? throw new InvalidOperationException($"{model.Id} does not fit {system.Accelerator.Memory.Value}.");
    }

    /// <summary>Time to first token of a batch of prompts that start together.</summary>
    /// <param name="point">Sequences and prompt tokens.</param>
    public Seconds FirstToken(GridPoint point) => plan.Latency(StepShape.Prefill(point.Batch, point.Tokens, point.Past));

    /// <summary>Mean time of a decoded token after such prompts.</summary>
    /// <param name="point">Sequences and prompt tokens.</param>
    /// <param name="steps">Decoded tokens.</param>
    public Seconds PerToken(GridPoint point, int steps)
    {
        var sum = Seconds.Zero;
        for (var i = 0; i < steps; i++)
        {
            sum += plan.Latency(StepShape.Decode(point.Batch, point.Past + point.Tokens + i));
        }

        return sum * (1.0 / steps);
    }

    /// <summary>Why a decoding step takes what it takes.</summary>
    /// <param name="point">Sequences and tokens in each cache.</param>
    public Costs.CostNode Explain(GridPoint point) =>
        plan.Model.Explain("step", point.IsDecode ? StepShape.Decode(point.Batch, point.Past) : StepShape.Prefill(point.Batch, point.Tokens, point.Past));
}
