using InferenceModel.Estimation;
using InferenceModel.Estimation.Intervals;
using InferenceModel.Units;

namespace InferenceModel.Calibration.Serving;

/// <summary>Predicts every run of a measured file and compares.</summary>
public static class ServingValidation
{
    /// <summary>Predicts all runs on all cores.</summary>
    /// <param name="runs">What was read.</param>
    /// <param name="predictor">Predicts one.</param>
    /// <param name="fidelity">How.</param>
    /// <param name="intervals">Intervals of predictions, or null.</param>
    /// <param name="done">Called after each run, from any thread; may be null.</param>
    public static IReadOnlyList<ServingOutcome> Predict(
        IReadOnlyList<(ServingRun? Run, string Reason)> runs, ServingRunPredictor predictor, ServingFidelity fidelity, ServingIntervals? intervals = null, Action? done = null)
    {
        var outcomes = new ServingOutcome[runs.Count];
        Parallel.For(0, runs.Count, i =>
        {
            var (run, reason) = runs[i];
            var prediction = run is null ? null : predictor.Predict(run, fidelity, out reason);
            var condition = run is not null && prediction is { } made ? ServingConditions.Of(run, made, fidelity, predictor) : null;
            outcomes[i] = new ServingOutcome(run, prediction, reason, run is null ? null : predictor.Implausible(run))
            {
                Condition = condition,
                Intervals = condition is null ? null : intervals?.Find(condition),
            };
            done?.Invoke();
        });
        return outcomes;
    }

    /// <summary>Compares what was predicted with what was measured.</summary>
    /// <param name="outcomes">The runs.</param>
    /// <param name="counts">Which runs count.</param>
    public static ValidationReport Report(IEnumerable<ServingOutcome> outcomes, Func<ServingOutcome, bool> counts)
    {
        var tally = new ValidationTally();
        foreach (var outcome in outcomes.Where(counts))
        {
            if (outcome is { Run: { } run, Prediction: not null })
            {
                tally.Add(run.Labels, [.. Points(outcome)]);
            }
            else
            {
                tally.Refuse(outcome.Reason);
            }
        }

        return tally.Report(20);
    }

    /// <summary>What can be scored of a row, with its interval where one is known.</summary>
    /// <param name="outcome">A row with a prediction.</param>
    internal static IEnumerable<ComparedPoint> Points(ServingOutcome outcome) => Points(outcome.Run!, outcome.Prediction!.Value).Select(point =>
        outcome.Intervals?.Of(FigureOf(point.Metric)) is { } ratio ? point with { Low = point.Predicted * ratio.Low, High = point.Predicted * ratio.High } : point);

    /// <summary>The figure a metric measures.</summary>
    /// <param name="metric">The metric's name.</param>
    internal static PredictedFigure FigureOf(string metric) => metric switch
    {
        "ttft_ms" => PredictedFigure.FirstToken,
        "tpot_ms" => PredictedFigure.PerToken,
        "e2e_ms" => PredictedFigure.EndToEnd,
        _ => PredictedFigure.Throughput,
    };

    /// <summary>What can be scored of a run.</summary>
    internal static IEnumerable<ComparedPoint> Points(ServingRun run, ServingPrediction prediction)
    {
        if (run.TimeToFirstToken is { } first && prediction.TimeToFirstToken > Seconds.Zero)
        {
            yield return new ComparedPoint("ttft_ms", run.Id, first.TotalMilliseconds, prediction.TimeToFirstToken.TotalMilliseconds);
        }

        if (run.TimePerOutputToken is { } perToken)
        {
            yield return new ComparedPoint("tpot_ms", run.Id, perToken.TotalMilliseconds, prediction.TimePerOutputToken.TotalMilliseconds);
        }

        if (run.EndToEnd is { } whole && prediction.EndToEnd > Seconds.Zero)
        {
            yield return new ComparedPoint("e2e_ms", run.Id, whole.TotalMilliseconds, prediction.EndToEnd.TotalMilliseconds);
        }

        if (run.OutputPerAccelerator is { } output)
        {
            yield return new ComparedPoint("output_tput_per_gpu", run.Id, output, prediction.OutputPerAccelerator);
        }
    }
}
