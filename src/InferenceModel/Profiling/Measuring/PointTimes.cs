using System.Collections.Immutable;

namespace InferenceModel.Profiling.Measuring;

/// <summary>What one prompt and its decoding took.</summary>
/// <param name="Prompts">Seconds of the prompt, each time it was computed.</param>
/// <param name="Steps">Seconds of each decoded token.</param>
/// <param name="LastTokens">The token each sequence ended with.</param>
public sealed record PointTimes(ImmutableArray<double> Prompts, ImmutableArray<double> Steps, ImmutableArray<long> LastTokens)
{
    /// <summary>Time to first token: the median of the prompts.</summary>
    public double FirstToken => Median(Prompts);

    /// <summary>Time per output token: from the first token to the last over the tokens between.</summary>
    public double PerToken => Steps.Average();

    /// <summary>The gap between tokens that half of the gaps do not exceed.</summary>
    public double MedianGap => Median(Steps);

    private static double Median(ImmutableArray<double> numbers) => Calibration.ErrorStatistics.Quantile([.. numbers.Order()], 0.5);
}
