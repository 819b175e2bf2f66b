namespace InferenceModel.Estimation.Intervals;

/// <summary>The figures whose error was measured; every other figure follows one of them.</summary>
public enum PredictedFigure
{
    /// <summary>Mean time to first token.</summary>
    FirstToken,

    /// <summary>Mean time per output token.</summary>
    PerToken,

    /// <summary>Mean end to end time.</summary>
    EndToEnd,

    /// <summary>Tokens per second of the deployment.</summary>
    Throughput,
}
