using System.Collections.Immutable;
using InferenceModel.Models;
using InferenceModel.Units;

namespace InferenceModel.Hardware;

/// <summary>A chip that runs layers: its data sheet, never derated.</summary>
/// <param name="Id">The name files use.</param>
/// <param name="Name">The name people use.</param>
/// <param name="Architecture">Generation, for example <c>hopper</c>; efficiencies are kept by it.</param>
/// <param name="Maturity">Whether it can be bought.</param>
/// <param name="Memory">What software can address.</param>
/// <param name="MemoryBandwidth">Bandwidth of that memory.</param>
/// <param name="SecondLevelCache">The last cache before memory.</param>
/// <param name="Multiprocessors">Streaming multiprocessors, compute units or cores.</param>
/// <param name="DenseRates">Peak rates of the matrix units, by number format; only formats it has.</param>
/// <param name="ThermalDesignPower">Rated power of the package.</param>
public sealed record Accelerator(
    string Id,
    string Name,
    string Architecture,
    Maturity Maturity,
    Figure<Bytes> Memory,
    Figure<BytesPerSecond> MemoryBandwidth,
    Figure<Bytes> SecondLevelCache,
    Figure<double> Multiprocessors,
    ImmutableSortedDictionary<NumberFormat, Figure<FlopsPerSecond>> DenseRates,
    Figure<Watts> ThermalDesignPower)
{
    /// <summary>
    /// The unchanged chip, where this one is a what-if of it: what was learned of its kernels holds, so that only the changed figure
    /// moves the answer. Null for a chip of its own.
    /// </summary>
    public Accelerator? LearnedAs { get; init; }

    /// <summary>Exponentials per second of the special function units, which bind attention with narrow heads; null where the sheet has none.</summary>
    public Figure<FlopsPerSecond>? ExponentialRate { get; init; }

    /// <summary>
    /// Share of the rates its power lets it keep up where a chip of the same cores with more power keeps all: 1 where nothing is known of a limit.
    /// </summary>
    public Figure<double>? SustainedShare { get; init; }

    /// <summary>The chip at the clock its power lets it keep up; what was learned of the unlimited chip holds.</summary>
    public Accelerator Sustained()
    {
        if (SustainedShare is not { } limit)
        {
            return this;
        }

        Figure<FlopsPerSecond> Slower(Figure<FlopsPerSecond> rate) => rate with { Value = rate.Value * limit.Value };
        return this with
        {
            LearnedAs = LearnedAs ?? this,
            // The 32-bit rate stands for the clock, which stays up while memory binds: power runs short under matrix instructions.
            DenseRates = DenseRates.ToImmutableSortedDictionary(rate => rate.Key, rate => rate.Key == NumberFormat.Fp32 ? rate.Value : Slower(rate.Value)),
        };
    }

    /// <summary>What its owner measured of its kernels; null for chips whose kernels are learned from published tables.</summary>
    public MeasuredKernels? Measured { get; init; }

    /// <summary>The format a multiplication really runs in here: the one asked for, or the nearest wider one the chip has.</summary>
    /// <param name="wanted">The format asked for.</param>
    public NumberFormat Supported(NumberFormat wanted)
    {
        foreach (var format in Fallbacks(wanted))
        {
            if (DenseRates.ContainsKey(format))
            {
                return format;
            }
        }

        return DenseRates.Keys.First();
    }

    /// <summary>The peak rate of the format a multiplication really runs in.</summary>
    /// <param name="wanted">The format asked for.</param>
    public FlopsPerSecond Rate(NumberFormat wanted) => DenseRates[Supported(wanted)].Value;

    /// <summary>Whether any figure is a guess within a band.</summary>
    public bool IsAssumed => Memory.IsBand || MemoryBandwidth.IsBand || DenseRates.Values.Any(rate => rate.IsBand);

    /// <summary>The chip with every guess at one end of its band.</summary>
    /// <param name="outlook">Which end.</param>
    public Accelerator Under(Outlook outlook) => this with
    {
        Memory = Memory.MoreIsBetter(outlook),
        MemoryBandwidth = MemoryBandwidth.MoreIsBetter(outlook),
        SecondLevelCache = SecondLevelCache.MoreIsBetter(outlook),
        DenseRates = DenseRates.ToImmutableSortedDictionary(rate => rate.Key, rate => rate.Value.MoreIsBetter(outlook)),
    };

    private static NumberFormat[] Fallbacks(NumberFormat wanted) => wanted switch
    {
        NumberFormat.Fp4 => [NumberFormat.Fp4, NumberFormat.Fp8, NumberFormat.Bf16, NumberFormat.Fp16, NumberFormat.Fp32],
        NumberFormat.Fp8 => [NumberFormat.Fp8, NumberFormat.Bf16, NumberFormat.Fp16, NumberFormat.Fp32],
        NumberFormat.Int8 => [NumberFormat.Int8, NumberFormat.Bf16, NumberFormat.Fp16, NumberFormat.Fp32],
        NumberFormat.Bf16 => [NumberFormat.Bf16, NumberFormat.Fp16, NumberFormat.Fp32],
        NumberFormat.Fp16 => [NumberFormat.Fp16, NumberFormat.Bf16, NumberFormat.Fp32],
        _ => [NumberFormat.Fp32, NumberFormat.Bf16, NumberFormat.Fp16],
    };
}
