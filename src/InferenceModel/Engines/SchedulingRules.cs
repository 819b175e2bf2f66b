namespace InferenceModel.Engines;

/// <summary>The rules of an engine's scheduler beyond its limits, with the engine's own defaults.</summary>
public sealed record SchedulingRules
{
    /// <summary>The rules where an engine states none.</summary>
    public static SchedulingRules Default { get; } = new();

    /// <summary>How the next step is chosen.</summary>
    public SchedulerKind Scheduler { get; init; } = SchedulerKind.Vllm;

    /// <summary>Which waiting request goes first.</summary>
    public QueuePolicy Policy { get; init; } = QueuePolicy.Fcfs;

    /// <summary>The most tokens of one prompt in one step; 0 is no such limit.</summary>
    public int LongPrefillThreshold { get; init; }

    /// <summary>Share of the cache kept free when a request is admitted.</summary>
    public double Watermark { get; init; }

    /// <summary>Whether the next step is chosen while the present one runs, so that a request waits for one step more.</summary>
    public bool SchedulesAhead { get; init; }

    /// <summary>The most prompt tokens of a step that computes only prompts; used by SGLang.</summary>
    public int MaximumPrefillTokens { get; init; } = 16384;

    /// <summary>Share of the answers to come for which SGLang keeps room at first.</summary>
    public double NewTokenRatio { get; init; } = 0.7;

    /// <summary>The least that share falls to.</summary>
    public double LeastNewTokenRatio { get; init; } = 0.098;

    /// <summary>Decode steps in which it falls to that.</summary>
    public int NewTokenRatioSteps { get; init; } = 600;

    /// <summary>Whether prompts reuse cached blocks of earlier ones.</summary>
    public bool CachesPrefixes { get; init; } = true;

    /// <summary>
    /// Steps that a prompt waits, while others decode, for more prompts to share its step; 0 is none (TensorRT-LLM,
    /// <c>batch_wait_timeout_iters</c>).
    /// </summary>
    public int BatchWaitSteps { get; init; }

    /// <summary>Share of the token budget at which a step with prompts waits no longer (TensorRT-LLM, <c>batch_wait_max_tokens_ratio</c>).</summary>
    public double BatchWaitShare { get; init; }

    /// <summary>
    /// Steps that only decode between two looks for new requests; a step with prompts, or none, is followed by a look at once
    /// (SGLang, <c>scheduler_recv_interval</c>).
    /// </summary>
    public int PollSteps { get; init; } = 1;

    /// <summary>Where the rules come from.</summary>
    public string Source { get; init; } = string.Empty;
}
