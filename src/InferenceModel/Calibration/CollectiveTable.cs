using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;
using InferenceModel.Catalog;
using InferenceModel.Interconnect;
using InferenceModel.Units;

namespace InferenceModel.Calibration;

/// <summary>
/// Reads tables of measured collectives: <c>source,system,ranks,nodes,collective,impl,dtype,bytes,time_us</c>. A system is found by its name in
/// the catalogue; of <c>NAME_2node_4x400G_roce</c> the first part is, and the rest describes its network. An implementation is found by its name
/// without version, launch mode and what follows a semicolon, which describes the call.
/// </summary>
public sealed partial class CollectiveTable
{
    private const double DefaultExpertsPerToken = 8;
    private const double DefaultExperts = 256;

    /// <summary>Generations whose engines run a library of their own (Intel's oneCCL) that none of the implementations describes.</summary>
    private static readonly string[] OtherLibraries = ["xe2"];

    private static readonly Bytes LargestFile = Bytes.OfMebi(256);
    private static readonly string[] Members = ["system", "ranks", "nodes", "collective", "impl", "dtype", "bytes", "time_us"];
    private static readonly string[] Numbers = ["ranks", "nodes", "bytes", "time_us"];
    private readonly ModelCatalog catalog;
    private readonly Dictionary<(string System, int Ranks, int Nodes, bool Adds, bool Ports), (CommunicationGroup? Group, string Fault)> groups = [];
    private readonly Dictionary<string, (CollectiveImplementation? Found, string Name, LaunchMode Launch, Version Version)> implementations = [];

    private CollectiveTable(ModelCatalog catalog) => this.catalog = catalog;

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="catalog">What names refer to.</param>
    /// <returns>Each row, or why it cannot be modelled.</returns>
    /// <exception cref="BadInputException">The file is no such table.</exception>
    public static ImmutableArray<(MeasuredCollective? Row, string Fault)> Read(string path, ModelCatalog catalog)
    {
        var text = Encoding.UTF8.GetString(InputFile.ReadUtf8(path, LargestFile));
        using var reader = new StringReader(text);
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture) { HasHeaderRecord = false, BadDataFound = null });
        var findings = new FindingList();
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        if (parser.Read())
        {
            columns = (parser.Record ?? []).Index().DistinctBy(cell => cell.Item).ToDictionary(cell => cell.Item, cell => cell.Index, StringComparer.Ordinal);
        }

        foreach (var missing in Members.Where(member => !columns.ContainsKey(member)))
        {
            findings.Add(new Finding(path, 1, 0, "header", string.Empty, $"a column '{missing}'; it is missing"));
        }

        if (findings.Count > 0)
        {
            throw new BadInputException(findings);
        }

        var table = new CollectiveTable(catalog);
        var rows = ImmutableArray.CreateBuilder<(MeasuredCollective?, string)>();
        while (parser.Read())
        {
            var line = parser.RawRow;
            var cells = parser.Record ?? [];
            string Cell(string name) => columns[name] < cells.Length ? cells[columns[name]] : string.Empty;
            var numbers = new double[4];
            foreach (var (i, name) in Numbers.Index())
            {
                if (!double.TryParse(Cell(name), NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]) || numbers[i] <= 0)
                {
                    findings.Add(new Finding(path, line, columns[name] + 1, name, Finding.Shorten(Cell(name)), "a number above zero"));
                }
            }

            if (findings.Count == 0)
            {
                rows.Add(table.Resolve(Cell, (int)numbers[0], (int)numbers[1], Bytes.Of(numbers[2]), Seconds.OfMicroseconds(numbers[3])));
            }
        }

        if (findings.Count > 0)
        {
            throw new BadInputException(findings);
        }

        return rows.ToImmutable();
    }

    private (MeasuredCollective? Row, string Fault) Resolve(Func<string, string> cell, int ranks, int nodes, Bytes bytes, Seconds time)
    {
        if (KindOf(cell("collective")) is not { } kind)
        {
            return (null, $"collective '{cell("collective")}' is not modelled");
        }

        var parts = cell("impl").Split(';');
        if (!implementations.TryGetValue(parts[0], out var implementation))
        {
            implementations[parts[0]] = implementation = ImplementationOf(parts[0]);
        }

        if (implementation.Found is not { } found)
        {
            return (null, $"implementation '{implementation.Name}' is not in the catalogue");
        }

        // Switches add up floating-point numbers and 32-bit integers, not bytes.
        var adds = cell("dtype") is not ("int8" or "uint8");
        var key = (cell("system"), ranks, nodes, adds, kind == CollectiveKind.KvTransfer);
        if (!groups.TryGetValue(key, out var place))
        {
            groups[key] = place = Place(key.Item1, ranks, nodes, adds, key.Item5);
        }

        if (place.Group is not { } group)
        {
            return (null, place.Fault);
        }

        var members = parts.Skip(1).Select(part => part.Split('=')).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        double Member(string name, double absent) => members.TryGetValue(name, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : absent;
        var tokens = Member("tok", 0);
        var call = new CollectiveCall(bytes, tokens, tokens > 0 ? Member("E", DefaultExperts) : 0);
        if (tokens > 0)
        {
            var domains = group.Far is null ? 1 : group.Domains;
            var choices = Member("k", DefaultExpertsPerToken);
            var copy = CollectiveCall.ForExperts(1, choices, Bytes.Of(1), 1, ranks, domains);
            call = call with
            {
                Bytes = found.TableCopies == CopyRule.PerExpert ? bytes * (copy.Bytes / copy.EveryCopy) : bytes,
                EveryCopy = found.TableCopies == CopyRule.PerExpert ? bytes : bytes * (copy.EveryCopy / copy.Bytes),
                NodeCopies = bytes * (copy.NodeCopies / (found.TableCopies == CopyRule.PerExpert ? copy.EveryCopy : copy.Bytes)),
            };
        }

        var name = $"{cell("collective")} {cell("system")} {ranks} ranks, {nodes} nodes, {cell("impl")}, {cell("dtype")}, {bytes}";
        return (new MeasuredCollective(name, cell("system"), found, implementation.Name, implementation.Version, implementation.Launch, kind, group, (int)Member("sms", 0), call, time), string.Empty);
    }

    private static CollectiveKind? KindOf(string name) => name switch
    {
        "all_reduce" => CollectiveKind.AllReduce,
        "all_gather" => CollectiveKind.AllGather,
        "reduce_scatter" => CollectiveKind.ReduceScatter,
        "alltoall" or "all_to_all" => CollectiveKind.AllToAll,
        "broadcast" => CollectiveKind.Broadcast,
        "send_recv" or "send_receive" or "p2p" => CollectiveKind.SendReceive,
        "ep_prepare" => CollectiveKind.ExpertPrepare,
        "ep_dispatch" => CollectiveKind.ExpertDispatch,
        "ep_combine" => CollectiveKind.ExpertCombine,
        "ep_combine_low_precision" => CollectiveKind.ExpertCombineCompressed,
        "kv_transfer" => CollectiveKind.KvTransfer,
        _ => null,
    };

    private (CollectiveImplementation? Found, string Name, LaunchMode Launch, Version Version) ImplementationOf(string text)
    {
        if (catalog.Collectives.Find(text) is { } whole)
        {
            return (whole, text, text.Contains("eager", StringComparison.Ordinal) ? LaunchMode.Eager : LaunchMode.Graph, CollectiveImplementation.Newest);
        }

        var match = NameAndVersion().Match(text);
        var launch = match.Groups["launch"].Value == "eager" ? LaunchMode.Eager : LaunchMode.Graph;
        var version = match.Groups["version"].Success ? VersionOf(match.Groups["version"].Value) : CollectiveImplementation.Newest;
        var name = match.Groups["launch"].Success ? $"{match.Groups["name"].Value}-{match.Groups["launch"].Value}" : match.Groups["name"].Value;
        return (catalog.Collectives.Find(match.Groups["name"].Value), name, launch, version);
    }

    /// <summary>The numbers a version begins with; of a release candidate its number comes fourth.</summary>
    private static Version VersionOf(string text)
    {
        var match = Numbered().Match(text);
        int Part(string name) => match.Groups[name].Success ? int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture) : 0;
        return new Version(Part("a"), Part("b"), Part("c"), Part("rc"));
    }

    private (CommunicationGroup? Group, string Fault) Place(string name, int ranks, int nodes, bool adds, bool isTransfer)
    {
        var ports = WithPorts().Match(name);
        var system = catalog.Systems.Find(name) ?? (ports.Success ? catalog.Systems.Find(ports.Groups["base"].Value) : null);
        if (system is null)
        {
            return (null, $"system '{name}' is not in the catalogue");
        }

        if (OtherLibraries.Contains(system.Accelerator.Architecture))
        {
            return (null, $"collectives of {system.Accelerator.Architecture} accelerators are not modelled");
        }

        ImmutableArray<FabricTier> tiers = [.. system.Fabric.Tiers.Select(tier => adds ? tier : tier with { ReducesInSwitch = false })];
        if (ports.Success)
        {
            tiers = [.. tiers.Select(tier => tier.Link.Kind is LinkKind.Infiniband or LinkKind.Roce ? Ported(tier, ports, system.AcceleratorsPerNode) : tier)];
        }

        var fabric = system.Fabric with { Tiers = tiers };
        if (isTransfer)
        {
            var wire = fabric.Tiers[^1];
            return (new CommunicationGroup(ranks / 2, wire, ranks / 2, null) { Host = fabric.Host }, string.Empty);
        }

        // Ranks of one node are neighbours; those of several are as many in each.
        var within = Math.Max(1, ranks / nodes);
        if (nodes > 1 && fabric.TierFor(ranks) is { } one && one.Accelerators >= nodes * system.AcceleratorsPerNode && one.Link.Kind is not (LinkKind.Infiniband or LinkKind.Roce))
        {
            return (new CommunicationGroup(ranks, one, ranks, null) { Host = fabric.Host }, string.Empty);
        }

        var stride = nodes > 1 ? Math.Max(1, system.AcceleratorsPerNode / within) : 1;
        return CommunicationGroup.Lay(fabric, ranks, stride) is { } group
            ? (Spread(group, fabric, within, nodes), string.Empty)
            : (null, $"system '{name}' does not join {ranks} ranks in {nodes} nodes");
    }

    private static CommunicationGroup Spread(CommunicationGroup group, Fabric fabric, int within, int nodes)
    {
        if (nodes == 1)
        {
            return group;
        }

        var far = group.Far ?? fabric.Tiers[^1];
        return within == 1
            ? new CommunicationGroup(group.Ranks, far, group.Ranks, null) { Host = fabric.Host }
            : new CommunicationGroup(group.Ranks, fabric.Tiers[0], within, far) { Host = fabric.Host };
    }

    /// <summary>The tier with the ports the name gives to a node: <c>4x400G</c> is four ports of 400 Gb/s.</summary>
    private FabricTier Ported(FabricTier tier, Match ports, int perNode)
    {
        var link = catalog.Links.Find($"{ports.Groups["net"].Value}_{ports.Groups["rate"].Value.Replace("cx7", "400g", StringComparison.Ordinal)}") ?? tier.Link;
        // A port called by its card and not by its rate is taken to run at half the rate of the card, as the published shares assume.
        var ofRate = ports.Groups["rate"].Value == "cx7" ? 0.5 : 1;
        var count = (ports.Groups["count"].Success ? int.Parse(ports.Groups["count"].Value, CultureInfo.InvariantCulture) : perNode) * ofRate;
        return tier with { Link = link, Oversubscription = perNode / count };
    }

    [GeneratedRegex(@"^(?<name>[A-Za-z0-9_\-]*?)(-(?<launch>graph|eager))?([@\-](?<version>\d[\w\.\-+]*))?$")]
    private static partial Regex NameAndVersion();

    [GeneratedRegex(@"^(?<a>\d{1,6})(\.(?<b>\d{1,6}))?(\.(?<c>\d{1,6}))?(\.?(post|rc)(?<rc>\d{1,6}))?")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^(?<base>.+?)_\d+node_((?<count>\d+)x)?(?<rate>[A-Za-z0-9]+)_(?<net>\w+)$")]
    private static partial Regex WithPorts();
}
