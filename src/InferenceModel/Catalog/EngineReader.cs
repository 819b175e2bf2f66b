using System.Collections.Immutable;
using InferenceModel.Catalog.Json;
using InferenceModel.Engines;
using InferenceModel.Interconnect;
using InferenceModel.Units;

namespace InferenceModel.Catalog;

/// <summary>Reads serving engines.</summary>
internal static class EngineReader
{
    /// <summary>An engine of <c>models/engines</c>.</summary>
    /// <param name="root">The file.</param>
    /// <param name="collectives">The implementations of collectives it may name.</param>
    public static ShelfItem<ServingEngine>? Engine(JsonObjectReader root, Shelf<CollectiveImplementation> collectives)
    {
        var sources = CatalogReading.Sources(root);
        var engine = new ServingEngine(
            root.Text("id"),
            root.Text("name"),
            root.Integer("maximum_batched_tokens", 1, 1 << 24),
            root.Integer("maximum_sequences", 1, 1 << 20),
            root.Flag("chunks_prompts", true),
            root.Integer("kv_block_tokens", 1, 4096),
            CatalogReading.Number(root, "memory_share", 0.05, 1, sources),
            CatalogReading.Quantity<Bytes>(root, "reserved_memory", sources),
            CatalogReading.Quantity<Bytes>(root, "communication_buffers", sources),
            CatalogReading.Quantity<Seconds>(root, "host_per_step", sources),
            CatalogReading.Quantity<Seconds>(root, "host_per_sequence", sources),
            root.Flag("hides_host", false),
            CatalogReading.Quantity<Seconds>(root, "request_overhead", sources),
            CollectiveReader.Policy(root.Object("collectives"), collectives, sources),
            [.. root.FindIntegers("graph_batch_sizes") ?? []])
        {
            KernelsOf = root.FindText("kernels_of") ?? root.Text("id"),
            VersionOf = root.FindText("version_of") ?? string.Empty,
            FromVersion = VersionIn(root, "from_version"),
            BelowVersion = VersionIn(root, "below_version"),
            PromptLaunch = root.Has("prompt_launch") ? root.Choice<LaunchMode>("prompt_launch") : LaunchMode.Graph,
            EagerLaunch = Time(root, "eager_launch", sources),
            Architectures = [.. root.Texts("architectures")],
            IgnoresWindows = root.Flag("ignores_windows", false),
            OnLesserChips = root.FindObject("on_lesser_chips") is { } lesser ? Limits(lesser, sources) : null,
            SharesFreeMemory = root.Flag("shares_free_memory", false),
            CapturesEveryBatch = root.Flag("captures_every_batch", false),
            LatentLaunch = Time(root, "latent_launch", sources),
            ExpertLaunch = Time(root, "expert_launch", sources),
            HandlingPerPromptToken = Time(root, "handling_per_prompt_token", sources),
            RequestHandling = Time(root, "request_handling", sources),
            HostGap = Time(root, "host_gap", sources),
            RecurrentHostGap = Time(root, "recurrent_host_gap", sources),
            SparseHostGap = Time(root, "sparse_host_gap", sources),
            CapturedPromptTokens = root.FindInteger("captured_prompt_tokens", 0, 1 << 24) ?? 0,
            SharedExpertsBesideUpTo = root.FindInteger("shared_experts_beside_up_to", 0, 1 << 24) ?? 0,
            SharedExpertsHidden = root.Has("shared_experts_hidden") ? CatalogReading.Number(root, "shared_experts_hidden", 0, 1, sources) : ServingEngine.NoShare,
            Scheduling = root.FindObject("scheduling") is { } rules ? Scheduling(rules, sources) : SchedulingRules.Default,
        };
        return new ShelfItem<ServingEngine>(engine.Id, root.Texts("aliases"), engine);
    }

    private static Figure<Seconds> Time(JsonObjectReader root, string member, ImmutableSortedDictionary<string, SourceNote> sources) =>
        root.Has(member) ? CatalogReading.Quantity<Seconds>(root, member, sources) : ServingEngine.NoTime;

    private static ChipLimits Limits(JsonObjectReader lesser, ImmutableSortedDictionary<string, SourceNote> sources)
    {
        _ = CatalogReading.Source(lesser, sources);
        var read = new ChipLimits(
            CatalogReading.Quantity<Bytes>(lesser, "below_memory", sources).Value,
            [.. lesser.Texts("architectures")],
            lesser.Integer("maximum_batched_tokens", 1, 1 << 24),
            lesser.Integer("maximum_sequences", 1, 1 << 20));
        lesser.RefuseUnknown();
        return read;
    }

    private static Version? VersionIn(JsonObjectReader root, string member)
    {
        if (root.FindText(member) is not { } text)
        {
            return null;
        }

        if (!Version.TryParse(text, out var version))
        {
            root.Report(member, "a version such as 0.14");
        }

        return version;
    }

    private static SchedulingRules Scheduling(JsonObjectReader rules, ImmutableSortedDictionary<string, SourceNote> sources)
    {
        var read = new SchedulingRules
        {
            Scheduler = rules.Choice<SchedulerKind>("scheduler"),
            Policy = rules.Has("policy") ? rules.Choice<QueuePolicy>("policy") : QueuePolicy.Fcfs,
            LongPrefillThreshold = rules.FindInteger("long_prefill_threshold", 0, 1 << 24) ?? 0,
            Watermark = rules.FindNumber("watermark", 0, 0.5) ?? 0,
            SchedulesAhead = rules.Flag("schedules_ahead", false),
            MaximumPrefillTokens = rules.FindInteger("maximum_prefill_tokens", 1, 1 << 24) ?? SchedulingRules.Default.MaximumPrefillTokens,
            NewTokenRatio = rules.FindNumber("new_token_ratio", 0, 1) ?? SchedulingRules.Default.NewTokenRatio,
            LeastNewTokenRatio = rules.FindNumber("least_new_token_ratio", 0, 1) ?? SchedulingRules.Default.LeastNewTokenRatio,
            NewTokenRatioSteps = rules.FindInteger("new_token_ratio_steps", 1, 1 << 20) ?? SchedulingRules.Default.NewTokenRatioSteps,
            BatchWaitSteps = rules.FindInteger("batch_wait_steps", 0, 1 << 20) ?? 0,
            BatchWaitShare = rules.FindNumber("batch_wait_share", 0, 1) ?? 0,
            PollSteps = rules.FindInteger("poll_steps", 1, 1 << 20) ?? 1,
            CachesPrefixes = rules.Flag("caches_prefixes", true),
            Source = CatalogReading.Source(rules, sources).ToString(),
        };
        rules.RefuseUnknown();
        return read;
    }
}
