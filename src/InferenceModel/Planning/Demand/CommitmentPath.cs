using System.Collections.Immutable;
using InferenceModel.Units;

namespace InferenceModel.Planning.Demand;

/// <summary>
/// How many accelerators to commit to month by month when what is committed to is never given back. The bill of a month is convex in the number, so the
/// cheapest path that never falls comes from pooling neighbours that would fall (isotonic regression by pooling adjacent violators: Best and Chakravarti,
/// Mathematical Programming 47, 1990): a pool commits to the optimum of all its hours.
/// </summary>
public static class CommitmentPath
{
    /// <summary>The path that makes the bill of all months least.</summary>
    /// <param name="needs">Accelerators needed in each hour, month by month.</param>
    /// <param name="committed">Price of a committed accelerator.</param>
    /// <param name="onDemand">Price of one rented by the hour; null where none can be rented, so that the most ever needed is committed to.</param>
    /// <param name="onHand">Committed accelerators there are at least.</param>
    public static ImmutableArray<int> Of(ImmutableArray<ImmutableArray<int>> needs, UsdPerHour? committed, UsdPerHour? onDemand, int onHand)
    {
        if (committed is not { } contract || onDemand is not { } hourly)
        {
            var most = onHand;
            return [.. needs.Select(need => most = Math.Max(most, need.Max()))];
        }

        var pools = new List<(int Months, ReserveBurst Choice, int Count)>();
        foreach (var need in needs)
        {
            var choice = new ReserveBurst(need, contract, hourly);
            var pool = (Months: 1, Choice: choice, Count: choice.Optimum);
            while (pools.Count > 0 && pools[^1].Count > pool.Count)
            {
                var merged = choice with { Need = [.. pools[^1].Choice.Need, .. pool.Choice.Need] };
                pool = (pools[^1].Months + pool.Months, merged, merged.Optimum);
                pools.RemoveAt(pools.Count - 1);
            }

            pools.Add(pool);
        }

        return [.. pools.SelectMany(pool => Enumerable.Repeat(Math.Max(onHand, pool.Count), pool.Months))];
    }
}
