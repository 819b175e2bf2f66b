namespace InferenceModel.Workloads;

/// <summary>The lengths of a request. The default value is an empty request.</summary>
/// <param name="InputTokens">Tokens of the prompt.</param>
/// <param name="OutputTokens">Tokens of the answer, at least one.</param>
/// <param name="CachedTokens">Tokens of the prompt found in the prefix cache, on average.</param>
public readonly record struct RequestShape(double InputTokens, double OutputTokens, double CachedTokens)
{
    /// <summary>Prompt tokens to compute; the last one is never taken from the cache.</summary>
    public double ComputedTokens => Math.Max(1, InputTokens - CachedTokens);

    /// <summary>Steps after the first token.</summary>
    public double DecodeSteps => Math.Max(0, OutputTokens - 1);

    /// <summary>Tokens cached on average while the request decodes.</summary>
    public double MeanContext => InputTokens + (OutputTokens / 2);
}
