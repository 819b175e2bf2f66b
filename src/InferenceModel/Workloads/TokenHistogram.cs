namespace InferenceModel.Workloads;

/// <summary>How often each number of tokens was seen.</summary>
public sealed class TokenHistogram
{
    private readonly int[] tokens;
    private readonly double[] upTo;

    /// <summary>Makes it of numbers and their weights.</summary>
    /// <param name="weights">Weight, in any measure and not negative, by tokens; one at least is more than zero.</param>
    public TokenHistogram(IReadOnlyDictionary<int, double> weights)
    {
        tokens = [.. weights.Keys.Order()];
        upTo = new double[tokens.Length];
        var sum = 0.0;
        for (var i = 0; i < tokens.Length; i++)
        {
            sum += weights[tokens[i]];
            upTo[i] = sum;
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sum, nameof(weights));
        Mean = weights.Sum(pair => pair.Key * pair.Value) / sum;
    }

    /// <summary>Mean tokens.</summary>
    public double Mean { get; }

    /// <summary>A number of tokens, by its weight; one at least.</summary>
    /// <param name="random">Where chance comes from.</param>
    public int Next(RandomSequence random)
    {
        var at = Array.BinarySearch(upTo, random.NextDouble() * upTo[^1]);
        return Math.Max(1, tokens[Math.Min(tokens.Length - 1, at < 0 ? ~at : at + 1)]);
    }
}
