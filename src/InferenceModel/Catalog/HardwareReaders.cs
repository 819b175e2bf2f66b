using System.Collections.Immutable;
using InferenceModel.Catalog.Json;
using InferenceModel.Hardware;
using InferenceModel.Interconnect;
using InferenceModel.Models;
using InferenceModel.Units;

namespace InferenceModel.Catalog;

/// <summary>Reads accelerators, links and systems.</summary>
internal static class HardwareReaders
{
    private const string RackMedium = "copper";
    private const int MostAccelerators = 1 << 20;

    /// <summary>An accelerator of <c>models/devices</c>.</summary>
    /// <param name="root">The file.</param>
    /// <param name="findings">Takes the faults.</param>
    public static ShelfItem<Accelerator>? Accelerator(JsonObjectReader root, FindingList findings)
    {
        var sources = CatalogReading.Sources(root);
        root.Text("vendor");
        var rates = root.Object("dense_rates");
        var dense = ImmutableSortedDictionary.CreateBuilder<NumberFormat, Figure<FlopsPerSecond>>();
        foreach (var format in Enum.GetValues<NumberFormat>())
        {
            if (CatalogReading.FindQuantity<FlopsPerSecond>(rates, SnakeCase.Of(format.ToString()), sources) is { } rate)
            {
                dense[format] = rate;
            }
        }

        rates.RefuseUnknown();
        if (dense.Count == 0)
        {
            root.Report("dense_rates", "at least one of fp32, bf16, fp16, fp8, int8, fp4");
        }

        var accelerator = new Accelerator(
            root.Text("id"),
            root.Text("name"),
            root.Text("architecture"),
            root.Choice<Maturity>("status"),
            CatalogReading.Quantity<Bytes>(root, "memory", sources),
            CatalogReading.Quantity<BytesPerSecond>(root, "memory_bandwidth", sources),
            CatalogReading.Quantity<Bytes>(root, "l2_cache", sources),
            CatalogReading.Number(root, "multiprocessors", 1, 1 << 16, sources),
            dense.ToImmutable(),
            CatalogReading.Quantity<Watts>(root, "thermal_design_power", sources))
        {
            ExponentialRate = CatalogReading.FindQuantity<FlopsPerSecond>(root, "exponential_rate", sources),
            SustainedShare = root.Has("sustained_share") ? CatalogReading.Number(root, "sustained_share", 0.1, 1, sources) : null,
            Measured = root.FindObject("measured") is { } measured ? MeasuredKernelsReader.Read(measured, sources) : null,
        };
        return new ShelfItem<Accelerator>(accelerator.Id, root.Texts("aliases"), accelerator);
    }

    /// <summary>A link of <c>models/links</c>.</summary>
    /// <param name="root">The file.</param>
    /// <param name="findings">Takes the faults.</param>
    public static ShelfItem<Link>? Link(JsonObjectReader root, FindingList findings)
    {
        var sources = CatalogReading.Sources(root);
        var paths = ImmutableSortedDictionary.CreateBuilder<PathClass, Figure<double>>();
        if (root.FindObject("paths") is { } classes)
        {
            foreach (var path in Enum.GetValues<PathClass>())
            {
                paths[path] = CatalogReading.Number(classes, SnakeCase.Of(path.ToString()), 0.001, 1, sources);
            }

            classes.RefuseUnknown();
        }

        var link = new Link(
            root.Text("id"),
            root.Text("name"),
            root.Choice<LinkKind>("kind"),
            root.Integer("generation", 1, 99),
            root.Choice<Maturity>("status"),
            CatalogReading.Quantity<BytesPerSecond>(root, "bandwidth", sources),
            CatalogReading.Number(root, "bandwidth_efficiency", 0.01, 1, sources),
            CatalogReading.Quantity<Seconds>(root, "step_latency", sources),
            paths.ToImmutable());
        return new ShelfItem<Link>(link.Id, root.Texts("aliases"), link);
    }

    /// <summary>A medium of <c>models/media</c>.</summary>
    /// <param name="root">The file.</param>
    /// <param name="findings">Takes the faults.</param>
    public static ShelfItem<Medium>? Medium(JsonObjectReader root, FindingList findings)
    {
        var sources = CatalogReading.Sources(root);
        var medium = new Medium(
            root.Text("id"),
            root.Text("name"),
            CatalogReading.Quantity<Seconds>(root, "serialiser", sources),
            CatalogReading.Quantity<Seconds>(root, "error_correction", sources),
            CatalogReading.Quantity<Seconds>(root, "conversion", sources),
            CatalogReading.Quantity<Seconds>(root, "flight_per_metre", sources));
        return new ShelfItem<Medium>(medium.Id, root.Texts("aliases"), medium);
    }

    /// <summary>A system of <c>models/systems</c>.</summary>
    /// <param name="root">The file.</param>
    /// <param name="accelerators">The accelerators it may name.</param>
    /// <param name="links">The links it may name.</param>
    /// <param name="media">The media it may name.</param>
    public static ShelfItem<ServingSystem>? System(JsonObjectReader root, Shelf<Accelerator> accelerators, Shelf<Link> links, Shelf<Medium> media)
    {
        var sources = CatalogReading.Sources(root);
        var accelerator = Named(root, "accelerator", accelerators);
        var prefill = root.Has("prefill_accelerator") ? Named(root, "prefill_accelerator", accelerators) : null;
        var host = Named(root, "host_link", links);
        var tiers = root.Objects("tiers").Select(tier => Tier(tier, links, media, sources)).ToList();
        for (var i = 1; i < tiers.Count; i++)
        {
            if (tiers[i].Accelerators <= tiers[i - 1].Accelerators)
            {
                root.Report("tiers", "each tier joins more accelerators than the one before it");
            }
        }

        var id = root.Text("id");
        var name = root.Text("name");
        var maturity = root.Choice<Maturity>("status");
        var perNode = root.Integer("accelerators_per_node", 1, MostAccelerators);
        if (tiers.Count == 0 && perNode > 1)
        {
            root.Report("tiers", "a list of one tier at least; none where a node has one accelerator");
        }

        var power = CatalogReading.FindQuantity<Watts>(root, "provisioned_power", sources);
        return accelerator is null || host is null || (tiers.Count == 0 && perNode > 1)
            ? null
            : new ShelfItem<ServingSystem>(id, root.Texts("aliases"), new ServingSystem(id, name, maturity, accelerator, perNode, host, new Fabric([.. tiers]) { Host = host.Kind }, power) { PrefillAccelerator = prefill });
    }

    private static FabricTier Tier(JsonObjectReader tier, Shelf<Link> links, Shelf<Medium> media, ImmutableSortedDictionary<string, SourceNote> sources)
    {
        var link = Named(tier, "link", links) ?? links.Entries.Values.First();
        var result = new FabricTier(
            tier.Text("name"),
            link,
            tier.Integer("accelerators", 2, MostAccelerators),
            tier.Choice<TierTopology>("topology"),
            tier.Flag("in_switch_reduction", false),
            tier.Has("path") ? tier.Choice<PathClass>("path") : null,
            tier.FindNumber("oversubscription", 0.1, 1000) ?? 1)
        {
            Crossing = tier.Has("switch_latency") ? CrossingOf(tier, media, sources) : null,
        };
        tier.RefuseUnknown();
        return result;
    }

    private static Crossing CrossingOf(JsonObjectReader tier, Shelf<Medium> media, ImmutableSortedDictionary<string, SourceNote> sources)
    {
        var hops = new List<Hop>();
        foreach (var hop in tier.Objects("hops"))
        {
            if (Named(hop, "medium", media) is { } medium)
            {
                hops.Add(new Hop(medium, hop.Quantity<Metres>("length")));
            }

            hop.RefuseUnknown();
        }

        if (hops.Count == 0)
        {
            tier.Report("hops", "a list of one wire at least, from one accelerator to the other");
        }

        return new Crossing(
            CatalogReading.Quantity<Seconds>(tier, "endpoint", sources),
            CatalogReading.Quantity<Seconds>(tier, "switch_latency", sources),
            [.. hops],
            hops.Count > 0 ? new Hop(media.Find(RackMedium) ?? hops[0].Medium, Metres.Of(2)) : new Hop(media.Entries.Values.First(), Metres.Of(2)));
    }

    private static T? Named<T>(JsonObjectReader owner, string name, Shelf<T> shelf)
        where T : class
    {
        var id = owner.Text(name);
        var entry = shelf.Find(id);
        if (entry is null && id.Length > 0)
        {
            owner.Report(name, shelf.Unknown(id));
        }

        return entry;
    }
}
