using InferenceModel.Models;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// How causal attention is dealt out: tiles of query rows, each of which visits the tiles of keys it may see. The default
/// value is no work.
/// </summary>
/// <param name="Tiles">Tiles of query rows, all heads and sequences together.</param>
/// <param name="Visits">Visits of a tile of keys, all together.</param>
/// <param name="LongestVisits">Visits of the tile that sees most.</param>
/// <param name="HiddenVisits">Visits of tiles of keys before the window, which a kernel that knows no window makes too.</param>
/// <param name="MatrixSeconds">Multiplications of one visit on one core at peak.</param>
/// <param name="ExponentialSeconds">Exponentials of one visit on one core at peak.</param>
/// <param name="Fill">Share of tile rows that are queries.</param>
internal readonly record struct PrefillTiles(
    double Tiles, double Visits, double LongestVisits, double HiddenVisits, double MatrixSeconds, double ExponentialSeconds, double Fill)
{
    private const double KeysPerTile = 128;

    /// <summary>Tiles looked at one by one; of more, so many are sampled.</summary>
    private const int TilesLookedAt = 16;

    /// <summary>Deals out a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="machine">The machine.</param>
    public static PrefillTiles Of(PrefillAttentionCall call, KernelMachine machine) => Of(
        call.Sequences,
        call.Tokens,
        call.Past,
        call.QueryHeads,
        call.KeyHeads,
        call.Window,
        4 * call.HeadDimension,
        RowsPerTile(call, machine),
        PacksGroups(call, machine),
        call.ComputeBits,
        machine);

    /// <summary>Deals out attention of any widths.</summary>
    /// <param name="sequences">Sequences.</param>
    /// <param name="tokens">New tokens of each.</param>
    /// <param name="past">Cached tokens of each.</param>
    /// <param name="heads">Query heads.</param>
    /// <param name="keyHeads">Key-value heads.</param>
    /// <param name="window">Tokens a query sees at most.</param>
    /// <param name="operationsPerPair">Operations for one query meeting one key.</param>
    /// <param name="rows">Query rows of a tile.</param>
    /// <param name="packs">Whether query heads of a group share a tile.</param>
    /// <param name="computeBits">Bits of the numbers multiplied.</param>
    /// <param name="machine">The machine.</param>
    public static PrefillTiles Of(
        double sequences, double tokens, double past, double heads, double keyHeads, double window, double operationsPerPair, double rows, bool packs, double computeBits, KernelMachine machine)
    {
        var group = packs ? heads / keyHeads : 1;
        var count = Math.Ceiling(tokens * group / rows);
        var (visits, longest) = Visit(count, rows / group, tokens, past, window);
        var all = double.IsInfinity(window) ? visits : Visit(count, rows / group, tokens, past, double.PositiveInfinity).All;
        var columns = sequences * heads / group;
        var rate = machine.Rate(computeBits < 12 ? NumberFormat.Fp8 : NumberFormat.Bf16) / machine.Cores;
        return new PrefillTiles(
            count * columns,
            visits * columns,
            longest,
            (all - visits) * columns,
            operationsPerPair * rows * KeysPerTile / rate,
            rows * KeysPerTile * machine.Cores / machine.ExponentialRate,
            sequences * tokens * heads / (count * columns * rows));
    }

    /// <summary>
    /// FlashAttention-3 and FlashInfer put the query heads of a group into one tile; the others take head by head, but for a single
    /// token, which kernels for decoding treat: FlashAttention-2 without a window and the generated ones.
    /// </summary>
    private static bool PacksGroups(PrefillAttentionCall call, KernelMachine machine) => call.Kernel switch
    {
        AttentionKernel.FlashInfer => true,
        AttentionKernel.Flash when machine.MatrixRows == 64 => true,
        AttentionKernel.Flash => call.Tokens == 1 && double.IsInfinity(call.Window),
        AttentionKernel.Generated => call.Tokens == 1,
        _ => false,
    };

    private static double RowsPerTile(PrefillAttentionCall call, KernelMachine machine) => machine.MatrixRows < 64 && call.HeadDimension > 128 ? 64 : 128;

    private static (double All, double Longest) Visit(double count, double tokensPerTile, double tokens, double past, double window)
    {
        var looked = (int)Math.Min(count, TilesLookedAt);
        var (all, longest) = (0.0, 0.0);
        for (var i = 0; i < looked; i++)
        {
            var tile = looked == count ? i : Math.Floor((i + 0.5) * count / looked);
            var last = Math.Min(past + tokens, past + ((tile + 1) * tokensPerTile));
            var first = Math.Max(0, past + (tile * tokensPerTile) - window + 1);
            var visits = Math.Ceiling(last / KeysPerTile) - Math.Floor(first / KeysPerTile);
            all += visits;
            longest = Math.Max(longest, visits);
        }

        if (looked < count)
        {
            longest = Math.Max(longest, Math.Ceiling(Math.Min(past + tokens, window + tokensPerTile) / KeysPerTile));
        }

        return (all * count / looked, longest);
    }
}
