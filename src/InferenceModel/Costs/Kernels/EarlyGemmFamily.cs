using System.Collections.Immutable;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// Matrix multiplications whose tiles are dealt to cores in whole waves and never split along the inputs: 128 outputs to a tile, as many
/// rows as there are up to 128. Where tiles are fewer than cores, the others idle; where memory takes longer, it decides.
/// </summary>
internal sealed class EarlyGemmFamily : IKernelFamily
{
    private const int Floor = 0;
    private const int ComputeShare = 1;
    private const int MemoryShare = 2;
    private const int StartDepth = 3;
    private const int TailHidden = 4;
    private const int Sharpness = 5;
    private const int LeastRows = 6;
    private const int PassRows = 7;
    private const int PassLimit = 8;

    private const double TileOutputs = 128;
    private const double MostRows = 128;

    /// <inheritdoc />
    public string Id => "early_gemm";

    /// <inheritdoc />
    public ImmutableArray<KernelConstant> Constants { get; } =
    [
        new("floor_us", 3, 0.5, 50, "microseconds of a launch with next to nothing to do"),
        new("compute_share", 0.65, 0.1, 1.1, "share of the dense rate a full wave of tiles reaches"),
        new("memory_share", 0.85, 0.2, 1.1, "share of bandwidth a stream of weights reaches"),
        new("start_depth", 200, 1, 4000, "inner dimension a tile's start and end are worth"),
        new("tail_hidden", 0, 0, 1, "share of a partly filled last wave that does not cost a whole one"),
        new("sharpness", 4, 1, 16, "how well arithmetic and traffic hide behind each other"),
        new("least_rows", 16, 8, 128, "rows of the smallest tile"),
        new("pass_rows", 65536, 1, 65536, "rows for which kernels of few rows read the weights anew"),
        new("pass_limit", 1, 1, 65536, "rows up to which such kernels run"),
    ];

    /// <inheritdoc />
    public ImmutableArray<string> FeatureNames { get; } = ["log_compute_over_memory", "log_total_over_floor"];

    /// <inheritdoc />
    public KernelParts Time(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants)
    {
        var gemm = ((EarlyGemmCall)call).Product;
        var passes = gemm.Rows <= constants[PassLimit] ? Math.Ceiling(gemm.Rows / constants[PassRows]) : 1;
        var memory = ((gemm.WeightBytes * passes) + gemm.InputBytes + gemm.OutputBytes) / (machine.Bandwidth * constants[MemoryShare]);
        var rate = machine.Rate(gemm.Format.Compute) * constants[ComputeShare];
        return KernelParts.Of(Seconds.OfMicroseconds(constants[Floor]).Total, Arithmetic(gemm, machine.Cores, rate, constants), memory, constants[Sharpness]);
    }

    /// <inheritdoc />
    public KernelParts Roofline(KernelCall call, KernelMachine machine)
    {
        var gemm = ((EarlyGemmCall)call).Product;
        var compute = gemm.Operations / machine.Rate(gemm.Format.Compute);
        var memory = (gemm.WeightBytes + gemm.InputBytes + gemm.OutputBytes) / machine.Bandwidth;
        return new KernelParts(0, compute, memory, Math.Max(compute, memory));
    }

    /// <inheritdoc />
    public void Features(KernelCall call, KernelMachine machine, ReadOnlySpan<double> constants, Span<float> features)
    {
        var time = Time(call, machine, constants);
        var into = new FeatureWriter(features);
        into.PutRatio(time.Compute, time.Memory);
        into.PutRatio(time.Total, time.Floor);
    }

    private static double Arithmetic(GemmCall gemm, double cores, double rate, ReadOnlySpan<double> constants)
    {
        var rows = Math.Clamp(Math.Pow(2, Math.Ceiling(Math.Log2(gemm.Rows))), constants[LeastRows], MostRows);
        var tiles = Math.Ceiling(gemm.Rows / rows) * Math.Ceiling(gemm.Outputs / TileOutputs);
        var operations = 2 * rows * TileOutputs * (gemm.Inputs + constants[StartDepth]);
        return TileMath.Waves(tiles, cores, constants[TailHidden]) * operations * cores / rate;
    }
}
