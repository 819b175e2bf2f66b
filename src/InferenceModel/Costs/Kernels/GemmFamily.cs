using System.Collections.Immutable;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// Matrix multiplications. The output is cut into tiles, dealt to cores in waves; where tiles leave cores idle the inner
/// dimension is split; the best of a few tile sizes runs. Weights, inputs and outputs pass through memory, less what the
/// cache keeps.
/// </summary>
internal sealed class GemmFamily : IKernelFamily
{
    private const int Floor = 0;
    private const int ComputeShare = 1;
    private const int MemoryShare = 2;
    private const int StartDepth = 3;
    private const int TailHidden = 4;
    private const int TileLoss = 5;
    private const int CacheKept = 6;
    private const int Sharpness = 7;
    private const int LongSag = 8;
    private const int InputPass = 9;
    private const int CoreStreams = 10;
    private const int Copies = 11;

    /// <inheritdoc />
    public string Id => "gemm";

    /// <inheritdoc />
    public ImmutableArray<KernelConstant> Constants { get; } =
    [
        new("floor_us", 2.5, 0.5, 500, "microseconds of a launch with next to nothing to do"),
        new("compute_share", 0.8, 0.1, 1.1, "share of the dense rate a full wave of large tiles reaches"),
        new("memory_share", 0.85, 0.2, 1.1, "share of bandwidth a stream of weights reaches"),
        new("start_depth", 200, 1, 4000, "inner dimension a tile's start and end are worth"),
        new("tail_hidden", 0.3, 0, 1, "share of a partly filled last wave that does not cost a whole one"),
        new("tile_loss", 0.3, 0, 2, "time a 128 x 128 tile loses to its operands' way into the core"),
        new("cache_kept", 0.3, 0, 0.95, "share of the traffic a footprint within the last cache saves between repeats"),
        new("sharpness", 3, 1, 16, "how well arithmetic and traffic hide behind each other"),
        new(KernelConstant.Sag, 0.1, 0, 0.5, "share of the rate lost when the chip is busy for long (power)"),
        new("input_pass", 0.5, 0, 8, "passes over the 16-bit input before the multiplication (quantising)"),
        new("core_streams", 0.5, 0.3, 4, "share of 64 bytes a clock that one core can draw"),
        new("copies", 2, 0.5, 12, "operands in turn between repeats: so many footprints share the cache"),
    ];

    /// <inheritdoc />
    public ImmutableArray<string> FeatureNames { get; } =
    [
        "log_rows", "log_outputs", "log_inputs", "log_compute_over_memory", "log_compute_over_floor", "log_memory_over_floor", "log_total_over_floor",
        "log_tiles_128_over_cores", "wave_fill_128x128", "wave_fill_128x256", "wave_fill_256x128", "wave_fill_64x128", "wave_fill_64x64", "row_fill_16", "row_fill_64",
        "row_fill_128", "row_fill_256", "output_fill_128", "output_fill_256", "input_fill_512", "output_fill_64", "input_fill_128", "input_fill_256", "log_tiles_64x128_over_cores", "log_tiles_128x256_over_cores", "waves_128x128", "log_weight_over_cache", "log_input_over_cache", "log_output_over_cache",
        "log_split", "log_depth_per_split", "weight_bits", "activation_bits", "scaled_blocks", "log_rate_over_half_rate", "log_operations_per_byte",
        "tile_16x64", "tile_16x128", "tile_64x64", "tile_64x128", "tile_128x128", "tile_128x256", "tile_256x128", "log_operand_traffic_over_bytes",
        "rows_in_eights", "rows_in_fours", "rows_even", "row_fill_8", "row_fill_32", "rows_alone", "log_rows_over_outputs", "log_depth_over_outputs", "wave_fill_256x256", "wave_fill_64x256", "log_total_over_best",
    ];

    /// <summary>
    /// Microseconds of a kernel that quantises a few rows, and by which CUTLASS starts later in four bits. Chosen by residuals: with 2 us Llama-3.1-70B on
    /// TensorRT-LLM goes from +8 to +1 % (fp8, B200) and from -8 to -1 % (nvfp4) for all widths; the floor of SGLang's fp8 table, which quantises, is 3.7 us above that of bf16.
    /// </summary>
    private const double QuantisingStart = 2;
    private const double CutlassStart = 2;

    /// <summary>Share of 64 bytes a clock and core that traffic within the last cache reaches: 5.5 to 5.7 TB/s read on H100.</summary>
    internal const double CachedShare = 1.0 / 3;

    /// <summary>Share of the last cache that inputs may fill and still stay in it.</summary>
    internal const double CacheFilled = 0.5;

    private static readonly ImmutableArray<(int Rows, int Outputs)> Tiles = [(16, 64), (16, 128), (64, 64), (64, 128), (128, 128), (128, 256), (256, 128)];

    /// <inheritdoc />
    public string Part(string precision) => precision switch
    {
        "fp8_block" => "blocks",
        "fp8" or "int8" => "eight_bit",
        "nvfp4" or "mxfp4_fp8" => "four_bit",
        _ => "half",
    };

    /// <inheritdoc />
    public KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants)
    {
        var gemm = (GemmCall)call;
        var rate = EffectiveRate(machine, gemm.Format.Compute);
        var busy = gemm.Operations / rate;
        var sag = 1 - (constants[LongSag] * busy / (busy + Seconds.OfMicroseconds(300).Total));
        var (compute, split, tiles) = Best(gemm, machine.Cores, rate * constants[ComputeShare] * sag, constants);
        var bytes = gemm.WeightBytes + gemm.InputBytes + gemm.OutputBytes;
        var kept = (machine.StartsCold ? 0 : constants[CacheKept]) * Math.Clamp(2 - (bytes * constants[Copies] / machine.SecondLevelCache), 0, 1);
        var drawn = Math.Min(1, tiles * split / machine.Cores) * machine.CacheBandwidth * constants[CoreStreams];
        var stream = (bytes * (1 - kept) / (machine.Bandwidth * constants[MemoryShare])) + (bytes * kept / (machine.CacheBandwidth * CachedShare));
        var memory = AttentionPhysics.Longest(stream, bytes / drawn, 0);
        var read = gemm.Rows * gemm.Inputs * 2;
        var before = gemm.ActivationBits < 16 && gemm.Start != ProductStart.QuantisedBefore ? constants[InputPass] * read / AttentionPhysics.Bandwidth(machine, read, CacheFilled, CachedShare) : 0;
        return KernelParts.Of(Seconds.OfMicroseconds(StartOf(gemm, constants[Floor])).Total + before, compute, memory, constants[Sharpness]);
    }

    private static double StartOf(GemmCall gemm, double floor) => gemm.Start switch
    {
        ProductStart.QuantisedBefore => Math.Max(floor / 2, floor - QuantisingStart),
        ProductStart.Cutlass => floor + CutlassStart,
        _ => floor,
    };

    /// <inheritdoc />
    public KernelParts Roofline(KernelCall call, KernelMachine machine)
    {
        var gemm = (GemmCall)call;
        var compute = gemm.Operations / machine.Rate(gemm.Format.Compute);
        var memory = (gemm.WeightBytes + gemm.InputBytes + gemm.OutputBytes) / machine.Bandwidth;
        return new KernelParts(0, compute, memory, Math.Max(compute, memory));
    }

    /// <inheritdoc />
    public void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features)
    {
        var gemm = (GemmCall)call with { Start = ProductStart.AsMeasured };
        var time = Time(gemm, machine, constants);
        var (_, split, _) = Best(gemm, machine.Cores, machine.Rate(gemm.Format.Compute), constants);
        var (m, n, k) = (gemm.Rows, gemm.Outputs, gemm.Inputs);
        var at = 0;
        void Put(Span<float> into, double value) => into[at++] = (float)value;
        Put(features, Math.Log2(m));
        Put(features, Math.Log2(n));
        Put(features, Math.Log2(k));
        Put(features, Log(time.Compute, time.Memory));
        Put(features, Log(time.Compute, time.Floor));
        Put(features, Log(time.Memory, time.Floor));
        Put(features, Log(time.Total, time.Floor));
        Put(features, Math.Log2(Math.Ceiling(m / 128) * Math.Ceiling(n / 128) / machine.Cores));
        Put(features, WaveFill(m, n, 128, 128, machine.Cores));
        Put(features, WaveFill(m, n, 128, 256, machine.Cores));
        Put(features, WaveFill(m, n, 256, 128, machine.Cores));
        Put(features, WaveFill(m, n, 64, 128, machine.Cores));
        Put(features, WaveFill(m, n, 64, 64, machine.Cores));
        Put(features, TileMath.Fill(m, 16));
        Put(features, TileMath.Fill(m, 64));
        Put(features, TileMath.Fill(m, 128));
        Put(features, TileMath.Fill(m, 256));
        Put(features, TileMath.Fill(n, 128));
        Put(features, TileMath.Fill(n, 256));
        Put(features, TileMath.Fill(k, 512));
        Put(features, TileMath.Fill(n, 64));
        Put(features, TileMath.Fill(k, 128));
        Put(features, TileMath.Fill(k, 256));
        Put(features, Math.Log2(Math.Ceiling(m / 64) * Math.Ceiling(n / 128) / machine.Cores));
        Put(features, Math.Log2(Math.Ceiling(m / 128) * Math.Ceiling(n / 256) / machine.Cores));
        Put(features, Math.Min(16, Math.Ceiling(Math.Ceiling(m / 128) * Math.Ceiling(n / 128) / machine.Cores)));
        Put(features, Log(gemm.WeightBytes, machine.SecondLevelCache));
        Put(features, Log(gemm.InputBytes, machine.SecondLevelCache));
        Put(features, Log(gemm.OutputBytes, machine.SecondLevelCache));
        Put(features, Math.Log2(split));
        Put(features, Math.Log2(k / split));
        Put(features, gemm.Format.ElementBits);
        Put(features, gemm.ActivationBits);
        Put(features, gemm.Format.WeightsPerScale > 0 ? 1 : 0);
        Put(features, Math.Log2(machine.Rate(gemm.Format.Compute) / machine.HalfRate));
        Put(features, Math.Log2(machine.Rate(gemm.Format.Compute) / machine.Bandwidth));
        var best = Math.Max(time.Compute, time.Memory);
        foreach (var (rows, outputs) in Tiles)
        {
            Put(features, Log(Tile(gemm, machine.Cores, EffectiveRate(machine, gemm.Format.Compute) * constants[ComputeShare], constants, rows, outputs).Seconds, best));
        }

        var reread = (Math.Ceiling(m / 128) * gemm.WeightBytes) + (Math.Ceiling(n / 128) * gemm.InputBytes);
        Put(features, Log(reread, gemm.WeightBytes + gemm.InputBytes + gemm.OutputBytes));
        Alignment(gemm, machine, Log(time.Total, best), features[at..]);
    }

    /// <summary>Rows that vector loads take whole, and tiles of 256 outputs.</summary>
    private static void Alignment(GemmCall gemm, KernelMachine machine, double totalOverBest, Span<float> features)
    {
        var (m, n, k) = (gemm.Rows, gemm.Outputs, gemm.Inputs);
        ReadOnlySpan<double> all =
        [
            m % 8 == 0 ? 1 : 0, m % 4 == 0 ? 1 : 0, m % 2 == 0 ? 1 : 0, TileMath.Fill(m, 8), TileMath.Fill(m, 32), m <= 1 ? 1 : 0, Log(m, n), Log(k, n),
            WaveFill(m, n, 256, 256, machine.Cores), WaveFill(m, n, 64, 256, machine.Cores), totalOverBest,
        ];
        for (var i = 0; i < all.Length; i++)
        {
            features[i] = (float)all[i];
        }
    }

    /// <summary>
    /// The rate of a format when operands must be fed at the pace of 16-bit arithmetic: time per operation is 1/F plus a sixth
    /// of 1/F of 16 bits, so that ever narrower formats gain ever less.
    /// </summary>
    /// <param name="machine">The machine.</param>
    /// <param name="format">The format.</param>
    internal static double EffectiveRate(KernelMachine machine, NumberFormat format)
    {
        const double Feed = 1.0 / 6;
        var rate = machine.Rate(format);
        return (1 + Feed) / ((1 / rate) + (Feed / machine.HalfRate));
    }

    private static double Log(double of, double over) => Math.Log2(Math.Max(of, 1e-12) / Math.Max(over, 1e-12));

    private static double WaveFill(double m, double n, int rows, int outputs, double cores) =>
        TileMath.WaveFill(Math.Ceiling(m / rows) * Math.Ceiling(n / outputs), cores);

    private static (double Seconds, double Split, double Tiles) Best(GemmCall gemm, double cores, double rate, ReadOnlySpan<double> constants)
    {
        var best = (Seconds: double.PositiveInfinity, Split: 1.0, Tiles: 1.0);
        foreach (var (rows, outputs) in Tiles)
        {
            var tile = Tile(gemm, cores, rate, constants, rows, outputs);
            if (tile.Seconds < best.Seconds)
            {
                best = tile;
            }
        }

        return best;
    }

    private static (double Seconds, double Split, double Tiles) Tile(
        GemmCall gemm, double cores, double rate, ReadOnlySpan<double> constants, int rows, int outputs)
    {
        var tiles = Math.Ceiling(gemm.Rows / rows) * Math.Ceiling(gemm.Outputs / outputs);
        var split = TileMath.Split(tiles, cores, gemm.Inputs);
        var waves = TileMath.Waves(tiles * split, cores, constants[TailHidden]);
        var operations = 2.0 * rows * outputs * ((gemm.Inputs / split) + constants[StartDepth]);
        var loss = 1 + (constants[TileLoss] * 64 * ((1.0 / rows) + (1.0 / outputs)));
        return (waves * operations * loss * cores / rate, split, tiles);
    }
}
