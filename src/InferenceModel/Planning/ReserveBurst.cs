using System.Collections.Immutable;
using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>
/// How many accelerators to commit to and how many to rent by the hour. A committed one is paid for every hour, so the k-th is worth it while a load
/// of k or more lasts for at least the share committed price / hourly price of the time: screening curves over a load duration curve (Stoft, Power System
/// Economics, 2002), with a fixed price only.
/// </summary>
/// <param name="Need">Accelerators needed in each hour of the period, every hour counting alike.</param>
/// <param name="Committed">Price of a committed accelerator.</param>
/// <param name="OnDemand">Price of one rented by the hour.</param>
public sealed record ReserveBurst(ImmutableArray<int> Need, UsdPerHour Committed, UsdPerHour OnDemand)
{
    /// <summary>The most needed in any hour.</summary>
    public int Peak => Need.IsEmpty ? 0 : Need.Max();

    /// <summary>The load duration curve: accelerators needed, the most first.</summary>
    public ImmutableArray<int> Duration => [.. Need.OrderDescending()];

    /// <summary>Share of the time from which committing is cheaper; above 1 it never is.</summary>
    public double BreakEvenShare => OnDemand > UsdPerHour.Zero ? Committed / OnDemand : double.PositiveInfinity;

    /// <summary>
    /// The committed accelerators that make the bill least; the fewest where several do. With H hours the k-th is needed as long as the k-th marginal
    /// hour: the value of the duration curve at ceil(share x H) hours.
    /// </summary>
    public int Optimum
    {
        get
        {
            // Committing must save money to be worth a contract, so a share that is exactly the ratio does not commit.
            var hours = (int)Math.Floor(Math.Min(BreakEvenShare, 2) * Need.Length * (1 + 1e-12)) + 1;
            return hours > Need.Length ? 0 : Duration[hours - 1];
        }
    }

    /// <summary>The mean bill of an hour with a number of committed accelerators.</summary>
    /// <param name="committed">How many, not negative.</param>
    public UsdPerHour Bill(int committed) => (Committed * committed) + (OnDemand * MeanBurst(committed));

    /// <summary>Accelerators rented by the hour, on average.</summary>
    /// <param name="committed">Committed accelerators.</param>
    public double MeanBurst(int committed) => Need.IsEmpty ? 0 : Need.Average(need => (double)Math.Max(0, need - committed));

    /// <summary>The bill over committed accelerators from none to the peak, at most so many points, the optimum always among them.</summary>
    /// <param name="points">Most points.</param>
    public ImmutableArray<ReserveBurstPoint> Curve(int points)
    {
        var (peak, optimum) = (Peak, Optimum);
        var counts = Enumerable.Range(0, points).Select(i => (int)Math.Round((double)peak * i / Math.Max(1, points - 1))).Append(optimum).Distinct().Order();
        return [.. counts.Select(count => new ReserveBurstPoint(count, Committed * count, OnDemand * MeanBurst(count), Need.IsEmpty ? 0 : Need.Count(need => need >= count) / (double)Need.Length))];
    }
}
