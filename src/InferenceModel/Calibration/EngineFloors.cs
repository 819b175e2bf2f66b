using System.Collections.Immutable;
using InferenceModel.Calibration.Serving;
using InferenceModel.Catalog.Traces;
using InferenceModel.Engines;
using InferenceModel.Units;

namespace InferenceModel.Calibration;

/// <summary>The host times of a step and of a request, fitted to recorded runs: what a machine adds to the kernels it runs.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Runs">The runs fitted to.</param>
/// <param name="Constants">Each time, named as in the engine's file, before and after.</param>
public sealed record EngineFloors(string Engine, ImmutableArray<string> Runs, ImmutableArray<(string Name, Seconds Before, Seconds After)> Constants)
{
    private static readonly string[] Fitted = ["host_gap", "host_per_step", "host_per_sequence", "eager_launch", "request_overhead"];
    private static readonly double[] Steps = [2, 1.4, 1.15, 1.05];

    /// <summary>An engine with these times.</summary>
    /// <param name="engine">The engine.</param>
    public ServingEngine Apply(ServingEngine engine) => Constants.Aggregate(engine, (fitted, constant) => Named(constant.Name).Set(fitted, constant.After));

    /// <summary>Fits the times of one engine.</summary>
    /// <param name="predictor">Plays runs.</param>
    /// <param name="runs">Runs of one engine; at least one.</param>
    internal static EngineFloors Fit(ReplayPredictor predictor, IReadOnlyList<ReplayRun> runs)
    {
        var engine = predictor.EngineOf(runs[0])!;
        EngineFloors Of(ServingEngine fitted) =>
            new(engine.Id, [.. runs.Select(run => run.Name)], [.. Fitted.Select(name => (name, Named(name).Of(engine), Named(name).Of(fitted)))]);
        double Error(ServingEngine candidate)
        {
            var floors = Of(candidate);
            var points = runs.AsParallel().AsOrdered().SelectMany(run => predictor.Points(run, floors.Apply(predictor.EngineOf(run)!), out _)).ToList();
            return points.Count == 0 ? 0 : points.Average(point => Math.Abs(Math.Log(point.Predicted / point.Measured)));
        }

        return Of(EngineDescent.Run(engine, [.. Fitted.Select(Named)], Steps, Error).Engine);
    }

    private static EngineConstant Named(string name) => EngineConstant.All.Single(constant => constant.Name == name);
}
