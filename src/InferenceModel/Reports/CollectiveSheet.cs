using System.Collections.Immutable;
using InferenceModel.Interconnect;
using InferenceModel.Units;

namespace InferenceModel.Reports;

/// <summary>Times of one collective on a system by size and ranks, as data.</summary>
public static class CollectiveSheet
{
    /// <summary>Sizes from 1 KiB to 1 GiB.</summary>
    public static ImmutableArray<Bytes> Sizes { get; } =
    [
        Bytes.OfKibi(1), Bytes.OfKibi(4), Bytes.OfKibi(16), Bytes.OfKibi(64), Bytes.OfKibi(256), Bytes.OfMebi(1), Bytes.OfMebi(4),
        Bytes.OfMebi(16), Bytes.OfMebi(64), Bytes.OfMebi(256), Bytes.OfGibi(1),
    ];

    /// <summary>The table; groups the system does not join, and those nothing can carry, are left out.</summary>
    /// <param name="system">The system.</param>
    /// <param name="policy">Who carries collectives.</param>
    /// <param name="kind">What is done.</param>
    /// <param name="ranks">Groups.</param>
    /// <param name="launch">How kernels are launched.</param>
    public static CatalogTable Of(ServingSystem system, CollectivePolicy policy, CollectiveKind kind, IReadOnlyList<int> ranks, LaunchMode launch)
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<object?>>();
        foreach (var count in ranks)
        {
            var middle = Curve(system, policy, kind, count, launch);
            if (middle is null)
            {
                continue;
            }

            var (best, worst) = system.IsAhead
                ? (Curve(system.Under(Outlook.Best), policy, kind, count, launch), Curve(system.Under(Outlook.Worst), policy, kind, count, launch))
                : (null, null);
            foreach (var size in Sizes)
            {
                var call = new CollectiveCall(size) { EveryCopy = size, NodeCopies = size };
                var time = middle.Time(call);
                rows.Add(
                [
                    count, size.ToString(), size.Total, time.Total.TotalMicroseconds, best?.Time(call).Total.TotalMicroseconds, worst?.Time(call).Total.TotalMicroseconds,
                    time.Latency.TotalMicroseconds, (size / time.Total).TotalGiga, time.Algorithm,
                ]);
            }
        }

        return new CatalogTable(
            [
                new("ranks", "ranks"), new("size", "size"), new("bytes", null), new("time_us", "us"), new("time_us_low", system.IsAhead ? "low" : null), new("time_us_high", system.IsAhead ? "high" : null),
                new("latency_us", "latency us"), new("gb_s", "GB/s"), new("algorithm", "algorithm"),
            ],
            rows.ToImmutable());
    }

    /// <summary>Time against size, a letter for each group, both axes logarithmic.</summary>
    /// <param name="table">What <see cref="Of"/> made.</param>
    public static string Plot(CatalogTable table) => TextPlot.Logarithmic(
        [.. table.Rows.Select(row => new PlotPoint((double)row[2]!, (double)row[3]!, $"{row[0]} ranks"))], "bytes", "us");

    private static CollectiveCurve? Curve(ServingSystem system, CollectivePolicy policy, CollectiveKind kind, int ranks, LaunchMode launch)
    {
        if (CommunicationGroup.Lay(system.Fabric, ranks, 1) is not { } group)
        {
            return null;
        }

        var curve = policy.Curve(kind, group, launch);
        return curve.IsEmpty ? null : curve;
    }
}
