namespace InferenceModel.Simulation;

/// <summary>Which requests are taken on at all.</summary>
/// <param name="MaximumInFlight">Requests in flight over all replicas beyond which one is rejected; 0 is no limit.</param>
/// <param name="TokensPerSecond">Rate at which a bucket of tokens, prompt and answer, fills; 0 is no limit.</param>
/// <param name="BurstTokens">What the bucket holds.</param>
public sealed record AdmissionRules(long MaximumInFlight = 0, double TokensPerSecond = 0, double BurstTokens = 0);
