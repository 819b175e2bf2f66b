using System.Collections.Immutable;
using InferenceModel.Catalog;
using InferenceModel.Engines;
using InferenceModel.Estimation;

namespace InferenceModel.Calibration.Serving;

/// <summary>
/// Fits the host times of one engine to measured runs by descent (<see cref="EngineDescent"/>). The error is
/// |ln(predicted / measured)|, at most 0.5 so that a run whose label is wrong does not pull at all; averaged over the quantities of a run and
/// over runs. One configuration in five, in the order of their names, is left out
/// of the fit and tells by how much the error fell.
/// </summary>
/// <param name="catalog">The catalogue.</param>
/// <param name="shared">Plans compiled before; null for none.</param>
public sealed class EngineFit(ModelCatalog catalog, CompiledPlans? shared = null)
{
    private const int Folds = 5;
    private const double LargestError = 0.5;
    private static readonly double[] Steps = [2, 1.4, 1.15];

    private readonly CompiledPlans compiled = shared ?? new();

    /// <summary>Fits an engine.</summary>
    /// <param name="engine">The engine, the version whose constants are fitted.</param>
    /// <param name="runs">Measured runs; those of other engines and versions are passed over.</param>
    /// <param name="fidelity">How runs are predicted.</param>
    /// <param name="tried">Called after each evaluation; may be null.</param>
    public EngineFitResult Fit(ServingEngine engine, IEnumerable<ServingRun> runs, ServingFidelity fidelity, Action? tried = null)
    {
        var plain = new ServingRunPredictor(catalog, compiled, same => same);
        var own = runs.Where(run => run.IsClean && plain.EngineOf(run)?.Id == engine.Id && plain.Implausible(run) is null).ToList();
        var apart = own.Select(Configuration).Distinct().Order(StringComparer.Ordinal).Where((_, i) => i % Folds == Folds / 2).ToHashSet(StringComparer.Ordinal);
        var fitted = own.Where(run => !apart.Contains(Configuration(run))).ToList();
        var leftOut = own.Where(run => apart.Contains(Configuration(run))).ToList();
        var best = Descend(engine, EngineConstant.All, candidate => new EngineChange(engine, candidate), fitted, fidelity, tried);
        return new EngineFitResult(
            best,
            [.. EngineConstant.All.Select(constant => (constant.Name, constant.Of(engine), constant.Of(best)))],
            fitted.Count,
            leftOut.Count,
            Errors(new EngineChange(engine, engine), leftOut, fidelity),
            Errors(new EngineChange(engine, best), leftOut, fidelity));
    }

    /// <summary>Walks along one constant after the other, in ever smaller steps, as long as the error falls.</summary>
    /// <param name="start">Where to start.</param>
    /// <param name="constants">What may move.</param>
    /// <param name="change">What a candidate changes.</param>
    /// <param name="runs">Runs to be near to.</param>
    /// <param name="fidelity">How runs are predicted.</param>
    /// <param name="tried">Called after each evaluation; may be null.</param>
    internal ServingEngine Descend(ServingEngine start, ImmutableArray<EngineConstant> constants, Func<ServingEngine, EngineChange> change, List<ServingRun> runs, ServingFidelity fidelity, Action? tried)
    {
        var (best, _) = EngineDescent.Run(start, constants, Steps, candidate =>
        {
            tried?.Invoke();
            return Error(change(candidate), runs, fidelity);
        });
        return best;
    }

    private static string Configuration(ServingRun run) => run.ConfigurationOf(run.Model);

    private double Error(EngineChange change, List<ServingRun> runs, ServingFidelity fidelity) => runs.Count == 0 ? 0 : Points(change, runs, fidelity)
        .Average(points => points.Average(point => Math.Min(LargestError, Math.Abs(Math.Log(point.Predicted / point.Measured)))));

    private ImmutableSortedDictionary<string, ErrorStatistics> Errors(EngineChange change, List<ServingRun> runs, ServingFidelity fidelity) => Points(change, runs, fidelity)
        .SelectMany(points => points)
        .GroupBy(point => point.Metric)
        .ToImmutableSortedDictionary(points => points.Key, points => ErrorStatistics.Of([.. points.Select(point => point.SignedPercent)]), StringComparer.Ordinal);

    private List<ImmutableArray<ComparedPoint>> Points(EngineChange change, List<ServingRun> runs, ServingFidelity fidelity)
    {
        var predictor = new ServingRunPredictor(catalog, compiled, change.Of);
        var points = new ImmutableArray<ComparedPoint>[runs.Count];
        Parallel.For(0, runs.Count, i => points[i] = predictor.Predict(runs[i], fidelity, out _) is { } prediction ? [.. ServingValidation.Points(runs[i], prediction)] : []);
        return [.. points.Where(run => run.Length > 0)];
    }
}
