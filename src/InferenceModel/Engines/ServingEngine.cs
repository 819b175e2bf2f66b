using System.Collections.Immutable;
using InferenceModel.Hardware;
using InferenceModel.Interconnect;
using InferenceModel.Units;

namespace InferenceModel.Engines;

/// <summary>A serving engine as data: its limits and what it spends beside the layers.</summary>
/// <param name="Id">The name scenarios use.</param>
/// <param name="Name">The name people use.</param>
/// <param name="MaximumBatchedTokens">Tokens one step may hold.</param>
/// <param name="MaximumSequences">Sequences one attention rank may run.</param>
/// <param name="ChunksPrompts">Whether prompts are cut to share steps with decoding.</param>
/// <param name="KvBlockTokens">Tokens of a cache block.</param>
/// <param name="MemoryShare">Share of device memory the engine fills.</param>
/// <param name="ReservedMemory">Memory of the runtime, libraries and captured graphs.</param>
/// <param name="CommunicationBuffers">Memory of collectives where there are several ranks.</param>
/// <param name="HostPerStep">Host time of one step.</param>
/// <param name="HostPerSequence">Host time of one sequence in a step.</param>
/// <param name="HidesHost">Whether the host prepares the next step while the device runs this one.</param>
/// <param name="RequestOverhead">Time of a request outside all steps: interface, tokeniser, first scheduling.</param>
/// <param name="Collectives">Whose kernels carry which collectives.</param>
/// <param name="GraphBatchSizes">Batch sizes of captured graphs; a decode batch is padded to the next.</param>
public sealed record ServingEngine(
    string Id,
    string Name,
    int MaximumBatchedTokens,
    int MaximumSequences,
    bool ChunksPrompts,
    int KvBlockTokens,
    Figure<double> MemoryShare,
    Figure<Bytes> ReservedMemory,
    Figure<Bytes> CommunicationBuffers,
    Figure<Seconds> HostPerStep,
    Figure<Seconds> HostPerSequence,
    bool HidesHost,
    Figure<Seconds> RequestOverhead,
    CollectivePolicy Collectives,
    ImmutableArray<int> GraphBatchSizes)
{
    /// <summary>A time that an engine does not state: none.</summary>
    internal static Figure<Seconds> NoTime { get; } = new(Seconds.Zero, null, null, "none stated", null);

    /// <summary>A share that an engine does not state: none.</summary>
    internal static Figure<double> NoShare { get; } = new(0, null, null, "none stated", null);

    /// <summary>The engine this is an earlier version of; empty for the present one.</summary>
    public string VersionOf { get; init; } = string.Empty;

    /// <summary>The first version that behaves like this; null for all before.</summary>
    public Version? FromVersion { get; init; }

    /// <summary>The first version that no longer behaves like this; null for the present one.</summary>
    public Version? BelowVersion { get; init; }

    /// <summary>The engine whose measured kernels it runs.</summary>
    public string KernelsOf { get; init; } = Id;

    /// <summary>How the scheduler chooses the next step.</summary>
    public SchedulingRules Scheduling { get; init; } = SchedulingRules.Default;

    /// <summary>
    /// How kernels of a step reach the device that is larger than every captured graph. Launching one by one hides behind the long kernels
    /// of prompts, so that graph is right for engines that run ahead of the device; eager is for those that wait for each kernel.
    /// </summary>
    public LaunchMode PromptLaunch { get; init; } = LaunchMode.Graph;

    /// <summary>
    /// Host time to launch one operator of a step that no captured graph covers. Launching runs beside the device, so that it binds
    /// where kernels are shorter: short prompts over many ranks.
    /// </summary>
    public Figure<Seconds> EagerLaunch { get; init; } = NoTime;

    /// <summary>The same for latent attention, which reaches the device in many small pieces; zero where it is like any other operator.</summary>
    public Figure<Seconds> LatentLaunch { get; init; } = NoTime;

    /// <summary>The same for routed experts; zero where they are like any other operator.</summary>
    public Figure<Seconds> ExpertLaunch { get; init; } = NoTime;

    /// <summary>Generations of accelerators this version is of; empty for all.</summary>
    public ImmutableArray<string> Architectures { get; init; } = [];

    /// <summary>Whether attention looks at whole sequences although a model bounds its windows.</summary>
    public bool IgnoresWindows { get; init; }

    /// <summary>Limits it starts with on lesser chips; null where they are the same on all.</summary>
    public ChipLimits? OnLesserChips { get; init; }

    /// <summary>The engine with the limits it starts with on a chip.</summary>
    /// <param name="chip">The chip.</param>
    public ServingEngine On(Accelerator chip) => OnLesserChips is { } lesser && lesser.Holds(chip)
        ? this with { MaximumBatchedTokens = lesser.MaximumBatchedTokens, MaximumSequences = lesser.MaximumSequences }
        : this;

    /// <summary>
    /// Whether <see cref="MemoryShare"/> is of what weights, activations and runtime leave free, all of it cache; else of the whole memory,
    /// cache and all.
    /// </summary>
    public bool SharesFreeMemory { get; init; }

    /// <summary>Whether decoding is captured at the very size of the batch, so that none is padded and none launched operator by operator.</summary>
    public bool CapturesEveryBatch { get; init; }

    /// <summary>Part of the request overhead in which an interface works on that request alone: tokenising and checking.</summary>
    public Figure<Seconds> RequestHandling { get; init; } = NoTime;

    /// <summary>Host time for each prompt token in which an interface works on that request alone: tokenising and hashing of cache blocks.</summary>
    public Figure<Seconds> HandlingPerPromptToken { get; init; } = NoTime;

    /// <summary>Time of a request outside the steps before its first token.</summary>
    /// <param name="promptTokens">Its prompt, cached tokens too.</param>
    public Seconds OverheadOf(double promptTokens) => RequestOverhead.Value + (HandlingPerPromptToken.Value * promptTokens);

    /// <summary>Host time between two steps that hides behind nothing: sampled tokens come back, the next batch goes out.</summary>
    public Figure<Seconds> HostGap { get; init; } = NoTime;

    /// <summary>
    /// The same for models with recurrent layers, where the engine does not prepare the next step ahead for them; zero where they are like
    /// any other model.
    /// </summary>
    public Figure<Seconds> RecurrentHostGap { get; init; } = NoTime;

    /// <summary>
    /// The same for models with sparse attention, whose metadata (which cached tokens an indexer may choose from) the engine makes anew before every step; zero
    /// where they are like any other model.
    /// </summary>
    public Figure<Seconds> SparseHostGap { get; init; } = NoTime;

    /// <summary>Tokens of a step up to which shared experts run beside the routed ones, on a stream of their own; 0 where they never do.</summary>
    public int SharedExpertsBesideUpTo { get; init; }

    /// <summary>Share of the shared experts' time that hides there.</summary>
    public Figure<double> SharedExpertsHidden { get; init; } = NoShare;

    /// <summary>What is left of an operator's time where it runs beside another one.</summary>
    /// <param name="tokens">Tokens of the step.</param>
    public double ExposedBeside(double tokens) => tokens <= SharedExpertsBesideUpTo ? 1 - SharedExpertsHidden.Value : 1;

    /// <summary>Tokens up to which a step with prompts runs from captured graphs: 0 where only decoding is captured.</summary>
    public int CapturedPromptTokens { get; init; }

    /// <summary>Whether a step is launched operator by operator.</summary>
    /// <param name="promptTokens">Prompt tokens of the step.</param>
    /// <param name="sequences">Sequences that decode.</param>
    public bool IsEager(double promptTokens, double sequences) => promptTokens > 0
        ? promptTokens + sequences > CapturedPromptTokens
        : !CapturesEveryBatch && (GraphBatchSizes.IsEmpty || sequences > GraphBatchSizes[^1]);

    /// <summary>
    /// The engine without what only host, scheduler and memory planner look at: on engines equal in this the device takes equally long
    /// for the same step.
    /// </summary>
    public ServingEngine ForSteps => this with
    {
        HostPerStep = NoTime,
        HostPerSequence = NoTime,
        HidesHost = false,
        RequestOverhead = NoTime,
        RequestHandling = NoTime,
        HandlingPerPromptToken = NoTime,
        EagerLaunch = NoTime,
        LatentLaunch = NoTime,
        ExpertLaunch = NoTime,
        HostGap = NoTime,
        RecurrentHostGap = NoTime,
        SparseHostGap = NoTime,
        CapturedPromptTokens = 0,
        CapturesEveryBatch = false,
        MaximumBatchedTokens = 0,
        MaximumSequences = 0,
        ChunksPrompts = false,
        KvBlockTokens = 0,
        MemoryShare = MemoryShare with { Value = 0 },
        SharesFreeMemory = false,
        OnLesserChips = null,
        Scheduling = SchedulingRules.Default,
    };

    /// <summary>How kernels of a step reach the device.</summary>
    /// <param name="tokens">Tokens of the step.</param>
    public LaunchMode Launch(double tokens) => GraphBatchSizes.IsEmpty || tokens > GraphBatchSizes[^1] ? PromptLaunch : LaunchMode.Graph;

    /// <summary>The batch a decode step really runs: the next captured size, or the batch itself beyond the largest.</summary>
    /// <param name="sequences">Sequences in the batch.</param>
    public double Padded(double sequences)
    {
        foreach (var size in GraphBatchSizes)
        {
            if (size >= sequences)
            {
                return size;
            }
        }

        return sequences;
    }
}
