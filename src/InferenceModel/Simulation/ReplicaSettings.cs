using System.Collections.Immutable;
using InferenceModel.Engines;
using InferenceModel.Estimation;
using InferenceModel.Units;

namespace InferenceModel.Simulation;

/// <summary>Everything that decides how one replica serves, but not how long its steps take.</summary>
public sealed record ReplicaSettings
{
    /// <summary>The scheduler's rules.</summary>
    public SchedulingRules Rules { get; init; } = SchedulingRules.Default;

    /// <summary>Tokens one step of a lane may hold.</summary>
    public int MaximumBatchedTokens { get; init; } = 8192;

    /// <summary>Requests a lane runs at once.</summary>
    public int MaximumSequences { get; init; } = 1024;

    /// <summary>Whether prompts are cut to fit a step.</summary>
    public bool ChunksPrompts { get; init; } = true;

    /// <summary>Tokens of a cache block.</summary>
    public int BlockTokens { get; init; } = 16;

    /// <summary>Cache blocks of one attention rank.</summary>
    public long KvBlocks { get; init; } = long.MaxValue / 4;

    /// <summary>Cache bytes of one token on all ranks of a replica together: what a transfer moves.</summary>
    public Bytes KvBytesPerToken { get; init; }

    /// <summary>Cache bytes of one token on one rank: what comes back from a tier behind.</summary>
    public Bytes KvBytesPerTokenAndRank { get; init; }

    /// <summary>Attention ranks with requests and caches of their own that step together.</summary>
    public int AttentionRanks { get; init; } = 1;

    /// <summary>Pipeline stages: so many batches are under way at once and share one cache.</summary>
    public int PipelineStages { get; init; } = 1;

    /// <summary>Drafts, or null.</summary>
    public SpeculativeDecoding? Speculation { get; init; }

    /// <summary>Adapters, or null.</summary>
    public AdapterRules? Adapters { get; init; }

    /// <summary>Memories behind the accelerator's for prefix blocks, the nearest first.</summary>
    public ImmutableArray<CacheTier> Tiers { get; init; } = [];

    /// <summary>Time its interface works on a request before it takes the next: requests sent at once reach the scheduler one after another.</summary>
    public Seconds RequestHandling { get; init; }

    /// <summary>The same for each token of its prompt, which the request waits for itself.</summary>
    public Seconds HandlingPerPromptToken { get; init; }

    /// <summary>The longest sequence that is accepted, prompt and answer.</summary>
    public int LongestSequence { get; init; } = int.MaxValue;

    /// <summary>Lanes of the replica: queues and batches of their own.</summary>
    internal int Lanes => AttentionRanks * PipelineStages;

    /// <summary>What a prepared deployment says: limits of its engine, room of its cache.</summary>
    /// <param name="prepared">The deployment; its weights fit.</param>
    /// <param name="typicalContext">
    /// Tokens a sequence holds as a rule: where layers look at a window only, or keep a state, the room in tokens depends on it.
    /// </param>
    public static ReplicaSettings Of(PreparedDeployment prepared, double typicalContext)
    {
        var (model, _, _, engine, plan) = prepared.Deployment;
        var memory = prepared.Memory;
        var context = Math.Max(1, typicalContext);
        var tokens = Math.Min(prepared.SequencesThatFit(context) * context, 1L << 50);
        return new ReplicaSettings
        {
            Rules = engine.Scheduling,
            MaximumBatchedTokens = engine.MaximumBatchedTokens,
            MaximumSequences = engine.MaximumSequences,
            ChunksPrompts = engine.ChunksPrompts,
            BlockTokens = engine.KvBlockTokens,
            KvBlocks = Math.Max(1, (long)(tokens / engine.KvBlockTokens)),
            KvBytesPerToken = memory.KvPerToken * (plan.TensorParallel * plan.PipelineParallel * plan.ContextParallel),
            KvBytesPerTokenAndRank = memory.KvPerToken,
            AttentionRanks = plan.AttentionDataParallel,
            PipelineStages = plan.PipelineParallel,
            RequestHandling = engine.RequestHandling.Value,
            HandlingPerPromptToken = engine.HandlingPerPromptToken.Value,
            LongestSequence = model.MaximumContext > 0 ? model.MaximumContext : int.MaxValue,
        };
    }
}
