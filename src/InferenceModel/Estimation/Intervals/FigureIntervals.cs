using System.Collections.Immutable;

namespace InferenceModel.Estimation.Intervals;

/// <summary>The intervals of one prediction and what they rest on.</summary>
/// <param name="Condition">Where the prediction stands.</param>
/// <param name="Novelty">What about it was never measured.</param>
/// <param name="Ratios">Interval of each <see cref="PredictedFigure"/>, in their order; null where the figure was not measured.</param>
/// <param name="Basis">Regime of each figure with its rows, for a reader.</param>
public sealed record FigureIntervals(OperatingCondition Condition, Novelty Novelty, ImmutableArray<IntervalRatio?> Ratios, ImmutableArray<string> Basis)
{
    private const double Narrow = 2;
    private const double Wide = 4;

    /// <summary>The interval of a figure, or null.</summary>
    /// <param name="figure">Which.</param>
    public IntervalRatio? Of(PredictedFigure figure) => Ratios[(int)figure];

    /// <summary>
    /// High: nothing is new and the ends of the throughput's interval lie within a factor of two. Medium: nothing is new, or one thing is and
    /// they lie within a factor of four. Low: all else.
    /// </summary>
    public Confidence Confidence
    {
        get
        {
            var spread = (Of(PredictedFigure.Throughput) ?? Of(PredictedFigure.PerToken))?.Spread ?? double.PositiveInfinity;
            return Novelty == Novelty.None ? spread <= Narrow ? Confidence.High : Confidence.Medium
                : System.Numerics.BitOperations.PopCount((uint)Novelty) == 1 && spread <= Wide ? Confidence.Medium : Confidence.Low;
        }
    }
}
