using System.Collections.Immutable;
using InferenceModel.Engines;

namespace InferenceModel.Calibration.Serving;

/// <summary>
/// An engine with other host times. Engines of its start switches follow in every constant in which they did not differ from it; its earlier
/// versions have host times of their own.
/// </summary>
/// <param name="Before">The engine as it was.</param>
/// <param name="After">The engine as it is to be.</param>
/// <param name="Wholly">Whether engines of start switches follow in all constants.</param>
internal sealed record EngineChange(ServingEngine Before, ServingEngine After, bool Wholly = false)
{
    /// <summary>Engines of start switches that do not follow but are to be as stated, by name.</summary>
    public ImmutableDictionary<string, ServingEngine> Starts { get; init; } = ImmutableDictionary<string, ServingEngine>.Empty;

    /// <summary>An engine after the change.</summary>
    /// <param name="engine">An engine of the catalogue.</param>
    public ServingEngine Of(ServingEngine engine)
    {
        if (engine.Id == Before.Id)
        {
            return After;
        }

        if (Starts.GetValueOrDefault(engine.Id) is { } own)
        {
            return own;
        }

        return engine.VersionOf.Length == 0 && engine.KernelsOf == Before.Id
            ? EngineConstant.All.Where(constant => Wholly || constant.Of(engine) == constant.Of(Before)).Aggregate(engine, (made, constant) => constant.Set(made, constant.Of(After)))
            : engine;
    }
}
