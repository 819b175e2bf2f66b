using System.Collections.Immutable;
using InferenceModel.Models;

namespace InferenceModel.Engines;

/// <summary>What a server is started with in place of its engine's defaults; null leaves the default.</summary>
public sealed record EngineSettings
{
    /// <summary>Tokens one step may hold.</summary>
    public int? MaximumBatchedTokens { get; init; }

    /// <summary>Tokens one step may hold beyond the longest sequence: the limit is prompt + answer + this.</summary>
    public int? BatchedTokensBeyondSequence { get; init; }

    /// <summary>Tokens one step may hold beyond one prompt and a token for each client: the limit is prompt + clients + this.</summary>
    public int? BatchedTokensBeyondPrompt { get; init; }

    /// <summary>Whether a graph is captured for every batch of the clients or fewer, so that none is padded.</summary>
    public bool CapturesEveryBatch { get; init; }

    /// <summary>Batch sizes of captured graphs, where the engine captures any.</summary>
    public ImmutableArray<int>? GraphBatchSizes { get; init; }

    /// <summary>Sequences one attention rank may run.</summary>
    public int? MaximumSequences { get; init; }

    /// <summary>Whether the limit of sequences is the number of clients.</summary>
    public bool SequencesAsClients { get; init; }

    /// <summary>Share of device memory the engine fills.</summary>
    public double? MemoryShare { get; init; }

    /// <summary>How the cache is kept.</summary>
    public KvCacheFormat? KvFormat { get; init; }

    /// <summary>Whether prompts are cut to share steps with decoding.</summary>
    public bool? ChunksPrompts { get; init; }

    /// <summary>The most prompt tokens of a step that computes only prompts.</summary>
    public int? MaximumPrefillTokens { get; init; }

    /// <summary>Steps a prompt waits for others to share its step.</summary>
    public int? BatchWaitSteps { get; init; }

    /// <summary>Share of the token budget at which it waits no longer.</summary>
    public double? BatchWaitShare { get; init; }

    /// <summary>Whether the host prepares the next step while the device runs this one; requests are then seen a step later.</summary>
    public bool? HidesHost { get; init; }

    /// <summary>Tokens up to which a step with prompts runs from captured graphs.</summary>
    public int? CapturedPromptTokens { get; init; }

    /// <summary>The engine it becomes by a switch that changes kernels or host times.</summary>
    public string? StartedAs { get; init; }

    /// <summary>The engine whose collectives it was started with.</summary>
    public string? CollectivesOf { get; init; }

    /// <summary>Steps that only decode between two looks for new requests.</summary>
    public int? PollSteps { get; init; }

    /// <summary>The engine started so.</summary>
    /// <param name="engine">The engine with its defaults.</param>
    /// <param name="inputTokens">Longest prompt.</param>
    /// <param name="outputTokens">Longest answer.</param>
    /// <param name="clients">Requests kept in flight.</param>
    /// <param name="find">The engine of a name.</param>
    public ServingEngine Apply(ServingEngine engine, int inputTokens, int outputTokens, int clients, Func<string, ServingEngine?> find) =>
        Limit((StartedAs is { } started ? find(started) : null) ?? engine, inputTokens, outputTokens, clients, find);

    private ServingEngine Limit(ServingEngine engine, int inputTokens, int outputTokens, int clients, Func<string, ServingEngine?> find) => engine with
    {
        HidesHost = HidesHost ?? engine.HidesHost,
        CapturedPromptTokens = CapturedPromptTokens ?? engine.CapturedPromptTokens,
        Collectives = (CollectivesOf is { } other ? find(other) : null)?.Collectives ?? engine.Collectives,
        GraphBatchSizes = CapturesEveryBatch ? [.. Enumerable.Range(1, clients)] : engine.GraphBatchSizes.IsEmpty ? [] : GraphBatchSizes ?? engine.GraphBatchSizes,
        MaximumBatchedTokens = Tokens(inputTokens, outputTokens, clients) ?? engine.MaximumBatchedTokens,
        MaximumSequences = SequencesAsClients ? clients : MaximumSequences ?? engine.MaximumSequences,
        MemoryShare = MemoryShare is { } share ? engine.MemoryShare with { Value = share } : engine.MemoryShare,
        ChunksPrompts = ChunksPrompts ?? engine.ChunksPrompts,
        Scheduling = engine.Scheduling with
        {
            MaximumPrefillTokens = MaximumPrefillTokens ?? engine.Scheduling.MaximumPrefillTokens,
            SchedulesAhead = HidesHost ?? engine.Scheduling.SchedulesAhead,
            BatchWaitSteps = BatchWaitSteps ?? engine.Scheduling.BatchWaitSteps,
            BatchWaitShare = BatchWaitShare ?? engine.Scheduling.BatchWaitShare,
            PollSteps = PollSteps ?? engine.Scheduling.PollSteps,
        },
    };

    private int? Tokens(int input, int output, int clients) => MaximumBatchedTokens
        ?? (BatchedTokensBeyondSequence is { } beyond ? input + output + beyond : BatchedTokensBeyondPrompt is { } more ? input + clients + more : null);
}
