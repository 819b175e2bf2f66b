namespace InferenceModel.Estimation.Intervals;

/// <summary>How far figures can be trusted, by a stated rule (<see cref="FigureIntervals.Confidence"/>).</summary>
public enum Confidence
{
    /// <summary>Like runs were measured, and throughput is known within a factor of two from end to end of its interval.</summary>
    High,

    /// <summary>Like runs were measured but the interval is wider; or one thing is new, and it is within a factor of four.</summary>
    Medium,

    /// <summary>Anything else, and hardware that is itself a guess.</summary>
    Low,
}
