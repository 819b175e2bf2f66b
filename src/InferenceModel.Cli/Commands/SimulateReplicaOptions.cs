using System.CommandLine;
using InferenceModel.Engines;
using InferenceModel.Reports;
using InferenceModel.Simulation;
using InferenceModel.Units;

namespace InferenceModel.Cli.Commands;

/// <summary>The options of <c>simulate</c> that say how one replica serves, in place of what its engine says.</summary>
internal sealed class SimulateReplicaOptions
{
    private readonly Option<string?> scheduler = new("--scheduler") { Description = $"In place of the engine's: {Names<SchedulerKind>()}." };
    private readonly Option<string?> policy = new("--policy") { Description = $"Which waiting request goes first, in place of the engine's: {Names<QueuePolicy>()} (tenants get equal work)." };
    private readonly Option<int?> longPrefill = new("--long-prefill-threshold") { Description = "The most tokens of one prompt in one step." };
    private readonly Option<double?> watermark = new("--watermark") { Description = "Share of the cache kept free when a request is admitted." };
    private readonly Option<bool> whole = new("--no-chunked-prefill") { Description = "Prompts are computed in one step." };
    private readonly Option<bool> forgets = new("--no-prefix-cache") { Description = "No prompt reuses what another has computed." };
    private readonly Option<bool> ahead = new("--schedule-ahead") { Description = "The next step is chosen while the present one runs." };
    private readonly Option<long?> kvBlocks = new("--kv-blocks") { Description = "Cache blocks of a rank in place of what memory leaves." };
    private readonly Option<int?> batchedTokens = new("--max-batched-tokens") { Description = "Tokens of a step in place of the engine's." };
    private readonly Option<int?> sequences = new("--max-sequences") { Description = "Requests running at once in place of the engine's." };
    private readonly Option<string?> tiers = new("--tiers") { Description = "TOKENS:GB_PER_S:LATENCY_US,..., memories behind that keep evicted prefix blocks of a rank, the nearest first: the host's, a disk." };
    private readonly Option<string?> adapters = new("--adapters") { Description = "MOST:LOAD_MS:OVERHEAD, adapters in a batch at most, time to load one, time they add to a step over the plain step." };
    private readonly Option<string?> drafts = new("--speculate") { Description = "TOKENS:ACCEPTANCE[:COST], draft tokens a step, chance that one is accepted, time of one over that of a step." };

    /// <summary>All options.</summary>
    public IEnumerable<Option> All => [scheduler, policy, longPrefill, watermark, whole, forgets, ahead, kvBlocks, batchedTokens, sequences, tiers, adapters, drafts];

    /// <summary>Applies the options to a group of replicas.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="group">As its engine and memory say; machines that only compute prompts draft nothing.</param>
    public ReplicaGroup Apply(ParseResult parsed, ReplicaGroup group)
    {
        var settings = group.Settings;
        var rules = settings.Rules with
        {
            Scheduler = Choice<SchedulerKind>(parsed, scheduler) ?? settings.Rules.Scheduler,
            Policy = Choice<QueuePolicy>(parsed, policy) ?? settings.Rules.Policy,
            LongPrefillThreshold = (int?)InRange(parsed, longPrefill, 1, 1 << 24) ?? settings.Rules.LongPrefillThreshold,
            Watermark = InRange(parsed, watermark, 0, 1) ?? settings.Rules.Watermark,
            CachesPrefixes = settings.Rules.CachesPrefixes && !parsed.GetValue(forgets),
            SchedulesAhead = settings.Rules.SchedulesAhead || parsed.GetValue(ahead),
        };
        return group with
        {
            Settings = settings with
            {
                Rules = rules,
                ChunksPrompts = settings.ChunksPrompts && !parsed.GetValue(whole),
                KvBlocks = (long?)InRange(parsed, kvBlocks, 1, 1e12) ?? settings.KvBlocks,
                MaximumBatchedTokens = (int?)InRange(parsed, batchedTokens, 1, 1 << 24) ?? settings.MaximumBatchedTokens,
                MaximumSequences = (int?)InRange(parsed, sequences, 1, 1 << 20) ?? settings.MaximumSequences,
                Tiers = [.. OptionNumbers.ListsOf(parsed, tiers, 3, 3).Select((tier, i) => new CacheTier($"tier {i + 1}", (long)tier[0], BytesPerSecond.OfGiga(Math.Max(tier[1], 1e-3)), Seconds.OfMicroseconds(tier[2])))],
                Adapters = OptionNumbers.Of(parsed, adapters, 3, 3) is { } some ? new AdapterRules(Math.Max(1, (int)Math.Min(some[0], 1 << 20)), Seconds.OfMilliseconds(some[1]), some[2]) : null,
                Speculation = group.Role == ReplicaRole.Prefill ? null : Drafts(parsed) ?? settings.Speculation,
            },
        };
    }

    private SpeculativeDecoding? Drafts(ParseResult parsed) => OptionNumbers.Of(parsed, drafts, 2, 3) is { } draft
        ? new SpeculativeDecoding((int)Math.Min(draft[0], 1000), Math.Min(1, draft[1]), draft.Length > 2 ? draft[2] : 0)
        : null;

    private static double? InRange<T>(ParseResult parsed, Option<T?> option, double least, double most)
        where T : struct, IConvertible
    {
        if (parsed.GetValue(option) is not { } given)
        {
            return null;
        }

        var number = given.ToDouble(System.Globalization.CultureInfo.InvariantCulture);
        return number >= least && number <= most
            ? number
            : throw OptionNumbers.Fault(option, given.ToString(System.Globalization.CultureInfo.InvariantCulture), string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
    }

    private static T? Choice<T>(ParseResult parsed, Option<string?> option)
        where T : struct, Enum
    {
        if (parsed.GetValue(option) is not { } text)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (ResultColumns.Words(value.ToString()) == text)
            {
                return value;
            }
        }

        throw OptionNumbers.Fault(option, text, $"one of {Names<T>()}");
    }

    private static string Names<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(value => ResultColumns.Words(value.ToString())));
}
