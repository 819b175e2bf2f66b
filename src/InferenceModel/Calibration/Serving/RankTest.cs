using System.Collections.Immutable;
using InferenceModel.Sharding;

namespace InferenceModel.Calibration.Serving;

/// <summary>Whether predictions put choices in the right order.</summary>
/// <param name="Choice">Between what: widths of tensor parallelism, or accelerators.</param>
/// <param name="Metric">By which metric.</param>
/// <param name="Pairs">Pairs of runs that differ in the choice alone, measured more than 10 % apart.</param>
/// <param name="Right">Pairs whose predictions have the same order.</param>
public sealed record RankTest(string Choice, string Metric, int Pairs, int Right)
{
    private const double LeastApart = 1.1;

    /// <summary>Share of pairs in the right order, in percent.</summary>
    public double RightPercent => 100.0 * Right / Pairs;

    /// <summary>The tests that runs allow.</summary>
    /// <param name="outcomes">Rows; those in doubt are left out.</param>
    public static ImmutableArray<RankTest> Of(IEnumerable<ServingOutcome> outcomes)
    {
        List<ServingOutcome> sound = [.. outcomes.Where(outcome => outcome is { IsSound: true, Prediction: not null })];
        return
        [
            .. Tests("tensor parallel", sound, run => (run.System, Plan: run.Plan with { TensorParallel = 1, ExpertParallel = 1 }), run => run.Plan.TensorParallel),
            .. Tests("accelerator", sound, run => (string.Empty, run.Plan), run => run.System),
        ];
    }

    private static IEnumerable<RankTest> Tests<TChoice>(
        string name, List<ServingOutcome> outcomes, Func<ServingRun, (string System, ShardingPlan Plan)> rest, Func<ServingRun, TChoice> choice)
        where TChoice : notnull
    {
        var tally = new SortedDictionary<string, (int Pairs, int Right)>(StringComparer.Ordinal);
        object Alike(ServingRun run) => (run.Model, run.Precision, run.KvFormat, run.Engine, run.EngineVersion, run.InputTokens, run.OutputTokens, run.Load, run.PrefillPlan, Source(run), rest(run));
        var alike = outcomes.GroupBy(outcome => Alike(outcome.Run!));
        foreach (var group in alike.Select(group => group.ToList()).Where(group => group.Count > 1))
        {
            for (var i = 0; i < group.Count; i++)
            {
                for (var j = i + 1; j < group.Count; j++)
                {
                    if (!choice(group[i].Run!).Equals(choice(group[j].Run!)))
                    {
                        Count(tally, group[i], group[j]);
                    }
                }
            }
        }

        return tally.Where(pair => pair.Value.Pairs > 0).Select(pair => new RankTest(name, pair.Key, pair.Value.Pairs, pair.Value.Right));
    }

    private static void Count(SortedDictionary<string, (int Pairs, int Right)> tally, ServingOutcome one, ServingOutcome other)
    {
        var points = ServingValidation.Points(other.Run!, other.Prediction!.Value).ToDictionary(point => point.Metric);
        foreach (var point in ServingValidation.Points(one.Run!, one.Prediction!.Value))
        {
            if (points.TryGetValue(point.Metric, out var against) && Math.Max(point.Measured / against.Measured, against.Measured / point.Measured) > LeastApart)
            {
                var (pairs, right) = tally.GetValueOrDefault(point.Metric);
                var isRight = point.Measured > against.Measured == point.Predicted > against.Predicted;
                tally[point.Metric] = (pairs + 1, right + (isRight ? 1 : 0));
            }
        }
    }

    private static string Source(ServingRun run) => run.Labels.FirstOrDefault(label => label.By == "source").Key ?? string.Empty;
}
