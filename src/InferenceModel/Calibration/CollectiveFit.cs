using InferenceModel.Interconnect;

namespace InferenceModel.Calibration;

/// <summary>
/// Fits the constants of one implementation on measured rows, entry by entry: each entry on the rows of the very generation, path,
/// launch mode and version it is for. The loss is the mean of |ln(predicted / measured)|, flatter beyond 0.5 so that outliers do not pull; the search goes
/// along one logarithm at a time with steps that grow on success and shrink on failure, from several starts.
/// </summary>
public static class CollectiveFit
{
    private const double Cap = 0.5;
    private const double Leak = 0.2;
    private const int Rounds = 160;
    private const int Starts = 8;
    private const double LongestJump = 0.5;

    /// <summary>Fits an implementation.</summary>
    /// <param name="implementation">The implementation as it stands in the file.</param>
    /// <param name="rows">Measured rows; those of others are left out.</param>
    public static CollectiveImplementation Fit(CollectiveImplementation implementation, IReadOnlyList<MeasuredCollective> rows)
    {
        var own = rows.Where(row => row.Implementation.Id == implementation.Id).ToList();
        var result = implementation;
        for (var i = 0; i < implementation.Constants.Length; i++)
        {
            var mine = own.Where(row => IsMeasuredBy(row, result, result.Constants[i])).ToList();
            if (mine.Count > 0)
            {
                result = FitEntry(result, i, mine);
            }
        }

        return result;
    }

    private static bool IsMeasuredBy(MeasuredCollective row, CollectiveImplementation implementation, CollectiveConstants entry)
    {
        var tier = row.Group.Far ?? row.Group.Near;
        return entry.LinkKind == tier.Link.Kind && entry.Generation == tier.Link.Generation && (entry.Path is null || entry.Path == tier.Path)
            && ReferenceEquals(implementation.Find(row.Kind, row.Launch, tier, row.Group.Host, row.Version), entry);
    }

    private static CollectiveImplementation FitEntry(CollectiveImplementation implementation, int index, List<MeasuredCollective> rows)
    {
        var parameters = BranchParameter.Of(implementation.Constants[index]);
        var start = parameters.Select(parameter => Math.Log(parameter.Get(implementation.Constants[index]))).ToArray();
        double[] steps = [.. parameters.Select(parameter => parameter.FirstStep)];
        var shapes = Gather(rows);
        CollectiveImplementation With(double[] point)
        {
            var entry = implementation.Constants[index];
            for (var i = 0; i < point.Length; i++)
            {
                entry = parameters[i].Set(entry, Math.Exp(point[i]));
            }

            return implementation with { Constants = implementation.Constants.SetItem(index, entry) };
        }

        double At(double[] point)
        {
            var candidate = With(point);
            return shapes.Sum(shape => LossOf(candidate, shape)) / rows.Count;
        }

        var best = Descend(start, steps, At, out var least);
        var noise = new SplitMix((ulong)index + 1);
        for (var i = 1; i < Starts; i++)
        {
            // Later starts shake the best point so far.
            double[] shaken = [.. best.Select(value => value + (LongestJump * ((2 * noise.Next()) - 1)))];
            var other = Descend(shaken, steps, At, out var loss);
            (best, least) = loss < least ? (other, loss) : (best, least);
        }

        return With(best);
    }

    private static List<List<MeasuredCollective>> Gather(List<MeasuredCollective> rows) =>
        [.. rows.GroupBy(row => (row.Kind, row.Group, row.Multiprocessors, row.Launch, row.Version)).Select(same => same.ToList())];

    private static double LossOf(CollectiveImplementation candidate, List<MeasuredCollective> rows)
    {
        var first = rows[0];
        var curve = CollectivePolicy.Only(candidate, first.Version, first.Multiprocessors).Curve(first.Kind, first.Group, first.Launch);
        var sum = 0.0;
        foreach (var row in rows)
        {
            sum += Penalty(curve.Time(row.Call).Total / row.Time);
        }

        return sum;
    }

    private static double Penalty(double ratio)
    {
        var error = Math.Abs(Math.Log(ratio));
        return error <= Cap ? error : Cap + (Leak * (error - Cap));
    }

    private static double[] Descend(double[] start, double[] firstSteps, Func<double[], double> loss, out double least)
    {
        var point = (double[])start.Clone();
        double[] steps = [.. firstSteps];
        least = loss(point);
        for (var round = 0; round < Rounds; round++)
        {
            var before = least;
            for (var i = 0; i < point.Length; i++)
            {
                var from = point[i];
                point[i] = from + steps[i];
                var tried = loss(point);
                if (tried >= least)
                {
                    point[i] = from - steps[i];
                    tried = loss(point);
                    steps[i] = tried < least ? -steps[i] : steps[i];
                }

                if (tried < least)
                {
                    least = tried;
                    steps[i] *= 1.6;
                }
                else
                {
                    point[i] = from;
                    steps[i] *= 0.5;
                }
            }

            if (before - least < 1e-6 && steps.All(step => Math.Abs(step) < 0.002))
            {
                break;
            }
        }

        return point;
    }
}
