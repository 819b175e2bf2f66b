using MathNet.Numerics.Distributions;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// What a decode kernel waits for when the caches of a batch are not equally long. Pieces that were dealt out beforehand share the
/// bandwidth of memory until so few are left that their cores cannot draw all of it; from then on the longest decides.
/// Contexts are taken to be lognormal.
/// </summary>
internal static class UnevenContexts
{
    /// <summary>
    /// Times its fair share of bandwidth one core can draw: 1.96 and 2.36 in fits of 16-bit multiplications on RTX PRO 6000 and L40S
    /// (the kernel models of 0.4.0, where <c>core_streams</c> was counted so).
    /// </summary>
    private const double CoreStreams = 2;

    /// <summary>FlashAttention-2 does not cut caches where that many pieces, as a share of its places, stand ready (num_splits_heuristic).</summary>
    private const double FullEnough = 0.8;

    /// <summary>It takes the fewest cuts that fill that share of what the best number fills.</summary>
    private const double NearBest = 0.85;

    private const int PlacesPerCore = 2;
    private const int MostSplits = 128;

    /// <summary>Seconds at the full bandwidth of memory that a kernel takes longer than with equal contexts.</summary>
    /// <param name="work">The work, its context the mean one.</param>
    /// <param name="machine">The machine; its spread of contexts counts.</param>
    public static double Tail(in DecodeWork work, KernelMachine machine)
    {
        if (machine.ContextSpread <= 0 || !work.Tiles.IsDealtBefore || work.Sequences <= 1)
        {
            return 0;
        }

        var splits = Splits(work.Tiles.Units, machine.Cores);
        var pieceBytes = work.CacheBytes / (work.Sequences * work.KeyHeads * splits);
        var last = machine.Cores / (CoreStreams * work.KeyHeads * splits);
        return Excess(work.Sequences, last, machine.ContextSpread) * pieceBytes * machine.Cores / (CoreStreams * machine.Bandwidth);
    }

    /// <summary>
    /// By how many mean contexts the longest of some sequences exceeds the mean of the longest few.
    /// </summary>
    /// <param name="sequences">Sequences, more than one.</param>
    /// <param name="last">How many still run when bandwidth is no longer full.</param>
    /// <param name="spread">Standard deviation over mean.</param>
    internal static double Excess(double sequences, double last, double spread)
    {
        var sigma = Math.Sqrt(Math.Log(1 + (spread * spread)));

        // Blom's approximation of where the largest of n normal numbers lies.
        var longest = Math.Exp((sigma * Normal.InvCDF(0, 1, (sequences - 0.375) / (sequences + 0.25))) - (sigma * sigma / 2));
        var share = Math.Min(1, last / sequences);
        var meanOfLast = share >= 1 ? 1 : Normal.CDF(0, 1, sigma - Normal.InvCDF(0, 1, 1 - share)) / share;
        return Math.Max(0, longest - meanOfLast);
    }

    /// <summary>Pieces FlashAttention-2 cuts each cache into.</summary>
    /// <param name="units">Caches times key-value heads.</param>
    /// <param name="cores">Cores.</param>
    internal static double Splits(double units, double cores)
    {
        var places = cores * PlacesPerCore;
        if (units >= FullEnough * places)
        {
            return 1;
        }

        var most = (int)Math.Min(MostSplits, places);
        var best = 0.0;
        for (var splits = 1; splits <= most; splits++)
        {
            best = Math.Max(best, TileMath.WaveFill(units * splits, places));
        }

        var chosen = 1;
        while (TileMath.WaveFill(units * chosen, places) < NearBest * best)
        {
            chosen++;
        }

        return chosen;
    }
}
