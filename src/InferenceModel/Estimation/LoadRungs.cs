using System.Collections.Immutable;

namespace InferenceModel.Estimation;

/// <summary>
/// Numbers of decoding sequences at which a rank is looked at: each about an eighth above the last, and every size batches are padded to, where the
/// rate of a rank peaks.
/// </summary>
internal static class LoadRungs
{
    private const double Most = 4096;
    private const double Ratio = 1.125;

    private static readonly ImmutableArray<double> Even = Make();

    /// <summary>The rungs of an engine's batches.</summary>
    /// <param name="batchSizes">Sizes a batch is padded to.</param>
    /// <param name="stages">Pipeline stages, each with a batch of its own.</param>
    public static ImmutableArray<double> Of(ImmutableArray<int> batchSizes, int stages) =>
        [.. batchSizes.Select(size => (double)size * stages).Concat(Even).Distinct().Order()];

    private static ImmutableArray<double> Make()
    {
        var rungs = new List<double> { 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5 };
        for (var value = 2.0; value <= Most; value = Math.Max(value + 1, Math.Round(value * Ratio)))
        {
            rungs.Add(value);
        }

        return [.. rungs];
    }
}
