using InferenceModel.Units;

namespace InferenceModel.Simulation;

/// <summary>What a closed-loop benchmark reports. The default value is of a run that never was.</summary>
/// <param name="MeanTimeToFirstToken">Over all requests, the opening burst included.</param>
/// <param name="MeanTimePerOutputToken">Over all requests with more than one token.</param>
/// <param name="MeanEndToEnd">Over all requests.</param>
/// <param name="MedianTimeToFirstToken">Half of the requests are below.</param>
/// <param name="MedianTimePerOutputToken">Half of the requests are below.</param>
/// <param name="RequestsPerSecond">From the first sending to the last end.</param>
/// <param name="OutputTokensPerSecond">From the first sending to the last end.</param>
/// <param name="Completed">Requests completed.</param>
/// <param name="Rejected">Requests that can never be served.</param>
/// <param name="Preemptions">Preemptions.</param>
public readonly record struct ClosedLoopResult(
    Seconds MeanTimeToFirstToken,
    Seconds MeanTimePerOutputToken,
    Seconds MeanEndToEnd,
    Seconds MedianTimeToFirstToken,
    Seconds MedianTimePerOutputToken,
    double RequestsPerSecond,
    double OutputTokensPerSecond,
    long Completed,
    long Rejected,
    long Preemptions);
