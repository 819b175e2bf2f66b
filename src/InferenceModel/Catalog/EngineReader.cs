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
            PromptLaunch = root.Has("prompt_launch") ? root.Choice<LaunchMode>("prompt_launch") : LaunchMode.Graph,
        };
        return new ShelfItem<ServingEngine>(engine.Id, root.Texts("aliases"), engine);
    }
}
