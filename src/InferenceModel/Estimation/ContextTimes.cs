using InferenceModel.Operators;

namespace InferenceModel.Estimation;

/// <summary>
/// The times of operators that look at caches. Decoding is a surface over sequences and context; prompts are a surface over
/// chunk and past for one sequence, and another for what each further sequence adds.
/// </summary>
/// <param name="Decode">Decoding.</param>
/// <param name="Prompt">One prompt chunk.</param>
/// <param name="FurtherPrompt">Each further chunk of the same step.</param>
internal sealed record ContextTimes(Surface Decode, Surface Prompt, Surface FurtherPrompt)
{
    /// <summary>Chunks whose time shows what each further one adds.</summary>
    public const int SeveralPrompts = 8;

    /// <summary>No operator at all.</summary>
    public static ContextTimes None() =>
        new(new Surface(StepGrid.Sequences, StepGrid.Context), new Surface(StepGrid.Chunk, StepGrid.Past), new Surface(StepGrid.Chunk, StepGrid.Past));

    /// <summary>Adds other operators, so many times.</summary>
    /// <param name="other">The others.</param>
    /// <param name="times">How often.</param>
    public void Add(ContextTimes other, double times)
    {
        Decode.Add(other.Decode, times);
        Prompt.Add(other.Prompt, times);
        FurtherPrompt.Add(other.FurtherPrompt, times);
    }

    /// <summary>Seconds of a step. Allocates nothing.</summary>
    /// <param name="shape">The step.</param>
    public double Seconds(in StepShape shape)
    {
        var seconds = 0.0;
        if (shape.DecodeSequences > 0)
        {
            seconds = Decode.Read(Math.Max(1, shape.DecodeSequences), shape.DecodeContext);
        }

        if (shape.PrefillSequences > 0 && shape.PrefillTokens > 0)
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
