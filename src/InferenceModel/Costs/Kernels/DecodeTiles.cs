using InferenceModel.Models;
using InferenceModel.Operators.Calls;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// How attention of decoded tokens is dealt out: one unit of work for each sequence and key-value head, or for each query head
/// where a kernel does not share keys among heads; long caches are split over cores that would idle. The default value is no work.
/// </summary>
/// <param name="Units">Units before splitting.</param>
/// <param name="Splits">Pieces a cache is cut into.</param>
/// <param name="TilesEach">Tiles of keys one piece visits.</param>
/// <param name="SharedReads">How often a cached number is read: once, or once for each query head of a group.</param>
/// <param name="RowFill">Share of the rows of a matrix instruction that are query heads.</param>
/// <param name="MatrixSeconds">Multiplications at peak, padded rows included.</param>
/// <param name="ExponentialSeconds">Exponentials at peak, padded rows included.</param>
internal readonly record struct DecodeTiles(
    double Units, double Splits, double TilesEach, double SharedReads, double RowFill, double MatrixSeconds, double ExponentialSeconds)
{
    private const double KeysPerTile = 128;

    /// <summary>
    /// Whether pieces go to cores as they stand, each cache cut into equally many: FlashAttention-2. Others weigh them first
    /// (FlashAttention-3's scheduler, FlashInfer's plan, TRTLLM's kernels).
    /// </summary>
    public bool IsDealtBefore { get; init; }

    /// <summary>Query heads of a group that TensorRT-LLM's kernels take at once; larger or uneven groups are taken head by head.</summary>
    private const double LargestSharedGroup = 32;

    /// <summary>Deals out a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="machine">The machine.</param>
    public static DecodeTiles Of(DecodeAttentionCall call, KernelMachine machine)
    {
        var isFlash2 = call.Kernel == AttentionKernel.Flash && machine.MatrixRows < 64;
        var isWindowed = !double.IsInfinity(call.Window);

        // FlashAttention-2 lays a group's heads along the rows only without a window, and splits caches only then.
        var shares = isFlash2 ? !isWindowed : call.Kernel != AttentionKernel.TensorRt || (call.Group <= LargestSharedGroup && double.IsInteger(call.Group));
        var splits = !isFlash2 || (call.Group > 1 && !isWindowed);
        var isDealtBefore = isFlash2 && shares;
        var rows = isFlash2 || machine.MatrixRows == 64 ? 64 : 16;
        return Of(call.Sequences, call.Seen, call.QueryHeads, shares ? call.KeyHeads : call.QueryHeads, 4 * call.HeadDimension, rows, splits, machine) with
        {
            SharedReads = shares ? 1 : call.Group,
            IsDealtBefore = isDealtBefore,
        };
    }

    /// <summary>Deals out attention of any widths.</summary>
    /// <param name="sequences">Sequences.</param>
    /// <param name="seen">Cached tokens a query sees.</param>
    /// <param name="heads">Query heads.</param>
    /// <param name="units">Units of a sequence: heads that do not share what they read.</param>
    /// <param name="operationsPerPair">Operations for one query meeting one key.</param>
    /// <param name="rows">Rows a matrix instruction takes.</param>
    /// <param name="splits">Whether caches may be cut.</param>
    /// <param name="machine">The machine.</param>
    public static DecodeTiles Of(double sequences, double seen, double heads, double units, double operationsPerPair, double rows, bool splits, KernelMachine machine)
    {
        var blocks = Math.Ceiling(heads / units / rows);
        var all = sequences * units * blocks;
        var tiles = Math.Ceiling(seen / KeysPerTile);
        var wanted = splits ? Math.Clamp(Math.Floor(machine.Cores / all), 1, tiles) : 1;
        var each = Math.Ceiling(tiles / wanted);
        var padded = all * rows * seen;
        return new DecodeTiles(
            all,
            Math.Ceiling(tiles / each),
            each,
            1,
            heads / (units * blocks * rows),
            padded * operationsPerPair / machine.Rate(NumberFormat.Bf16),
            padded / machine.ExponentialRate);
    }

    /// <summary>Pieces over cores, at least one wave.</summary>
    /// <param name="machine">The machine.</param>
    public double Waves(KernelMachine machine) => Math.Max(1, Units * Splits / machine.Cores);
}
