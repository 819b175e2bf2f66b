using InferenceModel.Catalog;
using InferenceModel.Catalog.Traces;
using InferenceModel.Engines;

namespace InferenceModel.Calibration;

/// <summary>Replays recorded serving runs and compares first tokens, tokens, throughput and end to end times.</summary>
/// <param name="catalog">Models, systems, engines.</param>
public sealed class ReplayValidation(ModelCatalog catalog)
{
    private readonly ReplayPredictor predictor = new(catalog);

    /// <summary>Replays all runs.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="worst">Points to list.</param>
    public ValidationReport Validate(IReadOnlyList<ReplayRun> runs, int worst = 200) => Report(runs, predictor.EngineOf, worst);

    /// <summary>
    /// Fits the host times of each engine to some runs and replays the others with them: what is left is what a machine of one's own would
    /// be off by after one run on it.
    /// </summary>
    /// <param name="runs">The runs.</param>
    /// <param name="isFitted">Which runs are fitted to; of engines without one nothing is fitted and nothing replayed.</param>
    /// <param name="worst">Points to list.</param>
    public ReplayFitResult ValidateFitted(IReadOnlyList<ReplayRun> runs, Func<ReplayRun, bool> isFitted, int worst = 200)
    {
        var fits = new Dictionary<string, EngineFloors>(StringComparer.Ordinal);
        foreach (var own in runs.Where(isFitted).GroupBy(run => predictor.EngineOf(run)?.Id).Where(own => own.Key is not null))
        {
            fits[own.Key!] = EngineFloors.Fit(predictor, [.. own]);
        }

        var others = runs.Where(run => !isFitted(run) && predictor.EngineOf(run) is { } engine && fits.ContainsKey(engine.Id)).ToList();
        return new ReplayFitResult(
            [.. fits.Values],
            Report(others, predictor.EngineOf, worst),
            Report(others, run => predictor.EngineOf(run) is { } engine ? fits[engine.Id].Apply(engine) : null, worst));
    }

    private ValidationReport Report(IReadOnlyList<ReplayRun> runs, Func<ReplayRun, ServingEngine?> engineOf, int worst)
    {
        var tally = new ValidationTally();
        foreach (var run in runs)
        {
            if (engineOf(run) is not { } engine)
            {
                tally.Refuse($"engine {run.Engine} is not in the catalogue");
                continue;
            }

            var points = predictor.Points(run, engine, out var fault);
            if (points.IsEmpty)
            {
                tally.Refuse(fault);
                continue;
            }

            tally.Add([("source", run.Source), ("model", run.Model)], points.AsSpan());
        }

        return tally.Report(worst);
    }
}
