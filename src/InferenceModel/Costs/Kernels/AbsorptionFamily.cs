using System.Collections.Immutable;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// Batched multiplications with one small matrix for each head. Output tiles are dealt to cores in waves; matrices, inputs and
/// outputs pass through memory or stay in the last cache; eight-bit multiplication first quantises its input.
/// </summary>
internal sealed class AbsorptionFamily : IKernelFamily
{
    private const int Floor = 0;
    private const int ComputeShare = 1;
    private const int MemoryShare = 2;
    private const int CacheSpeed = 3;
    private const int CacheShare = 4;
    private const int TileStart = 5;
    private const int Passes = 6;
    private const int Sharpness = 7;

    /// <inheritdoc />
    public string Id => "mla_bmm";

    /// <inheritdoc />
    public ImmutableArray<KernelConstant> Constants { get; } =
    [
        new("floor_us", 3, 0.5, 50, "microseconds of a launch with next to nothing to do"),
        new("compute_share", 0.5, 0.02, 1.1, "share of the dense rate reached"),
        new("memory_share", 0.7, 0.1, 1.1, "share of bandwidth reached"),
        new("cache_speed", 2.5, 1, 8, "bandwidth of the last cache over that of memory"),
        new("cache_share", 0.7, 0.05, 2.5, "share of the last cache that may be filled and still stay"),
        new("tile_us", 0.5, 0.01, 10, "microseconds a tile starts and ends in"),
        new("passes", 1, 0.01, 10, "passes over the input before an eight-bit multiplication"),
        new("sharpness", 3, 1, 8, "how well arithmetic and traffic hide behind each other"),
    ];

    /// <inheritdoc />
    public ImmutableArray<string> FeatureNames { get; } =
    [
        "log_total_over_floor", "log_compute_over_memory", "log_memory_over_floor", "log_tiles_over_cores", "wave_fill_128", "wave_fill_64", "log_tokens", "log_heads",
        "log_inputs", "log_outputs", "row_fill_64", "row_fill_128", "bits", "log_weight_over_last_cache", "log_bytes_over_last_cache", "log_matrix_rows",
    ];

    /// <inheritdoc />
    public KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants)
    {
        var product = (AbsorptionCall)call;
        var tiles = Tiles(product, 128);
        var rate = machine.Rate(Format(product)) * constants[ComputeShare] / machine.Cores;
        var rows = Math.Min(128, 16 * Math.Ceiling(product.Tokens / 16));
        var each = (2 * rows * 128 * product.Inputs / rate) + Seconds.OfMicroseconds(constants[TileStart]).Total;
        var bytes = product.WeightBytes + product.InputBytes + product.OutputBytes;
        var bandwidth = AttentionPhysics.Bandwidth(machine, bytes, constants[CacheShare], constants[CacheSpeed]);
        var before = product.Bits < 12 ? constants[Passes] * product.InputBytes / bandwidth : 0;
        var floor = Seconds.OfMicroseconds(constants[Floor]).Total + before;
        return KernelParts.Of(floor, TileMath.Waves(tiles, machine.Cores, hidden: 0.5) * each, bytes / (bandwidth * constants[MemoryShare]), constants[Sharpness]);
    }

    /// <inheritdoc />
    public KernelParts Roofline(KernelCall call, KernelMachine machine)
    {
        var product = (AbsorptionCall)call;
        var compute = product.Operations / machine.Rate(Format(product));
        var memory = (product.WeightBytes + product.InputBytes + product.OutputBytes) / machine.Bandwidth;
        return new KernelParts(0, compute, memory, Math.Max(compute, memory));
    }

    /// <inheritdoc />
    public void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features)
    {
        var product = (AbsorptionCall)call;
        var time = Time(call, machine, constants);
        var bytes = product.WeightBytes + product.InputBytes + product.OutputBytes;
        var into = new FeatureWriter(features);
        into.PutRatio(time.Total, time.Floor);
        into.PutRatio(time.Compute, time.Memory);
        into.PutRatio(time.Memory, time.Floor);
        into.PutRatio(Tiles(product, 128), machine.Cores);
        into.Put(TileMath.WaveFill(Tiles(product, 128), machine.Cores));
        into.Put(TileMath.WaveFill(Tiles(product, 64), machine.Cores));
        into.PutRatio(product.Tokens);
        into.PutRatio(product.Heads);
        into.PutRatio(product.Inputs);
        into.PutRatio(product.Outputs);
        into.Put(TileMath.Fill(product.Tokens, 64));
        into.Put(TileMath.Fill(product.Tokens, 128));
        into.Put(product.Bits);
        into.PutRatio(product.WeightBytes, machine.SecondLevelCache);
        into.PutRatio(bytes, machine.SecondLevelCache);
        into.PutRatio(machine.MatrixRows);
    }

    private static NumberFormat Format(AbsorptionCall product) => product.Bits < 12 ? NumberFormat.Fp8 : NumberFormat.Bf16;

    private static double Tiles(AbsorptionCall product, double rows) => product.Heads * Math.Ceiling(product.Tokens / rows) * Math.Ceiling(product.Outputs / 128);
}
