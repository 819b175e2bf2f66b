using InferenceModel.Estimation;

namespace InferenceModel.Planning;

/// <summary>One load of one worker and the latencies it gives.</summary>
/// <param name="Decoding">Sequences one attention rank decodes on average.</param>
/// <param name="RequestsPerSecond">Requests the worker finishes a second.</param>
/// <param name="TimeToFirstToken">Time to first token; nothing for a decode worker.</param>
/// <param name="TimePerOutputToken">Time per output token.</param>
/// <param name="EndToEnd">Whole request; without its prompt for a decode worker.</param>
public readonly record struct OperatingPoint(
    double Decoding, double RequestsPerSecond, LatencyFigures TimeToFirstToken, LatencyFigures TimePerOutputToken, LatencyFigures EndToEnd)
{
    /// <summary>Requests in flight on average, by Little's law; for a decode worker those whose prompt is done.</summary>
    public double InFlight => RequestsPerSecond * EndToEnd.Mean.Total;
}
