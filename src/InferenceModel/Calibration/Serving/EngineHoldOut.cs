using InferenceModel.Catalog;
using InferenceModel.Engines;
using InferenceModel.Estimation;

namespace InferenceModel.Calibration.Serving;

/// <summary>
/// Predicts whole models, accelerators or configurations that the fit of host times has not seen: each is left out in turn, the engines it ran on are fitted to
/// what is left, from what one would assume without any run, and it is predicted. Constants that shipped files took from runs are not used.
/// </summary>
/// <param name="catalog">The catalogue.</param>
public sealed class EngineHoldOut(ModelCatalog catalog)
{
    /// <summary>Runs a fit looks at, evenly taken from all.</summary>
    private const int RunsOfAFit = 120;

    private readonly CompiledPlans compiled = new();

    /// <summary>The outcomes of all sound runs, each predicted with what it belongs to left out.</summary>
    /// <param name="runs">Measured runs.</param>
    /// <param name="unitOf">What is left out together with a run.</param>
    /// <param name="done">Called after each unit; may be null.</param>
    public IReadOnlyList<ServingOutcome> Predict(IReadOnlyList<ServingRun> runs, Func<ServingRun, string> unitOf, Action? done = null)
    {
        var plain = new ServingRunPredictor(catalog, compiled);
        List<ServingRun> sound = [.. runs.Where(run => run.IsClean && plain.EngineOf(run) is not null && plain.Implausible(run) is null)];
        var outcomes = new List<ServingOutcome>();
        foreach (var unit in sound.GroupBy(unitOf).OrderBy(unit => unit.Key, StringComparer.Ordinal))
        {
            foreach (var own in unit.GroupBy(run => plain.EngineOf(run)!.Id).OrderBy(own => own.Key, StringComparer.Ordinal))
            {
                var predictor = new ServingRunPredictor(catalog, compiled, Fitted(plain, catalog.Engines.Find(own.Key)!, [.. sound.Where(run => unitOf(run) != unit.Key)]).Of);
                outcomes.AddRange(ServingValidation.Predict([.. own.Select(run => ((ServingRun?)run, string.Empty))], predictor, ServingFidelity.Simulate));
            }

            done?.Invoke();
        }

        return outcomes;
    }

    /// <summary>The engine fitted to runs of its version; where there are none, to those of the present version.</summary>
    private EngineChange Fitted(ServingRunPredictor plain, ServingEngine engine, List<ServingRun> others)
    {
        var same = others.Where(run => plain.EngineOf(run)!.Id == engine.Id).ToList();
        var fitted = same.Count == 0 && engine.VersionOf.Length > 0 ? catalog.Engines.Find(engine.VersionOf)! : engine;
        same = same.Count == 0 ? [.. others.Where(run => plain.EngineOf(run)!.Id == fitted.Id)] : same;
        var every = Math.Max(1, (same.Count + RunsOfAFit - 1) / RunsOfAFit);
        List<ServingRun> taken = [.. same.OrderBy(run => run.Id, StringComparer.Ordinal).Where((_, i) => i % every == 0)];
        EngineChange Change(ServingEngine candidate) => new(fitted, candidate, Wholly: true);
        var best = new EngineFit(catalog, compiled).Descend(EngineConstant.WithoutRuns(fitted), Change, taken, ServingFidelity.Simulate, null);
        return new EngineChange(engine, EngineConstant.All.Aggregate(engine, (made, constant) => constant.Set(made, constant.Of(best))), Wholly: true);
    }
}
