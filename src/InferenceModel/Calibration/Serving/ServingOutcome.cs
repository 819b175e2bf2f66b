using InferenceModel.Estimation.Intervals;

namespace InferenceModel.Calibration.Serving;

/// <summary>What came of one row of a measured file.</summary>
/// <param name="Run">The run; null where the row is none.</param>
/// <param name="Prediction">The prediction; null where there is none.</param>
/// <param name="Reason">Why there is none.</param>
/// <param name="Implausible">Which physical bound the measurement breaks; null where it breaks none.</param>
public sealed record ServingOutcome(ServingRun? Run, ServingPrediction? Prediction, string Reason, string? Implausible)
{
    /// <summary>Where the prediction stands; null where there is none.</summary>
    public OperatingCondition? Condition { get; init; }

    /// <summary>The 90 % intervals of the prediction; null where none are known.</summary>
    public FigureIntervals? Intervals { get; init; }

    /// <summary>Whether neither the source nor physics gives a reason for doubt.</summary>
    public bool IsSound => Run is { IsClean: true } && Implausible is null;

    /// <summary>The configuration a row belongs to, all its loads and lengths together.</summary>
    public string Configuration => Run is { } run
        ? run.ConfigurationOf(Condition?.ModelShape ?? run.Model) : string.Empty;
}
