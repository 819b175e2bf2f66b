using System.Collections.Immutable;

namespace InferenceModel.Costs.Kernels;

/// <summary>The constants of one family for all that was measured, and what stands in for what was not.</summary>
public sealed class KernelCoefficients
{
    /// <summary>Generations of chips with stacked memory, and beside them those of the same time without: neighbours resemble each other most.</summary>
    private static readonly ImmutableArray<(string Stacked, string Plain)> Order =
        [("pascal", "pascal_gddr"), ("volta", "turing"), ("ampere", "ampere_ga102"), ("hopper", "ada"), ("blackwell", "blackwell_geforce"), ("rubin", "rubin_gddr")];

    /// <summary>Generations that a foreign kind of memory is worth: fewer bytes for each operation, other cores, a larger last cache.</summary>
    private const int KindRemove = 2;

    /// <summary>The precision of a set that holds for every precision.</summary>
    public const string AnyPrecision = "any";

    private readonly Dictionary<CoefficientKey, CoefficientSet> byKey;

    /// <summary>Gathers sets.</summary>
    /// <param name="family">The family.</param>
    /// <param name="sets">Its sets.</param>
    public KernelCoefficients(IKernelFamily family, IEnumerable<CoefficientSet> sets)
    {
        Family = family;
        Sets = [.. sets.OrderBy(set => set.Key.ToString(), StringComparer.Ordinal)];
        byKey = Sets.ToDictionary(set => set.Key);
    }

    /// <summary>The family.</summary>
    public IKernelFamily Family { get; }

    /// <summary>The sets, sorted by what they were fitted for.</summary>
    public ImmutableArray<CoefficientSet> Sets { get; }

    /// <summary>
    /// The set for a call: the exact one; where the call leaves the kernel to the engine, the kernel with most measured rows; else
    /// the nearest, by precision first, then generation, kernel and engine; else the family's start values.
    /// </summary>
    /// <param name="engine">Engine.</param>
    /// <param name="precision">Precision.</param>
    /// <param name="generation">Generation.</param>
    public CoefficientChoice Choose(string engine, string precision, string generation)
    {
        var key = new CoefficientKey(engine, precision, generation);
        if (byKey.TryGetValue(key, out var exact) || byKey.TryGetValue(key with { Precision = AnyPrecision }, out exact))
        {
            return new CoefficientChoice(exact, IsExact: true, exact.Rows > 0 ? "fitted" : "chosen");
        }

        var kernel = Sets.Where(set => set.Key.Engine == engine && set.Key.Generation == generation && FormatOf(set.Key.Precision) == precision).MaxBy(set => set.Rows);
        if (kernel is not null)
        {
            return new CoefficientChoice(kernel, IsExact: true, $"fitted for {kernel.Key.Precision}");
        }

        var near = Sets.Select(set => (Set: set, Distance: Distance(set.Key, key))).OrderBy(pair => pair.Distance).Select(pair => pair.Set).FirstOrDefault();
        return near is null
            ? new CoefficientChoice(Unfitted(key), IsExact: false, "start values, nothing was measured")
            : new CoefficientChoice(near, IsExact: false, $"taken from {near.Key}");
    }

    private CoefficientSet Unfitted(CoefficientKey key) =>
        new(key, [.. Family.Constants.Select(constant => constant.Start)], 0, 0, 0, "no measurement");

    /// <summary>A foreign precision weighs most, then a foreign generation by its remove, then a foreign engine.</summary>
    private static int Distance(CoefficientKey candidate, CoefficientKey wanted)
    {
        var precision = candidate.Precision == wanted.Precision ? 0 : FormatOf(candidate.Precision) == FormatOf(wanted.Precision) ? 6 : 100;
        var (one, other) = (Rank(candidate.Generation), Rank(wanted.Generation));
        var generation = 4 * (Math.Abs(one.Age - other.Age) + (one.IsStacked == other.IsStacked ? 0 : KindRemove));
        return precision + generation + (candidate.Engine == wanted.Engine ? 0 : KernelInputs.IsServed(candidate.Engine) ? 3 : 50);
    }

    /// <summary>A precision without the kernel it may name behind a slash.</summary>
    private static string FormatOf(string precision)
    {
        var slash = precision.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? precision : precision[..slash];
    }

    private static (int Age, bool IsStacked) Rank(string generation)
    {
        var age = Order.IndexOf(Order.FirstOrDefault(pair => pair.Stacked == generation || pair.Plain == generation));
        return age < 0 ? Rank("hopper") : (age, Order[age].Stacked == generation);
    }
}
