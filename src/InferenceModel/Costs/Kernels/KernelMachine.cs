using System.Collections.Immutable;
using InferenceModel.Hardware;
using InferenceModel.Models;

namespace InferenceModel.Costs.Kernels;

/// <summary>What kernel physics needs of an accelerator's data sheet, as plain numbers of SI units.</summary>
public sealed class KernelMachine
{
    /// <summary>Numbers of <see cref="WriteTraits"/>.</summary>
    public const int TraitCount = 5;

    /// <summary>16-bit operations in the time of one exponential on chips whose sheet does not say: those of Hopper.</summary>
    private const double OperationsPerExponential = 256;

    /// <summary>Bytes a clock that a core draws from the last cache at best.</summary>
    private const double CacheBytesPerClock = 64;

    /// <summary>Bandwidth of the last cache over that of memory on chips whose sheet has no 32-bit rate: that of H100.</summary>
    private const double CacheOverMemory = 5;

    /// <summary>
    /// Joules of a dense 16-bit operation where matrix instructions take <see cref="WarpRows"/> rows: they read operands from registers (chosen:
    /// L40S keeps 240 of 362 TFLOP/s at 350 W).
    /// </summary>
    private const double JoulesPerOperation = 1.4e-12;

    /// <summary>Rows of a matrix instruction of one warp.</summary>
    private const double WarpRows = 16;

    /// <summary>How energy falls as instructions grow: operands are fetched for more rows at once (chosen: H100 keeps 0.83 of its rate at 700 W).</summary>
    private const double EnergyExponent = 0.4;

    private readonly ImmutableArray<double> rates;

    /// <summary>Takes the figures of an accelerator.</summary>
    /// <param name="accelerator">The chip.</param>
    public KernelMachine(Accelerator accelerator)
    {
        Accelerator = accelerator;
        rates = [.. Enum.GetValues<NumberFormat>().Select(format => accelerator.Rate(format).Total)];
        Bandwidth = accelerator.MemoryBandwidth.Value.Total;
        SecondLevelCache = accelerator.SecondLevelCache.Value.Total;
        Cores = accelerator.Multiprocessors.Value;
        Generation = accelerator.Architecture;
        CacheBandwidth = accelerator.DenseRates.ContainsKey(NumberFormat.Fp32) ? Rate(NumberFormat.Fp32) * CacheBytesPerClock / OperationsPerClock : Bandwidth * CacheOverMemory;
        MatrixRows = Generation switch { "hopper" => 64, "blackwell" or "rubin" => 128, _ => WarpRows };
        ExponentialRate = accelerator.ExponentialRate?.Value.Total ?? (HalfRate / OperationsPerExponential);
    }

    private static double Remove(double one, double other) => Math.Abs(Math.Log2(one / other));

    /// <summary>32-bit operations of a core in a clock: 64 lanes up to GA100, 128 since, two operations each.</summary>
    private double OperationsPerClock => Generation is "pascal" or "volta" or "turing" or "ampere" ? 128 : 256;

    /// <summary>
    /// Whether operands lie in memory when a kernel starts. Tables repeat one kernel, so that what fits in the last cache is still there; in a step of
    /// serving all other layers have passed through it since.
    /// </summary>
    public bool StartsCold { get; init; }

    /// <summary>The chip.</summary>
    public Accelerator Accelerator { get; }

    /// <summary>Generation; physics coefficients are kept by it.</summary>
    public string Generation { get; }

    /// <summary>Memory bandwidth in bytes per second.</summary>
    public double Bandwidth { get; }

    /// <summary>
    /// Bytes per second that all cores together could draw from the last cache: 64 bytes a clock and core. It grows with cores and clock and
    /// not with memory: H200's cache is as quick as H100's.
    /// </summary>
    public double CacheBandwidth { get; }

    /// <summary>Clock of the cores in hertz, as the sheet's 32-bit rate implies; null where it has none.</summary>
    public double? Clock => Accelerator.DenseRates.ContainsKey(NumberFormat.Fp32) ? Rate(NumberFormat.Fp32) / (OperationsPerClock * Cores) : null;

    /// <summary>Share of the dense rate that the rated power sustains.</summary>
    public double SustainedShare =>
        Math.Min(1, Accelerator.ThermalDesignPower.Value.InBase / (HalfRate * JoulesPerOperation * Math.Pow(WarpRows / MatrixRows, EnergyExponent)));

    /// <summary>How far the sheet of another machine is from this one's: the sum of logarithms of bandwidths, 16-bit rates, cores and last caches over one another.</summary>
    /// <param name="other">The other machine.</param>
    public double RemoveFrom(KernelMachine other) =>
        Remove(Bandwidth, other.Bandwidth) + Remove(HalfRate, other.HalfRate) + Remove(Cores, other.Cores) + Remove(SecondLevelCache, other.SecondLevelCache);

    /// <summary>Bytes of the last cache before memory.</summary>
    public double SecondLevelCache { get; }

    /// <summary>Rows of one matrix instruction: 16 of a warp (mma), 64 of a warp group (wgmma), 128 of a core (tcgen05).</summary>
    public double MatrixRows { get; }

    /// <summary>Standard deviation of the contexts of sequences that decode side by side, over their mean; 0 for sequences that are alike.</summary>
    public double ContextSpread { get; init; }

    /// <summary>Exponentials per second.</summary>
    public double ExponentialRate { get; }

    /// <summary>Streaming multiprocessors.</summary>
    public double Cores { get; }

    /// <summary>Dense operations per second of the format a multiplication really runs in.</summary>
    /// <param name="format">The format asked for.</param>
    public double Rate(NumberFormat format) => rates[(int)format];

    /// <summary>Dense operations per second in 16 bits: the measure of a core against which other rates are put.</summary>
    public double HalfRate => Rate(NumberFormat.Bf16);

    /// <summary>
    /// What sets one machine apart from another in a fit, by ratios of its data sheet: operations per byte, cores, a core's
    /// 16-bit operations per nanosecond, cache per core, and the rate of eight bits over that of sixteen.
    /// </summary>
    /// <param name="traits">Takes <see cref="TraitCount"/> numbers.</param>
    public void WriteTraits(Span<float> traits)
    {
        traits[0] = (float)Math.Log2(HalfRate / Bandwidth);
        traits[1] = (float)Math.Log2(Cores);
        traits[2] = (float)Math.Log2(HalfRate / Cores) - 40;
        traits[3] = (float)Math.Log2(SecondLevelCache / Cores) - 18;
        traits[4] = (float)Math.Log2(Rate(NumberFormat.Fp8) / HalfRate);
    }
}
