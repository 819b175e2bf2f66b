using System.Collections.Immutable;
using InferenceModel.Interconnect;
using InferenceModel.Units;

namespace InferenceModel.Calibration;

/// <summary>Predictions of what a fit has not seen: larger groups from smaller ones, a generation of links from the one before.</summary>
public static class CollectiveHoldOut
{
    private const int MostTrained = 4;
    private const int HeldOut = 8;
    private const double Shake = 0.4;
    private const double AnchorBytes = 8192;
    private const int Halvings = 60;

    private static readonly CollectiveKind[] Kinds = [CollectiveKind.AllReduce, CollectiveKind.AllGather, CollectiveKind.ReduceScatter];

    /// <summary>Eight ranks predicted by constants fitted on two and four; kernels for larger groups only are left out, windows of larger groups too.</summary>
    /// <param name="implementation">The implementation; its numbers are shaken before the fit, so that it forgets them.</param>
    /// <param name="rows">Measured rows.</param>
    public static ValidationReport Ranks(CollectiveImplementation implementation, IReadOnlyList<MeasuredCollective> rows)
    {
        var own = Own(implementation, rows).Where(row => row.Group.Near.Link.Kind == LinkKind.Nvlink).ToList();
        var noise = new SplitMix(1);
        var start = implementation with { Constants = [.. implementation.Constants.Select(entry => Forget(entry, noise))] };
        var fitted = CollectiveFit.Fit(start, Renamed(own.Where(row => row.Group.Ranks <= MostTrained), start));
        return Report(Renamed(own.Where(row => row.Group.Ranks == HeldOut), fitted));
    }

    /// <summary>
    /// A generation predicted by the constants of the one before, bandwidth nominal, and the one latency number of its link set by one
    /// measurement: an all-reduce of 8 KiB over two ranks.
    /// </summary>
    /// <param name="implementation">The implementation.</param>
    /// <param name="rows">Measured rows.</param>
    /// <param name="generation">The generation held out.</param>
    public static ValidationReport Generation(CollectiveImplementation implementation, IReadOnlyList<MeasuredCollective> rows, int generation)
    {
        var held = Own(implementation, rows).Where(row => IsOf(row.Group.Near, generation)).ToList();
        var before = implementation with
        {
            Constants = [.. implementation.Constants.Where(entry => entry.LinkKind == LinkKind.Nvlink && entry.Generation == generation - 1)],
        };
        var anchors = held.Where(row => row.Kind == CollectiveKind.AllReduce && row.Group.Ranks == 2 && row.Call.Bytes.Total == AnchorBytes).ToList();
        if (anchors.Count == 0 || before.Constants.IsEmpty)
        {
            return new ValidationTally().Report();
        }

        var anchor = anchors[0];
        var (low, high) = (Seconds.OfNanoseconds(10), Seconds.OfMicroseconds(100));
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Predict(With(anchor, before, middle)) < anchor.Time ? (middle, high) : (low, middle);
        }

        return Report(held.Select(row => With(row, before, high)));
    }

    private static MeasuredCollective With(MeasuredCollective row, CollectiveImplementation implementation, Seconds step)
    {
        var link = row.Group.Near.Link;
        var near = row.Group.Near with { Link = link with { StepLatency = link.StepLatency with { Value = step } } };
        return row with { Implementation = implementation, Version = CollectiveImplementation.Newest, Group = row.Group with { Near = near } };
    }

    private static Seconds Predict(MeasuredCollective row) => CollectiveValidation.Model()(row) ?? Seconds.Zero;

    private static bool IsOf(FabricTier tier, int generation) => tier.Link.Kind == LinkKind.Nvlink && tier.Link.Generation == generation;

    private static IEnumerable<MeasuredCollective> Own(CollectiveImplementation implementation, IReadOnlyList<MeasuredCollective> rows) =>
        rows.Where(row => row.Implementation.Id == implementation.Id && Kinds.Contains(row.Kind) && row.Group.Far is null);

    private static List<MeasuredCollective> Renamed(IEnumerable<MeasuredCollective> rows, CollectiveImplementation implementation) =>
        [.. rows.Select(row => row with { Implementation = implementation })];

    private static ValidationReport Report(IEnumerable<MeasuredCollective> rows) =>
        CollectiveValidation.Report(rows.Select(row => ((MeasuredCollective?)row, string.Empty)), CollectiveValidation.Model());

    private static CollectiveConstants Forget(CollectiveConstants entry, SplitMix noise)
    {
        var kept = entry with
        {
            Branches = [.. entry.Branches.Where(branch => branch.LeastRanks <= MostTrained).Select(branch => branch with { UpTo = Trained(branch.UpTo), From = Trained(branch.From) })],
        };
        foreach (var parameter in BranchParameter.Of(kept))
        {
            kept = parameter.Set(kept, parameter.Get(kept) * Math.Exp(Shake * ((2 * noise.Next()) - 1)));
        }

        return kept;
    }

    private static ImmutableSortedDictionary<int, Bytes> Trained(ImmutableSortedDictionary<int, Bytes> windows) =>
        windows.Where(window => window.Key <= MostTrained).ToImmutableSortedDictionary();
}
