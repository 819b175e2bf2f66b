namespace InferenceModel.Profiling.Measuring;

/// <summary>The plainest sampling: the likeliest token.</summary>
internal static class Greedy
{
    /// <summary>The place of the largest number of each row.</summary>
    /// <param name="logits">Rows of equal length, one after the other.</param>
    /// <param name="chosen">Takes one place a row.</param>
    public static void Choose(ReadOnlySpan<float> logits, Span<long> chosen)
    {
        var width = logits.Length / chosen.Length;
        for (var row = 0; row < chosen.Length; row++)
        {
            var numbers = logits.Slice(row * width, width);
            var best = 0;
            for (var i = 1; i < numbers.Length; i++)
            {
                best = numbers[i] > numbers[best] ? i : best;
            }

            chosen[row] = best;
        }
    }
}
