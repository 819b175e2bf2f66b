using System.Collections.Immutable;
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
    private const int RunsOfAFit = 200;

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
        List<ServingRun> Of(ServingEngine version) => [.. others.Where(run => plain.EngineOf(run)!.Id == version.Id)];
        var own = Of(engine);
        var fitted = own.Count == 0 && engine.VersionOf.Length > 0 ? catalog.Engines.Find(engine.VersionOf)! : engine;
        var runs = own.Count == 0 ? Of(fitted) : own;
        var fit = new EngineFit(catalog, compiled);
        var best = fit.Descend(
            EngineConstant.WithoutRuns(fitted), EngineConstant.All, candidate => new EngineChange(fitted, candidate, Wholly: true), Some(runs), ServingFidelity.Simulate, null);
        var change = new EngineChange(fitted, best, Wholly: true);
        foreach (var start in runs.GroupBy(plain.StartOf).Where(start => start.Key is not null && start.Key != fitted.Id).OrderBy(start => start.Key, StringComparer.Ordinal))
        {
            change = WithStart(fit, change, catalog.Engines.Find(start.Key!)!, Some([.. start]));
        }

        return change with { Before = engine, After = EngineConstant.All.Aggregate(engine, (made, constant) => constant.Set(made, constant.Of(best))) };
    }

    /// <summary>The change with what a start switch changes fitted to the runs that were started so: the constants its file states otherwise than its engine's.</summary>
    private static EngineChange WithStart(EngineFit fit, EngineChange change, ServingEngine start, List<ServingRun> runs)
    {
        ImmutableArray<EngineConstant> stated = [.. EngineConstant.All.Where(constant => constant.Of(start) != constant.Of(change.Before))];
        if (stated.IsEmpty)
        {
            return change;
        }

        EngineChange With(ServingEngine candidate) => change with { Starts = change.Starts.SetItem(start.Id, candidate) };
        return With(fit.Descend(change.Of(start), stated, With, runs, ServingFidelity.Simulate, null));
    }

    private static List<ServingRun> Some(List<ServingRun> runs)
    {
        var every = Math.Max(1, (runs.Count + RunsOfAFit - 1) / RunsOfAFit);
        return [.. runs.OrderBy(run => run.Id, StringComparer.Ordinal).Where((_, i) => i % every == 0)];
    }
}
