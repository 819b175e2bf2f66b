using System.Collections.Immutable;
using InferenceModel.Engines;
using InferenceModel.Units;

namespace InferenceModel.Calibration.Serving;

/// <summary>One host time of an engine that serving runs can tell: named as in its file.</summary>
/// <param name="Name">The member of the engine's file.</param>
/// <param name="Of">Its value.</param>
/// <param name="Set">An engine with another value.</param>
/// <param name="Unit">The least step from zero.</param>
/// <param name="Assumed">What one would say of an engine that no run has been seen of.</param>
public sealed record EngineConstant(
    string Name, Func<ServingEngine, Seconds> Of, Func<ServingEngine, Seconds, ServingEngine> Set, Seconds Unit, Seconds Assumed)
{
    /// <summary>
    /// The constants that are fitted. Time of kernels and collectives is none of them: it is measured elsewhere, and a fit to whole runs
    /// would hide its faults.
    /// </summary>
    public static ImmutableArray<EngineConstant> All { get; } =
    [
        new("host_gap", engine => engine.HostGap.Value, (engine, value) => engine with { HostGap = engine.HostGap with { Value = value } }, Seconds.OfMicroseconds(100), Seconds.Zero),
        new("recurrent_host_gap", engine => engine.RecurrentHostGap.Value, (engine, value) => engine with { RecurrentHostGap = engine.RecurrentHostGap with { Value = value } }, Seconds.OfMicroseconds(100), Seconds.Zero),
        new("sparse_host_gap", engine => engine.SparseHostGap.Value, (engine, value) => engine with { SparseHostGap = engine.SparseHostGap with { Value = value } }, Seconds.OfMicroseconds(100), Seconds.Zero),
        new("eager_launch", engine => engine.EagerLaunch.Value, (engine, value) => engine with { EagerLaunch = engine.EagerLaunch with { Value = value } }, Seconds.OfMicroseconds(20), Seconds.OfMicroseconds(20)),
        new("latent_launch", engine => engine.LatentLaunch.Value, (engine, value) => engine with { LatentLaunch = engine.LatentLaunch with { Value = value } }, Seconds.OfMicroseconds(200), Seconds.Zero),
        new("expert_launch", engine => engine.ExpertLaunch.Value, (engine, value) => engine with { ExpertLaunch = engine.ExpertLaunch with { Value = value } }, Seconds.OfMicroseconds(200), Seconds.Zero),
        new("host_per_step", engine => engine.HostPerStep.Value, (engine, value) => engine with { HostPerStep = engine.HostPerStep with { Value = value } }, Seconds.OfMicroseconds(100), Seconds.OfMicroseconds(200)),
        new("host_per_sequence", engine => engine.HostPerSequence.Value, (engine, value) => engine with { HostPerSequence = engine.HostPerSequence with { Value = value } }, Seconds.OfMicroseconds(5), Seconds.OfMicroseconds(5)),
        new("handling_per_prompt_token", engine => engine.HandlingPerPromptToken.Value, (engine, value) => engine with { HandlingPerPromptToken = engine.HandlingPerPromptToken with { Value = value } }, Seconds.OfMicroseconds(1), Seconds.Zero),
        new("request_overhead", engine => engine.RequestOverhead.Value, (engine, value) => engine with { RequestOverhead = engine.RequestOverhead with { Value = value } }, Seconds.OfMilliseconds(2), Seconds.OfMilliseconds(10)),
    ];

    /// <summary>An engine as one would describe it without a run.</summary>
    /// <param name="engine">The engine.</param>
    public static ServingEngine WithoutRuns(ServingEngine engine) => All.Aggregate(engine, (made, constant) => constant.Set(made, constant.Assumed));
}
