namespace InferenceModel.Simulation;

/// <summary>Applies <see cref="AdmissionRules"/>.</summary>
/// <param name="rules">The rules.</param>
internal sealed class AdmissionGate(AdmissionRules rules)
{
    private double bucket = rules.BurstTokens;
    private long filledAt;

    /// <summary>Why a request is not taken on; null where it is.</summary>
    /// <param name="inFlight">Requests in flight.</param>
    /// <param name="tokens">Prompt and answer tokens of the request.</param>
    /// <param name="now">Nanoseconds.</param>
    public string? Refusal(long inFlight, long tokens, long now)
    {
        if (rules.MaximumInFlight > 0 && inFlight >= rules.MaximumInFlight)
        {
            return "too many requests in flight";
        }

        if (rules.TokensPerSecond <= 0)
        {
            return null;
        }

        bucket = Math.Min(rules.BurstTokens, bucket + (rules.TokensPerSecond * Units.Seconds.OfNanoseconds(now - filledAt).Total));
        filledAt = now;
        if (bucket < tokens)
        {
            return "over the token rate";
        }

        bucket -= tokens;
        return null;
    }
}
