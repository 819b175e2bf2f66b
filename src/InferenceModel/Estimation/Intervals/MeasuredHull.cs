using System.Collections.Immutable;

namespace InferenceModel.Estimation.Intervals;

/// <summary>What a population of measurements spans.</summary>
/// <param name="Group">The population, see <see cref="OperatingCondition.Group"/>.</param>
/// <param name="Models">Shapes of models.</param>
/// <param name="Accelerators">Accelerators.</param>
/// <param name="Engines">Engines.</param>
/// <param name="RequestsPerRank">Least and most requests in flight for each attention rank.</param>
/// <param name="InputTokens">Shortest and longest prompt.</param>
/// <param name="OutputTokens">Shortest and longest answer.</param>
public sealed record MeasuredHull(
    string Group,
    ImmutableSortedSet<string> Models,
    ImmutableSortedSet<string> Accelerators,
    ImmutableSortedSet<string> Engines,
    (double Least, double Most) RequestsPerRank,
    (double Least, double Most) InputTokens,
    (double Least, double Most) OutputTokens)
{
    private const double Margin = 2;

    /// <summary>What is new about a condition of the same population.</summary>
    /// <param name="condition">The condition.</param>
    public Novelty NoveltyOf(OperatingCondition condition)
    {
        var novelty = Models.Contains(condition.ModelShape) ? Novelty.None : Novelty.Model;
        novelty |= Accelerators.Contains(condition.Accelerator) ? Novelty.None : Novelty.Accelerator;
        novelty |= Engines.Contains(condition.Engine) ? Novelty.None : Novelty.Engine;
        var isWithin = Holds(RequestsPerRank, condition.RequestsPerRank) && Holds(InputTokens, condition.InputTokens) && Holds(OutputTokens, condition.OutputTokens);
        return isWithin ? novelty : novelty | Novelty.Load;
    }

    /// <summary>The hull of some conditions of one population.</summary>
    /// <param name="group">The population.</param>
    /// <param name="conditions">At least one.</param>
    public static MeasuredHull Of(string group, IReadOnlyList<OperatingCondition> conditions)
    {
        (double, double) Range(Func<OperatingCondition, double> value) => (conditions.Min(value), conditions.Max(value));
        return new MeasuredHull(
            group,
            [.. conditions.Select(condition => condition.ModelShape)],
            [.. conditions.Select(condition => condition.Accelerator)],
            [.. conditions.Select(condition => condition.Engine)],
            Range(condition => condition.RequestsPerRank),
            Range(condition => condition.InputTokens),
            Range(condition => condition.OutputTokens));
    }

    private static bool Holds((double Least, double Most) range, double value) => value >= range.Least / Margin && value <= range.Most * Margin;
}
