using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>The latencies a deployment must keep. A limit that is null is not asked for.</summary>
/// <param name="TimeToFirstToken">Most time to first token.</param>
/// <param name="TimePerOutputToken">Most time per output token.</param>
/// <param name="EndToEnd">Most time of a whole request.</param>
/// <param name="Percentile">50, 95 or 99; 0 for the mean.</param>
public sealed record ServiceLevel(Seconds? TimeToFirstToken, Seconds? TimePerOutputToken, Seconds? EndToEnd, int Percentile);
