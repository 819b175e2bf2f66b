using System.Collections.Immutable;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// The routed experts of a layer as one piece: two grouped multiplications over the experts that have tokens, and the
/// passes over token copies around them. Each expert's tokens are padded to whole tiles; the best of a few tile sizes runs.
/// </summary>
internal sealed class RoutedExpertsFamily : IKernelFamily
{
    private const int Floor = 0;
    private const int ComputeShare = 1;
    private const int MemoryShare = 2;
    private const int StartDepth = 3;
    private const int TailHidden = 4;
    private const int TileLoss = 5;
    private const int CacheKept = 6;
    private const int Sharpness = 7;
    private const int CopyPass = 8;
    private const int ExpertCost = 9;
    private const int CoreStreams = 10;
    private const int LongSag = 11;
    private const int SlotPass = 12;

    private static readonly ImmutableArray<int> RowTiles = [16, 32, 64, 128];

    /// <inheritdoc />
    public string Id => "moe";

    /// <inheritdoc />
    public ImmutableArray<KernelConstant> Constants { get; } =
    [
        new("floor_us", 15, 1, 500, "microseconds of all launches with next to nothing to do"),
        new("compute_share", 0.6, 0.05, 1.1, "share of the dense rate a full wave of large tiles reaches"),
        new("memory_share", 0.75, 0.1, 1.1, "share of bandwidth a stream of weights reaches"),
        new("start_depth", 200, 1, 4000, "inner dimension a tile's start and end are worth"),
        new("tail_hidden", 0.5, 0, 1, "share of a partly filled last wave that does not cost a whole one"),
        new("tile_loss", 0.3, 0, 3, "time a 128 x 128 tile loses to its operands' way into the core"),
        new("cache_kept", 0.3, 0, 0.95, "share of the traffic a footprint within the last cache saves between repeats"),
        new("sharpness", 3, 1, 16, "how well arithmetic and traffic hide behind each other"),
        new("copy_pass", 2, 0, 16, "passes over the token copies beside the multiplications (permuting, quantising, summing)"),
        new("expert_us", 0.02, 0.0005, 1, "microseconds for each expert of the rank (routing tables, group scheduling)"),
        new("core_streams", 2, 0.25, 16, "times the fair share of bandwidth one core can draw"),
        new("long_sag", 0.1, 0, 0.5, "share of the rate lost when the chip is busy for long (power)"),
        new("slot_pass", 0.3, 0, 8, "passes over the slots of all copies, those of other ranks' experts included (clearing and summing buffers)"),
    ];

    /// <inheritdoc />
    public ImmutableArray<string> FeatureNames { get; } =
    [
        "log_tokens", "log_copies", "log_touched", "log_experts_here", "log_copies_per_expert", "log_largest_over_mean", "log_hidden", "log_width", "log_experts",
        "log_experts_per_token", "log_expert_ranks", "log_tensor_ranks", "skew", "log_compute_over_memory", "log_compute_over_floor", "log_memory_over_floor", "log_total_over_floor",
        "row_fill_8", "row_fill_16", "row_fill_32", "row_fill_64", "row_fill_128", "log_tiles_in_over_cores", "wave_fill_in", "log_tiles_out_over_cores", "wave_fill_out", "log_best_rows", "width_fill_128",
        "log_weights_over_cache", "log_touched_weights_over_cache", "log_copies_over_cache", "weight_bits", "activation_bits", "scaled_blocks", "gated", "cutlass", "triton", "generated", "deep_gemm", "marlin", "log_rate_over_half_rate",
        "log_operations_per_byte", "touched_share", "log_slots_over_cache", "log_slots_over_copies",
    ];

    /// <inheritdoc />
    public string Part(string precision) => precision.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? precision[(slash + 1)..].ToLowerInvariant() : "any";

    /// <inheritdoc />
    public KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants)
    {
        var experts = (RoutedExpertsCall)call;
        Span<double> room = stackalloc double[ExpertLoad.MostBins];
        return Time(experts, machine, constants, Load(experts, room), out _);
    }

    /// <inheritdoc />
    public KernelParts Roofline(KernelCall call, KernelMachine machine)
    {
        // What must be done at least: an even load, every copy multiplied, every expert that must be touched read once.
        var experts = (RoutedExpertsCall)call;
        var copies = experts.Tokens * experts.ExpertsPerToken / experts.ExpertRanks;
        var touched = Math.Min(experts.ExpertsHere, copies);
        var compute = 2 * copies * experts.Hidden * experts.Width * (experts.Matrices + 1) / machine.Rate(experts.Format.Compute);
        var memory = ((touched * WeightBytes(experts)) + (2 * experts.Tokens * experts.Hidden * 2)) / machine.Bandwidth;
        return new KernelParts(0, compute, memory, Math.Max(compute, memory));
    }

    /// <inheritdoc />
    public void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features)
    {
        var experts = (RoutedExpertsCall)call;
        Span<double> room = stackalloc double[ExpertLoad.MostBins];
        var load = Load(experts, room);
        var time = Time(experts, machine, constants, load, out var rows);
        var tilesIn = load.Tiles(rows) * Math.Ceiling(experts.Width * experts.Matrices / 128);
        var tilesOut = load.Tiles(rows) * Math.Ceiling(experts.Hidden / 128);
        var mean = load.Copies / experts.ExpertsHere;
        double Is(ExpertKernel kernel) => experts.Kernel == kernel ? 1 : 0;
        ReadOnlySpan<double> all =
        [
            Math.Log2(experts.Tokens), Math.Log2(load.Copies), Math.Log2(load.Touched), Math.Log2(experts.ExpertsHere), Math.Log2(mean), Math.Log2(load.Largest / mean),
            Math.Log2(experts.Hidden), Math.Log2(experts.Width), Math.Log2(experts.Experts), Math.Log2(experts.ExpertsPerToken), Math.Log2(experts.ExpertRanks),
            Math.Log2(experts.TensorRanks), experts.Skew, Log(time.Compute, time.Memory), Log(time.Compute, time.Floor), Log(time.Memory, time.Floor), Log(time.Total, time.Floor),
            load.Copies / (load.Tiles(8) * 8), load.Copies / (load.Tiles(16) * 16), load.Copies / (load.Tiles(32) * 32), load.Copies / (load.Tiles(64) * 64), load.Copies / (load.Tiles(128) * 128), Math.Log2(tilesIn / machine.Cores),
            TileMath.WaveFill(tilesIn, machine.Cores), Math.Log2(tilesOut / machine.Cores), TileMath.WaveFill(tilesOut, machine.Cores), Math.Log2(rows),
            TileMath.Fill(experts.Width, 128), Log(experts.ExpertsHere * WeightBytes(experts), machine.SecondLevelCache),
            Log(load.Touched * WeightBytes(experts), machine.SecondLevelCache), Log(load.Copies * experts.Hidden * 2, machine.SecondLevelCache),
            experts.Format.ElementBits, GemmCall.BitsOf(experts.Format.Compute), experts.Format.WeightsPerScale > 0 ? 1 : 0, experts.IsGated ? 1 : 0, Is(ExpertKernel.Cutlass), Is(ExpertKernel.Triton),
            Is(ExpertKernel.Generated), Is(ExpertKernel.DeepGemm), Is(ExpertKernel.Marlin),
            Math.Log2(machine.Rate(experts.Format.Compute) / machine.HalfRate), Math.Log2(machine.Rate(experts.Format.Compute) / machine.Bandwidth), load.Touched / experts.ExpertsHere,
            Log(experts.Slots * experts.Hidden * 2, machine.SecondLevelCache), Log(experts.Slots, load.Copies),
        ];
        for (var i = 0; i < all.Length; i++)
        {
            features[i] = (float)all[i];
        }
    }

    private static ExpertLoad Load(RoutedExpertsCall experts, Span<double> room) =>
        new(experts.Tokens, experts.ExpertsPerToken, experts.Experts, experts.ExpertRanks, experts.Skew, room);

    /// <summary>Bytes of one expert's weights on this rank.</summary>
    private static double WeightBytes(RoutedExpertsCall experts) =>
        experts.Hidden * experts.Width * (experts.Matrices + 1) * experts.Format.BitsPerWeight / 8;

    /// <summary>Operations per second with matrix instructions of one warp: half of the rate where instructions of warp groups reach all of it.</summary>
    private static double WarpRate(RoutedExpertsCall experts, KernelMachine machine) => machine.Rate(experts.Format.Compute) / (machine.MatrixRows > 16 ? 2 : 1);

    private static double Log(double of, double over) => Math.Log2(Math.Max(of, 1e-12) / Math.Max(over, 1e-12));

    private static KernelParts Time(
        RoutedExpertsCall experts, KernelMachine machine, ReadOnlySpan<double> constants, in ExpertLoad load, out int bestRows)
    {
        var rate = GemmFamily.EffectiveRate(machine, experts.Format.Compute);
        var busy = 2 * load.Copies * experts.Hidden * experts.Width * (experts.Matrices + 1) / rate;
        var perCore = rate * constants[ComputeShare] * (1 - (constants[LongSag] * busy / (busy + Seconds.OfMicroseconds(500).Total))) / machine.Cores;
        var columnsIn = Math.Ceiling(experts.Width * experts.Matrices / 128);
        var columnsOut = Math.Ceiling(experts.Hidden / 128);
        var (compute, pieces) = (double.PositiveInfinity, 1.0);
        bestRows = RowTiles[0];
        foreach (var rows in RowTiles)
        {
            var tiles = load.Tiles(rows);
            var loss = 1 + (constants[TileLoss] * 64 * ((1.0 / rows) + (1.0 / 128)));
            var depths = (TileMath.Waves(tiles * columnsIn, machine.Cores, constants[TailHidden]) * (experts.Hidden + constants[StartDepth]))
                + (TileMath.Waves(tiles * columnsOut, machine.Cores, constants[TailHidden]) * (experts.Width + constants[StartDepth]));
            var seconds = 2.0 * rows * 128 * depths * loss / perCore;
            if (seconds < compute)
            {
                (compute, pieces, bestRows) = (seconds, tiles * columnsIn, rows);
            }
        }

        if (experts.WarpShare > 0)
        {
            compute = Math.Max(compute, busy * rate / (WarpRate(experts, machine) * experts.WarpShare));
        }

        var weights = load.Touched * WeightBytes(experts);
        var kept = (machine.StartsCold ? 0 : constants[CacheKept]) * Math.Clamp(2 - (weights / machine.SecondLevelCache), 0, 1);
        var drawn = Math.Min(1, pieces * constants[CoreStreams] / machine.Cores);
        var memory = weights * (1 - kept) / (machine.Bandwidth * constants[MemoryShare] * drawn);
        var passed = ((load.Copies * (experts.Hidden + (experts.Width * experts.Matrices)) * 2) + (experts.Tokens * experts.Hidden * 4)) / machine.Bandwidth;
        var slots = constants[SlotPass] * experts.Slots * experts.Hidden * 2 / machine.Bandwidth;
        var floor = Seconds.OfMicroseconds(constants[Floor] + (constants[ExpertCost] * experts.ExpertsHere)).Total + slots;
        return KernelParts.Of(floor + (passed * constants[CopyPass]), compute, memory, constants[Sharpness]);
    }
}
