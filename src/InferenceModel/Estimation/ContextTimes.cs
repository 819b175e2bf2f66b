using InferenceModel.Operators;

namespace InferenceModel.Estimation;

/// <summary>
/// The times of operators that look at caches. Decoding is a surface over sequences and context; prompts are a surface over
/// chunk and past for one sequence, and another for what each further sequence adds.
/// </summary>
/// <param name="Decode">Decoding; null where it has no part in it.</param>
/// <param name="Prompt">One prompt chunk; null where it has no part in it.</param>
/// <param name="FurtherPrompt">Each further chunk of the same step; null where it has no part in it.</param>
internal sealed record ContextTimes(Surface? Decode, Surface? Prompt, Surface? FurtherPrompt)
{
    /// <summary>Chunks whose time shows what each further one adds.</summary>
    public const int SeveralPrompts = 8;

    /// <summary>Operators added up, each so many times.</summary>
    /// <param name="parts">The operators and how often each counts; none is no time.</param>
    public static ContextTimes Sum(IReadOnlyList<(ContextTimes Part, double Times)> parts)
    {
        (Surface, double)[] Of(Func<ContextTimes, Surface?> one) => [.. parts.Where(pair => one(pair.Part) is not null).Select(pair => (one(pair.Part)!, pair.Times))];
        return new ContextTimes(
            Surface.Sum(StepGrid.Sequences, StepGrid.Context, Of(part => part.Decode)),
            Surface.Sum(StepGrid.Chunk, StepGrid.Past, Of(part => part.Prompt)),
            Surface.Sum(StepGrid.Chunk, StepGrid.Past, Of(part => part.FurtherPrompt)));
    }

    /// <summary>Seconds of a step. Allocates nothing.</summary>
    /// <param name="shape">The step.</param>
    public double Seconds(in StepShape shape)
    {
        var seconds = 0.0;
        if (shape.DecodeSequences > 0 && Decode is not null)
        {
            seconds = Decode.Read(Math.Max(1, shape.DecodeSequences), shape.DecodeContext);
        }

        if (shape.PrefillSequences > 0 && shape.PrefillTokens > 0 && Prompt is not null && FurtherPrompt is not null)
        {
            var chunk = Math.Max(1, shape.PrefillTokens / shape.PrefillSequences);
            var one = Prompt.Read(chunk, shape.PrefillPast);
            seconds += shape.PrefillSequences <= 1
                ? one * shape.PrefillSequences
                : one + ((shape.PrefillSequences - 1) * FurtherPrompt.Read(chunk, shape.PrefillPast));
        }

        return seconds;
    }
}
