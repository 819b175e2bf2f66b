using System.Collections.Immutable;
using InferenceModel.Estimation.Intervals;

namespace InferenceModel.Calibration.Serving;

/// <summary>One measured run as intervals are learned from it.</summary>
/// <param name="Condition">Where its prediction stands.</param>
/// <param name="Configuration">The configuration it belongs to.</param>
/// <param name="LogRatios">Log of measurement over prediction of each <see cref="PredictedFigure"/>, in their order; null where not measured.</param>
public sealed record IntervalSample(OperatingCondition Condition, string Configuration, ImmutableArray<double?> LogRatios)
{
    /// <summary>The samples of outcomes: rows with a prediction that neither source nor physics gives a reason to doubt.</summary>
    /// <param name="outcomes">The outcomes.</param>
    public static ImmutableArray<IntervalSample> Of(IEnumerable<ServingOutcome> outcomes) =>
        [.. outcomes.Where(outcome => outcome is { IsSound: true, Condition: not null, Prediction: not null }).Select(Of)];

    private static IntervalSample Of(ServingOutcome outcome)
    {
        var ratios = new double?[Enum.GetValues<PredictedFigure>().Length];
        foreach (var point in ServingValidation.Points(outcome.Run!, outcome.Prediction!.Value).Where(point => point is { Measured: > 0, Predicted: > 0 }))
        {
            ratios[(int)ServingValidation.FigureOf(point.Metric)] = Math.Log(point.Measured / point.Predicted);
        }

        return new IntervalSample(outcome.Condition!, outcome.Configuration, [.. ratios]);
    }
}
