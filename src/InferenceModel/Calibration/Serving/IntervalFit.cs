using System.Collections.Immutable;
using System.Text;
using InferenceModel.Estimation;
using InferenceModel.Estimation.Intervals;

namespace InferenceModel.Calibration.Serving;

/// <summary>
/// Learns intervals from errors. A regime counts where it has enough configurations; its quantiles are those of all its rows. The margins come from
/// leaving out: ten folds of configurations, each model, each accelerator, each engine; the margin is what nine in ten
/// of the rows left out need; for models, accelerators and engines 19 in 20, because there are few of them, each weighing the same however many
/// rows it has beyond fifty (as in Dunn, Wasserman and Ramdas, Distribution-Free Prediction Sets for Two-Layer Hierarchical Models, JASA 2023, section 3.1: pooled
/// distribution functions).
/// </summary>
public static class IntervalFit
{
    private const int Folds = 10;
    private const int LeastConfigurations = 10;
    private const int LeastInPopulation = 5;
    private const int RowsOfFullWeight = 50;
    private const double LevelOfFewUnits = 0.95;

    /// <summary>The intervals of some samples.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="source">What they are.</param>
    public static ServingIntervals Fit(IReadOnlyCollection<IntervalSample> samples, string source)
    {
        var regimes = ImmutableArray.CreateBuilder<IntervalRegime>();
        var margins = ImmutableArray.CreateBuilder<IntervalMargin>();
        var hulls = ImmutableArray.CreateBuilder<(ServingFidelity, MeasuredHull)>();
        var populations = samples.GroupBy(sample => (sample.Condition.Fidelity, sample.Condition.Group)).OrderBy(pair => pair.Key.Fidelity).ThenBy(pair => pair.Key.Group, StringComparer.Ordinal);
        foreach (var population in populations.Where(rows => rows.Select(row => row.Configuration).Distinct().Count() >= LeastInPopulation))
        {
            hulls.Add((population.Key.Fidelity, MeasuredHull.Of(population.Key.Group, [.. population.Select(sample => sample.Condition)])));
            foreach (var figure in Enum.GetValues<PredictedFigure>())
            {
                List<Row> rows = [.. population.Where(sample => sample.LogRatios[(int)figure] is not null).Select(sample => new Row(sample, sample.LogRatios[(int)figure]!.Value))];
                if (rows.Select(row => row.Sample.Configuration).Distinct().Count() < LeastInPopulation)
                {
                    continue;
                }

                var found = Regimes(rows, figure);
                regimes.AddRange(found.Values.OrderBy(regime => regime.Name, StringComparer.Ordinal));
                margins.Add(Margin(rows, figure));
            }
        }

        return new ServingIntervals(regimes.ToImmutable(), margins.ToImmutable(), hulls.ToImmutable(), source);
    }

    /// <summary>The fold of a configuration, the same everywhere.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="folds">How many folds there are.</param>
    public static int FoldOf(string configuration, int folds)
    {
        // FNV-1a, finished as SplitMix64 is: neighbouring names must not share a fold.
        var hash = 14695981039346656037UL;
        unchecked
        {
            foreach (var letter in Encoding.UTF8.GetBytes(configuration))
            {
                hash = (hash ^ letter) * 1099511628211UL;
            }

            hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
            hash ^= hash >> 31;
        }

        return (int)(hash % (ulong)folds);
    }

    private static Dictionary<string, IntervalRegime> Regimes(List<Row> rows, PredictedFigure figure)
    {
        var result = new Dictionary<string, IntervalRegime>(StringComparer.Ordinal);
        foreach (var regime in rows.SelectMany(row => row.Sample.Condition.Regimes, (row, name) => (Name: name, Row: row)).GroupBy(pair => pair.Name, pair => pair.Row))
        {
            var configurations = regime.Select(row => row.Sample.Configuration).Distinct().Count();
            var condition = regime.First().Sample.Condition;
            if (configurations < LeastConfigurations && regime.Key != condition.Group)
            {
                continue;
            }

            double[] sorted = [.. regime.Select(row => row.LogRatio).Order()];
            var tail = (1 - ServingIntervals.Coverage) / 2;
            result[regime.Key] = new IntervalRegime(
                condition.Fidelity, figure, regime.Key, sorted.Length, configurations,
                ErrorStatistics.Quantile(sorted, tail), ErrorStatistics.Quantile(sorted, 0.5), ErrorStatistics.Quantile(sorted, 1 - tail));
        }

        return result;
    }

    private static IntervalMargin Margin(List<Row> rows, PredictedFigure figure)
    {
        var condition = rows[0].Sample.Condition;
        var configuration = Margin(Needs(rows, figure, row => $"{FoldOf(row.Sample.Configuration, Folds)}"), byUnit: false) ?? 0;
        double?[] outside =
        [
            Margin(Needs(rows, figure, row => row.Sample.Condition.ModelShape), byUnit: true),
            Margin(Needs(rows, figure, row => row.Sample.Condition.Accelerator), byUnit: true),
            Margin(Needs(rows, figure, row => row.Sample.Condition.Engine), byUnit: true),
        ];

        // Where only one model (accelerator, engine) was measured, leaving it out leaves nothing: the largest of the others stands in.
        var largest = outside.Append(configuration).Max(margin => margin ?? 0);
        double Or(int i) => Math.Max(configuration, outside[i] ?? largest);
        return new IntervalMargin(condition.Fidelity, figure, condition.Group, configuration, Or(0), Or(1), Or(2));
    }

    /// <summary>The margin each row needs when its unit is left out, and the rows of that unit.</summary>
    private static List<(double Excess, int Unit)> Needs(List<Row> rows, PredictedFigure figure, Func<Row, string> unitOf)
    {
        var needs = new List<(double, int)>(rows.Count);
        foreach (var unit in rows.GroupBy(unitOf))
        {
            List<Row> others = [.. rows.Where(row => unitOf(row) != unit.Key)];
            if (others.Count == 0)
            {
                continue;
            }

            var regimes = Regimes(others, figure);
            var size = unit.Count();
            needs.AddRange(unit.Select(row => (row.Sample.Condition.Regimes.Select(name => regimes.GetValueOrDefault(name)).First(regime => regime is not null)!.Excess(row.LogRatio), size)));
        }

        return needs;
    }

    private static double? Margin(List<(double Excess, int Unit)> needs, bool byUnit)
    {
        if (needs.Count == 0)
        {
            return null;
        }

        needs.Sort((one, other) => one.Excess.CompareTo(other.Excess));
        double Weight((double Excess, int Unit) need) => byUnit ? 1.0 / Math.Max(RowsOfFullWeight, need.Unit) : 1;
        var rest = (byUnit ? LevelOfFewUnits : ServingIntervals.Coverage) * needs.Sum(Weight);
        foreach (var need in needs)
        {
            rest -= Weight(need);
            if (rest <= 0)
            {
                return Math.Max(0, need.Excess);
            }
        }

        return Math.Max(0, needs[^1].Excess);
    }

    private sealed record Row(IntervalSample Sample, double LogRatio);
}
