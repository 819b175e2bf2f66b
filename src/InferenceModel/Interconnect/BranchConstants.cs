using System.Collections.Immutable;
using InferenceModel.Interconnect.Algorithms;
using InferenceModel.Units;

namespace InferenceModel.Interconnect;

/// <summary>
/// The constants of one algorithm as one implementation runs it on one generation of links:
/// T = base + step * steps + doubling * log2(domains) + bytes * max(w / (efficiency * B), (w + c) / (per_multiprocessor * m)) + token * tokens + expert * experts,
/// with w = traffic (1 + spread log2(ranks)) and c = copy * copies; where copies pass the wire, or multiprocessors do not limit, c counts in the first term too.
/// </summary>
public sealed record BranchConstants
{
    /// <summary>The algorithm.</summary>
    public required CollectiveAlgorithm Algorithm { get; init; }

    /// <summary>What people call this kernel or protocol.</summary>
    public required string Name { get; init; }

    /// <summary>What every call pays.</summary>
    public Seconds Base { get; init; }

    /// <summary>What a step pays.</summary>
    public Seconds Step { get; init; }

    /// <summary>What each doubling of the domains pays.</summary>
    public Seconds Doubling { get; init; }

    /// <summary>What a token pays.</summary>
    public Seconds Token { get; init; }

    /// <summary>What an expert pays.</summary>
    public Seconds Expert { get; init; }

    /// <summary>Share of the link's nominal bandwidth that is reached.</summary>
    public double Efficiency { get; init; } = 1;

    /// <summary>Weight of copies within a rank.</summary>
    public double Copy { get; init; }

    /// <summary>Share of its bandwidth a kernel loses with each doubling of the ranks: more and shorter writes.</summary>
    public double Spread { get; init; }

    /// <summary>Bandwidth one multiprocessor drives, or zero where multiprocessors do not limit.</summary>
    public BytesPerSecond PerMultiprocessor { get; init; }

    /// <summary>The smallest group it is used for.</summary>
    public int LeastRanks { get; init; } = 1;

    /// <summary>The largest group it is used for.</summary>
    public int MostRanks { get; init; } = int.MaxValue;

    /// <summary>The least size it is used for, by ranks; the entry of the nearest smaller group counts.</summary>
    public ImmutableSortedDictionary<int, Bytes> From { get; init; } = ImmutableSortedDictionary<int, Bytes>.Empty;

    /// <summary>The largest size it is used for, by ranks; the entry of the nearest smaller group counts.</summary>
    public ImmutableSortedDictionary<int, Bytes> UpTo { get; init; } = ImmutableSortedDictionary<int, Bytes>.Empty;

    /// <summary>The branch these constants make on a group.</summary>
    /// <param name="kind">What is done.</param>
    /// <param name="shape">The group.</param>
    /// <param name="wire">The wire the bytes pass.</param>
    public CollectiveBranch On(CollectiveKind kind, GroupShape shape, in WireTerms wire)
    {
        var latency = (Base + (Step * Algorithm.Steps(kind, shape)) + (Doubling * Math.Log2(Math.Max(1, shape.Domains)))) * wire.LatencyScale;
        var farther = wire.ExtraCrossing * Algorithm.Crossings(kind, shape);
        var traffic = Algorithm.Traffic(kind, shape) * (1 + (Spread * Math.Log2(shape.Ranks)));
        var copied = Copy * Algorithm.Copies(kind, shape);
        var perByte = Bytes.Of(traffic + (Algorithm.CopiesPassTheWire || PerMultiprocessor <= BytesPerSecond.Zero ? copied : 0)) / (wire.Bandwidth * (Efficiency * wire.EfficiencyScale));
        if (PerMultiprocessor > BytesPerSecond.Zero && shape.Multiprocessors > 0)
        {
            // Multiprocessors read and write whatever travels and whatever stays.
            perByte = Seconds.Max(perByte, Bytes.Of(traffic + copied) / (PerMultiprocessor * shape.Multiprocessors));
        }

        return new CollectiveBranch(
            Name, latency + farther, perByte, Token * wire.LatencyScale, Expert * wire.LatencyScale, Algorithm.Copying,
            Window(From, shape.Ranks) ?? Bytes.Zero, Window(UpTo, shape.Ranks) ?? Bytes.Of(double.PositiveInfinity));
    }

    private static Bytes? Window(ImmutableSortedDictionary<int, Bytes> sizes, int ranks)
    {
        Bytes? found = null;
        foreach (var (group, size) in sizes)
        {
            found = group <= ranks || found is null ? size : found;
        }

        return found;
    }
}
