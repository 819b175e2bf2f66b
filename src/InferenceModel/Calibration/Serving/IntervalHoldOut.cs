namespace InferenceModel.Calibration.Serving;

/// <summary>How intervals hold on what they were not learned from.</summary>
public static class IntervalHoldOut
{
    /// <summary>What can be left out.</summary>
    public static IReadOnlyList<(string Name, Func<ServingOutcome, int, string> UnitOf)> Kinds { get; } =
    [
        ("configurations", (outcome, folds) => $"{IntervalFit.FoldOf(outcome.Configuration, folds)}"),
        ("models", (outcome, _) => outcome.Condition!.ModelShape),
        ("accelerators", (outcome, _) => outcome.Condition!.Accelerator),
        ("engines", (outcome, _) => outcome.Condition!.Engine),
    ];

    /// <summary>The outcomes with the intervals learned from all others.</summary>
    /// <param name="outcomes">Outcomes of one fidelity.</param>
    /// <param name="unitOf">What is left out together with a row.</param>
    public static IReadOnlyList<ServingOutcome> LeaveOut(IReadOnlyList<ServingOutcome> outcomes, Func<ServingOutcome, string> unitOf)
    {
        var result = new List<ServingOutcome>(outcomes.Count);
        List<ServingOutcome> sound = [.. outcomes.Where(outcome => outcome is { IsSound: true, Condition: not null })];
        foreach (var unit in sound.GroupBy(unitOf))
        {
            var intervals = IntervalFit.Fit(IntervalSample.Of(sound.Where(outcome => unitOf(outcome) != unit.Key)), string.Empty);
            result.AddRange(unit.Select(outcome => outcome with { Intervals = intervals.Find(outcome.Condition!) }));
        }

        return result;
    }
}
