namespace InferenceModel.Operators;

/// <summary>Which tokens of a step an operator treats; its time is a function of their number.</summary>
public enum TokenChoice
{
    /// <summary>All tokens.</summary>
    All,

    /// <summary>Prompt tokens.</summary>
    Prefill,

    /// <summary>Decoded tokens.</summary>
    Decode,

    /// <summary>The last token of every sequence.</summary>
    Sampled,
}
