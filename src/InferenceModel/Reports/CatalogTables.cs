using System.Collections.Immutable;
using InferenceModel.Catalog;
using InferenceModel.Models;
using InferenceModel.Planning;

namespace InferenceModel.Reports;

/// <summary>The lists of the catalogue.</summary>
public static class CatalogTables
{
    private static readonly ImmutableArray<CatalogColumn> ModelColumns =
    [
        new("id", "model"), new("precision", "weights"), new("parameters", "params"), new("active_parameters", "active"), new("weight_bytes", "weight bytes"),
        new("kv_precision", "cache"), new("kv_bytes_per_token", "KV B/token"), new("state_bytes_per_sequence", null), new("layers", null), new("max_context", null),
    ];

    /// <summary>A list by its name.</summary>
    /// <param name="what">models, accelerators, links, systems, engines or prices.</param>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="asOf">The day prices are asked on; the day the book was gone through where it is null.</param>
    public static CatalogTable Of(string what, ModelCatalog catalog, DateOnly? asOf) => what switch
    {
        "models" => new(ModelColumns, [.. catalog.Models.Entries.Values.Select(entry => Model(entry.Model))]),
        "accelerators" => Accelerators(catalog),
        "links" => Links(catalog),
        "systems" => Systems(catalog),
        "prices" => Prices(catalog.Prices, asOf),
        _ => Engines(catalog),
    };

    /// <summary>The models of a user's configurations; those refused are left out.</summary>
    /// <param name="readings">What came of reading them.</param>
    public static CatalogTable Configs(IEnumerable<ConfigReading> readings) =>
        new(ModelColumns, [.. readings.Where(reading => reading.Model is not null).Select(reading => Model(reading.Model!))]);

    private static ImmutableArray<object?> Model(LanguageModel model) =>
    [
        model.Id, model.DominantFormat.Id, model.Parameters, model.ActiveParameters, (long)Math.Round(model.WeightBytes.Total), model.KvFormat.Id,
        (long)Math.Round(model.KvBytesPerToken.Total), (long)model.StateBytesPerSequence.Total, model.LayerCount, model.MaximumContext,
    ];

    private static CatalogTable Accelerators(ModelCatalog catalog) => new(
        [
            new("id", "accelerator"), new("status", "status"), new("memory_gib", "GiB"), new("memory_bandwidth_tb_s", "TB/s"), new("l2_mib", null), new("bf16_tflops", "bf16 TF"),
            new("fp8_tflops", "fp8 TF"), new("fp4_tflops", "fp4 TF"), new("multiprocessors", "SMs"), new("tdp_w", "W"),
        ],
        [
            .. catalog.Accelerators.Entries.Values.Select(chip => ImmutableArray.Create<object?>(
                chip.Id, ResultColumns.Words(chip.Maturity.ToString()), chip.Memory.Value.TotalGibi, chip.MemoryBandwidth.Value.TotalTera, chip.SecondLevelCache.Value.TotalMebi, Rate(chip, NumberFormat.Bf16),
                Rate(chip, NumberFormat.Fp8), Rate(chip, NumberFormat.Fp4), chip.Multiprocessors.Value, chip.ThermalDesignPower.Value.Total)),
        ]);

    private static double? Rate(Hardware.Accelerator chip, NumberFormat format) =>
        chip.DenseRates.TryGetValue(format, out var rate) ? rate.Value.TotalTera : null;

    private static CatalogTable Links(ModelCatalog catalog) => new(
        [
            new("id", "link"), new("status", "status"), new("bandwidth_gb_s", "GB/s"), new("efficiency", "share"), new("step_latency_us", "step us"),
        ],
        [
            .. catalog.Links.Entries.Values.Select(link => ImmutableArray.Create<object?>(
                link.Id, ResultColumns.Words(link.Maturity.ToString()), link.Bandwidth.Value.TotalGiga, link.Efficiency.Value, link.StepLatency.Value.TotalMicroseconds)),
        ]);

    private static CatalogTable Systems(ModelCatalog catalog) => new(
        [new("id", "system"), new("name", "name"), new("accelerator", null), new("accelerators_per_node", null), new("tiers", "tiers")],
        [
            .. catalog.Systems.Entries.Values.Select(system => ImmutableArray.Create<object?>(
                system.Id, system.Name, system.Accelerator.Id, system.AcceleratorsPerNode,
                string.Join(", ", system.Fabric.Tiers.Select(tier => $"{tier.Link.Id} to {tier.Accelerators}")))),
        ]);

    private static CatalogTable Engines(ModelCatalog catalog) => new(
        [
            new("id", "engine"), new("name", "name"), new("maximum_batched_tokens", "batched tokens"), new("maximum_sequences", "sequences"), new("memory_share", "memory share"),
            new("host_per_step_us", "host us/step"), new("request_overhead_ms", "request ms"),
        ],
        [
            .. catalog.Engines.Entries.Values.Select(engine => ImmutableArray.Create<object?>(
                engine.Id, engine.Name, engine.MaximumBatchedTokens, engine.MaximumSequences, engine.MemoryShare.Value, engine.HostPerStep.Value.TotalMicroseconds,
                engine.RequestOverhead.Value.TotalMilliseconds)),
        ]);

    private static CatalogTable Prices(PriceBook book, DateOnly? asOf)
    {
        ImmutableArray<object?> Row(string id, string terms, double? hour, double? input, double? output, string date, string source) =>
            [id, terms, hour, input, output, date, book.AgeInDays(date, asOf), book.Warning(id, date, asOf) is null ? null : "yes", source];
        return new CatalogTable(
            [
                new("id", "price of"), new("terms", "terms"), new("usd_per_gpu_hour", "$/GPU-h"), new("usd_per_mtok_input", "$/Mtok in"), new("usd_per_mtok_output", "$/Mtok out"),
                new("date", "seen"), new("age_days", "days"), new("stale", "stale"), new("source", null),
            ],
            [
                .. book.Entries.Select(entry => Row(entry.Accelerator, PriceTiers.Word(entry.Tier), entry.Price.Value.Total, null, null, entry.Date, entry.Price.Source)),
                .. book.ApiPrices.Select(api => Row(api.Id, "tokens", null, api.Input.Value.Total, api.Output.Value.Total, api.Date, api.Input.Source)),
            ]);
    }
}
