using InferenceModel.Units;

namespace InferenceModel.Profiling.Measuring;

/// <summary>A prompt and its decoding: what was predicted and what was measured.</summary>
/// <param name="Point">Sequences and prompt tokens.</param>
/// <param name="FirstToken">Predicted time to first token.</param>
/// <param name="PerToken">Predicted time per output token.</param>
/// <param name="Times">What was measured.</param>
public sealed record VerifiedPoint(GridPoint Point, Seconds FirstToken, Seconds PerToken, PointTimes Times)
{
    /// <summary>Error of the time to first token, in percent of the measurement.</summary>
    public double FirstTokenError => 100 * ((FirstToken.Total / Times.FirstToken) - 1);

    /// <summary>Error of the time per output token, in percent of the measurement.</summary>
    public double PerTokenError => 100 * ((PerToken.Total / Times.PerToken) - 1);
}
