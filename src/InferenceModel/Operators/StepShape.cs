namespace InferenceModel.Operators;

/// <summary>
/// What one attention rank runs in one step: prompt chunks and one token for each decoding sequence. Sequences of a kind
/// are taken to be alike, so averages stand for them. The default value is an empty step.
/// </summary>
/// <param name="PrefillTokens">Prompt tokens computed in this step, all sequences together.</param>
/// <param name="PrefillSequences">Sequences those tokens belong to.</param>
/// <param name="PrefillPast">Tokens each of them has in its cache already.</param>
/// <param name="DecodeSequences">Sequences that yield one token.</param>
/// <param name="DecodeContext">Tokens each of those has in its cache.</param>
public readonly record struct StepShape(
    double PrefillTokens, double PrefillSequences, double PrefillPast, double DecodeSequences, double DecodeContext)
{
    /// <summary>Tokens that pass through the layers.</summary>
    public double Tokens => PrefillTokens + DecodeSequences;

    /// <summary>Sequences whose last token meets the head.</summary>
    public double SampledSequences => PrefillSequences + DecodeSequences;

    /// <summary>A step that only decodes.</summary>
    /// <param name="sequences">Sequences.</param>
    /// <param name="context">Tokens each has in its cache.</param>
    public static StepShape Decode(double sequences, double context) => new(0, 0, 0, sequences, context);

    /// <summary>A step that only computes prompts.</summary>
    /// <param name="sequences">Sequences.</param>
    /// <param name="tokensEach">New tokens of each.</param>
    /// <param name="past">Tokens each has in its cache already.</param>
    public static StepShape Prefill(double sequences, double tokensEach, double past = 0) => new(sequences * tokensEach, sequences, past, 0, 0);
}
