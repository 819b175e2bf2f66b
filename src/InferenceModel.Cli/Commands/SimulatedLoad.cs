using InferenceModel.Workloads;

namespace InferenceModel.Cli.Commands;

/// <summary>The requests a simulation is asked to play.</summary>
/// <param name="Source">A source for every call.</param>
/// <param name="Context">Mean tokens in the cache of a request.</param>
/// <param name="HasTenants">Whether they come from several tenants, so that latencies are told by tenant.</param>
internal sealed record SimulatedLoad(Func<IRequestSource> Source, double Context, bool HasTenants)
{
    /// <summary>Standard deviation of contexts that decode side by side, over their mean; 0 where only the mean is known.</summary>
    public double ContextSpread { get; init; }
}
