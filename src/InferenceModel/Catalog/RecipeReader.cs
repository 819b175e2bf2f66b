using System.Collections.Immutable;
using InferenceModel.Catalog.Json;
using InferenceModel.Engines;
using InferenceModel.Models;

namespace InferenceModel.Catalog;

/// <summary>Reads how public benchmarks start their servers.</summary>
internal static class RecipeReader
{
    private const int Most = 1 << 24;

    /// <summary>A benchmark of <c>models/recipes</c>.</summary>
    /// <param name="root">The file.</param>
    /// <param name="findings">Takes the faults.</param>
    public static ShelfItem<BenchmarkRecipe>? Recipe(JsonObjectReader root, FindingList findings)
    {
        var id = root.Text("id");
        _ = root.Text("name");
        var sources = CatalogReading.Sources(root);
        var rules = ImmutableArray.CreateBuilder<RecipeRule>();
        foreach (var rule in root.Objects("rules"))
        {
            _ = CatalogReading.Source(rule, sources);
            rules.Add(new RecipeRule(
                rule.Text("engine"),
                [.. rule.Texts("models")],
                [.. rule.Texts("systems")],
                [.. rule.Texts("lengths").Select(text => Length(rule, text))],
                rule.FindInteger("least_ranks", 1, Most),
                rule.FindInteger("most_ranks", 1, Most),
                rule.FindInteger("least_clients", 1, Most),
                rule.FindInteger("most_clients", 1, Most),
                Settings(rule.Object("settings"))));
            rule.RefuseUnknown();
        }

        var machines = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var machine in root.Objects("machines"))
        {
            _ = CatalogReading.Source(machine, sources);
            machines[machine.Text("system")] = machine.Text("is");
            machine.RefuseUnknown();
        }

        return new ShelfItem<BenchmarkRecipe>(id, [], new BenchmarkRecipe(id, rules.ToImmutable()) { Machines = machines.ToImmutable() });
    }

    private static (int Input, int Output) Length(JsonObjectReader rule, string text)
    {
        var parts = text.Split('/');
        if (parts.Length == 2 && int.TryParse(parts[0], out var input) && int.TryParse(parts[1], out var output))
        {
            return (input, output);
        }

        rule.Report("lengths", "texts such as 1024/8192: prompt tokens, answer tokens");
        return default;
    }

    private static EngineSettings Settings(JsonObjectReader settings)
    {
        var read = new EngineSettings
        {
            MaximumBatchedTokens = settings.FindInteger("maximum_batched_tokens", 1, Most),
            BatchedTokensBeyondSequence = settings.FindInteger("batched_tokens_beyond_sequence", 0, Most),
            BatchedTokensBeyondPrompt = settings.FindInteger("batched_tokens_beyond_prompt", 0, Most),
            GraphBatchSizes = settings.FindIntegers("graph_batch_sizes") is { } sizes ? [.. sizes] : null,
            CapturesEveryBatch = settings.Flag("captures_every_batch", false),
            MaximumSequences = settings.FindInteger("maximum_sequences", 1, Most),
            SequencesAsClients = settings.Flag("sequences_as_clients", false),
            MemoryShare = settings.FindNumber("memory_share", 0.05, 1),
            KvFormat = settings.FindText("kv_precision") is { } kv ? KvCacheFormat.Find(kv) : null,
            ChunksPrompts = settings.Has("chunks_prompts") ? settings.Flag("chunks_prompts", true) : null,
            BatchWaitSteps = settings.FindInteger("batch_wait_steps", 0, Most),
            BatchWaitShare = settings.FindNumber("batch_wait_share", 0, 1),
            HidesHost = settings.Has("hides_host") ? settings.Flag("hides_host", true) : null,
            CapturedPromptTokens = settings.FindInteger("captured_prompt_tokens", 0, Most),
            StartedAs = settings.FindText("started_as"),
            CollectivesOf = settings.FindText("collectives_of"),
            PollSteps = settings.FindInteger("poll_steps", 1, Most),
            MaximumPrefillTokens = settings.FindInteger("maximum_prefill_tokens", 1, Most),
        };
        if (read.KvFormat is null && settings.FindText("kv_precision") is not null)
        {
            settings.Report("kv_precision", $"one of {string.Join(", ", KvCacheFormat.All)}");
        }

        settings.RefuseUnknown();
        return read;
    }
}
