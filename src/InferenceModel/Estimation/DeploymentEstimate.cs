using InferenceModel.Sharding;
using InferenceModel.Units;

namespace InferenceModel.Estimation;

/// <summary>What users see and what the machine delivers under a load.</summary>
public sealed record DeploymentEstimate
{
    /// <summary>Whether the load can be carried.</summary>
    public required EstimateStatus Status { get; init; }

    /// <summary>Why not, or what to know; empty where there is nothing to say.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>What limits the deployment.</summary>
    public required LimitingFactor LimitingFactor { get; init; }

    /// <summary>What the fullest rank holds.</summary>
    public required MemoryFootprint Memory { get; init; }

    /// <summary>Requests the whole deployment can hold at once.</summary>
    public double MaximumConcurrency { get; init; }

    /// <summary>Share of the cache in use.</summary>
    public double KvCacheUtilisation { get; init; }

    /// <summary>From sending a request to its first token.</summary>
    public LatencyFigures TimeToFirstToken { get; init; }

    /// <summary>(End to end - first token) / (output tokens - 1), one value a request.</summary>
    public LatencyFigures TimePerOutputToken { get; init; }

    /// <summary>Gaps between tokens, all requests pooled.</summary>
    public LatencyFigures InterTokenLatency { get; init; }

    /// <summary>From sending a request to its last token.</summary>
    public LatencyFigures EndToEnd { get; init; }

    /// <summary>Requests in flight on average over the whole deployment.</summary>
    public double InFlight { get; init; }

    /// <summary>Requests finished per second over the whole deployment.</summary>
    public double RequestsPerSecond { get; init; }

    /// <summary>The most requests per second the whole deployment finishes.</summary>
    public double CapacityRequestsPerSecond { get; init; }

    /// <summary>Output tokens per second over the whole deployment.</summary>
    public double OutputTokensPerSecond { get; init; }

    /// <summary>Input tokens per second over the whole deployment, cached ones included.</summary>
    public double InputTokensPerSecond { get; init; }

    /// <summary>Accelerators of the whole deployment.</summary>
    public int Accelerators { get; init; }

    /// <summary>One attention rank in this state.</summary>
    public RankState State { get; init; }

    /// <summary>A request's time by what limits it, without queueing.</summary>
    public StepBreakdown RequestBreakdown => PromptBreakdown + DecodeBreakdown;

    /// <summary>The part of it that the request's prompt takes.</summary>
    public StepBreakdown PromptBreakdown { get; init; }

    /// <summary>The part of it that its decode steps take.</summary>
    public StepBreakdown DecodeBreakdown { get; init; }

    /// <summary>Time a request waits for others and for room.</summary>
    public Seconds Queueing { get; init; }

    /// <summary>Share of capacity in use.</summary>
    public double Utilisation => CapacityRequestsPerSecond > 0 ? RequestsPerSecond / CapacityRequestsPerSecond : 0;

    /// <summary>Output tokens per second one user sees.</summary>
    public double TokensPerSecondPerUser => TimePerOutputToken.Mean > Seconds.Zero ? 1 / TimePerOutputToken.Mean.Total : 0;
}
