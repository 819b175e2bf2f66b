using InferenceModel.Engines;
using InferenceModel.Interconnect;
using InferenceModel.Models;
using InferenceModel.Sharding;

namespace InferenceModel.Estimation;

/// <summary>What is to be served, on what, and how it is cut: everything but the load.</summary>
/// <param name="Model">The model, precision applied.</param>
/// <param name="KvFormat">How the cache is kept.</param>
/// <param name="System">The machine.</param>
/// <param name="Engine">The engine.</param>
/// <param name="Plan">The plan.</param>
public sealed record Deployment(LanguageModel Model, KvCacheFormat KvFormat, ServingSystem System, ServingEngine Engine, ShardingPlan Plan)
{
    /// <summary>
    /// Standard deviation of the contexts of sequences that decode side by side, over their mean: what kernels wait for that deal out
    /// sequences beforehand. 0 where they are alike.
    /// </summary>
    public double ContextSpread { get; init; }
}
