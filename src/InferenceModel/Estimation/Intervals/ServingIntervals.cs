using System.Collections.Immutable;
using System.Globalization;

namespace InferenceModel.Estimation.Intervals;

/// <summary>
/// Intervals of predictions, learned from their errors on measured runs by split conformal prediction (Vovk, Gammerman and Shafer, Algorithmic Learning in
/// a Random World, 2005, chapter 4: categories; Lei et al., JASA 2018, section 2.2): quantiles of the log ratio of measurement to prediction by
/// regime, moved outward until nine in ten measurements of what was left out (configurations, models, accelerators, engines) are covered,
/// because rows of one configuration are not exchangeable with those of another.
/// </summary>
public sealed class ServingIntervals
{
    /// <summary>Share of measurements an interval is meant to hold.</summary>
    public const double Coverage = 0.9;

    private readonly Dictionary<(ServingFidelity, PredictedFigure, string), IntervalRegime> regimes;
    private readonly Dictionary<(ServingFidelity, PredictedFigure, string), IntervalMargin> margins;
    private readonly Dictionary<(ServingFidelity, string), MeasuredHull> hulls;

    /// <summary>Intervals as a calibration found them.</summary>
    /// <param name="regimes">Quantiles by regime.</param>
    /// <param name="margins">Margins by population.</param>
    /// <param name="hulls">What each population spans, by the fidelity of its predictions.</param>
    /// <param name="source">The measurements and their dates.</param>
    public ServingIntervals(
        ImmutableArray<IntervalRegime> regimes, ImmutableArray<IntervalMargin> margins, ImmutableArray<(ServingFidelity Fidelity, MeasuredHull Hull)> hulls, string source)
    {
        (Regimes, Margins, Hulls, Source) = (regimes, margins, hulls, source);
        this.regimes = regimes.ToDictionary(regime => (regime.Fidelity, regime.Figure, regime.Name));
        this.margins = margins.ToDictionary(margin => (margin.Fidelity, margin.Figure, margin.Group));
        this.hulls = hulls.ToDictionary(pair => (pair.Fidelity, pair.Hull.Group), pair => pair.Hull);
    }

    /// <summary>Quantiles by regime.</summary>
    public ImmutableArray<IntervalRegime> Regimes { get; }

    /// <summary>Margins by population.</summary>
    public ImmutableArray<IntervalMargin> Margins { get; }

    /// <summary>What each population spans.</summary>
    public ImmutableArray<(ServingFidelity Fidelity, MeasuredHull Hull)> Hulls { get; }

    /// <summary>The measurements and their dates.</summary>
    public string Source { get; }

    /// <summary>The intervals of a prediction; null where nothing like it was measured.</summary>
    /// <param name="condition">Where it stands.</param>
    public FigureIntervals? Find(OperatingCondition condition)
    {
        var novelty = NoveltyOf(condition);
        var figures = Enum.GetValues<PredictedFigure>();
        var found = figures.Select(figure => Regime(condition, figure)).ToList();
        return found.All(pair => pair.Regime is null) ? null : new FigureIntervals(
            condition,
            novelty,
            [.. found.Select(pair => pair.Regime?.At(pair.Margin!.For(novelty)))],
            [.. found.Select((pair, i) => pair.Regime is not { } regime ? $"{figures[i]}: not measured" : string.Create(
                CultureInfo.InvariantCulture,
                $"{figures[i]}: {regime.Name}, {regime.Rows} rows of {regime.Configurations} configurations, ends moved out by {Math.Exp(pair.Margin!.For(novelty)) - 1:P0}"))]);
    }

    /// <summary>What about a condition was never measured.</summary>
    /// <param name="condition">The condition.</param>
    public Novelty NoveltyOf(OperatingCondition condition) => hulls.TryGetValue((condition.Fidelity, condition.Group), out var own)
        ? own.NoveltyOf(condition)
        : Novelty.Load | (hulls.TryGetValue((condition.Fidelity, Closed(condition).Group), out var closed) ? closed.NoveltyOf(condition) : Novelty.None);

    /// <summary>The narrowest regime of a condition and the margins of its population.</summary>
    private (IntervalRegime? Regime, IntervalMargin? Margin) Regime(OperatingCondition condition, PredictedFigure figure)
    {
        // Where no run was measured under such a load, those of closed loops stand in, as something new.
        foreach (var like in new[] { condition, Closed(condition) })
        {
            if (margins.TryGetValue((like.Fidelity, figure, like.Group), out var margin)
                && like.Regimes.Select(name => regimes.GetValueOrDefault((like.Fidelity, figure, name))).FirstOrDefault(regime => regime is not null) is { } found)
            {
                return (found, margin);
            }
        }

        return (null, null);
    }

    private static OperatingCondition Closed(OperatingCondition condition) => condition with { Load = LoadKind.Closed, IsEarlierEngine = false };
}
