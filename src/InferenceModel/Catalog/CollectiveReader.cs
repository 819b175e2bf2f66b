using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Catalog.Json;
using InferenceModel.Interconnect;
using InferenceModel.Interconnect.Algorithms;
using InferenceModel.Units;

namespace InferenceModel.Catalog;

/// <summary>Reads implementations of collectives and the policies of engines.</summary>
internal static class CollectiveReader
{
    private const int MostRanks = 1 << 20;

    /// <summary>An implementation of <c>models/collectives</c>.</summary>
    /// <param name="root">The file.</param>
    /// <param name="findings">Takes the faults.</param>
    public static ShelfItem<CollectiveImplementation>? Implementation(JsonObjectReader root, FindingList findings)
    {
        var sources = CatalogReading.Sources(root);
        var constants = root.Objects("constants").Select(one => Constants(one, sources)).ToList();
        if (constants.Count == 0)
        {
            root.Report("constants", "a list of one entry at least");
        }

        var implementation = new CollectiveImplementation(root.Text("id"), root.Text("name"), [.. constants])
        {
            TableCopies = root.Has("table_copies") ? root.Choice<CopyRule>("table_copies") : CopyRule.PerRank,
        };
        return new ShelfItem<CollectiveImplementation>(implementation.Id, root.Texts("aliases"), implementation);
    }

    /// <summary>The policy of an engine.</summary>
    /// <param name="policy">The object.</param>
    /// <param name="implementations">The implementations it may name.</param>
    /// <param name="sources">The file's sources.</param>
    public static CollectivePolicy Policy(JsonObjectReader policy, Shelf<CollectiveImplementation> implementations, ImmutableSortedDictionary<string, SourceNote> sources)
    {
        CatalogReading.Source(policy, sources);
        var rules = new List<CollectiveRule>();
        foreach (var rule in policy.Objects("rules"))
        {
            var id = rule.Text("implementation");
            var kinds = Kinds(rule, "collectives");
            var version = VersionOf(rule, "version") ?? CollectiveImplementation.Newest;
            var least = rule.FindInteger("ranks_from", 1, MostRanks) ?? 1;
            rule.RefuseUnknown();
            if (implementations.Find(id) is { } implementation)
            {
                rules.Add(new CollectiveRule(kinds, implementation, version, least));
            }
            else if (id.Length > 0)
            {
                rule.Report("implementation", implementations.Unknown(id));
            }
        }

        if (!policy.Has("rules"))
        {
            policy.Report("rules", "a list of rules; an empty one where there is one rank only");
        }

        var result = new CollectivePolicy([.. rules], policy.Integer("multiprocessors", 0, 1024))
        {
            NormFusedUpTo = Sizes(policy, "norm_fused_up_to"),
            ExpertImbalance = policy.FindNumber("expert_imbalance", 1, 100) ?? 1,
            Overlap = policy.FindObject("overlap") is { } overlap ? OverlapOf(overlap) : null,
        };
        policy.RefuseUnknown();
        return result;
    }

    private static CollectiveOverlap OverlapOf(JsonObjectReader overlap)
    {
        var result = new CollectiveOverlap(
            Kinds(overlap, "collectives"), overlap.Integer("tokens_from", 1, 1 << 24), overlap.Number("share", 0, 1), overlap.Number("multiprocessor_share", 0, 1));
        overlap.RefuseUnknown();
        return result;
    }

    private static CollectiveConstants Constants(JsonObjectReader one, ImmutableSortedDictionary<string, SourceNote> sources)
    {
        var branches = one.Objects("branches").Select(Branch).ToList();
        if (branches.Count == 0)
        {
            one.Report("branches", "a list of one branch at least");
        }

        var result = new CollectiveConstants(
            Kinds(one, "collectives"),
            one.Has("launch") ? one.Choice<LaunchMode>("launch") : null,
            one.Choice<LinkKind>("link"),
            one.Integer("generation", 1, 99),
            one.Has("path") ? one.Choice<PathClass>("path") : null,
            one.Has("host") ? one.Choice<LinkKind>("host") : null,
            VersionOf(one, "since") ?? new Version(0, 0),
            one.Quantity<Seconds>("reference_latency"),
            one.Number("reference_share", 0.001, 1),
            one.Has("floor") ? one.Quantity<Seconds>("floor") : Seconds.Zero,
            [.. branches.OfType<BranchConstants>()],
            CatalogReading.Source(one, sources).ToString());
        one.FindText("note");
        one.RefuseUnknown();
        return result;
    }

    private static BranchConstants? Branch(JsonObjectReader branch)
    {
        var id = branch.Text("algorithm");
        var algorithm = CollectiveAlgorithm.All.FirstOrDefault(known => known.Id == id);
        if (algorithm is null)
        {
            branch.Report("algorithm", $"one of {string.Join(", ", CollectiveAlgorithm.All.Select(known => known.Id))}");
            return null;
        }

        var result = new BranchConstants
        {
            Algorithm = algorithm,
            Name = branch.FindText("name") ?? id.Replace('_', ' '),
            Base = Time(branch, "base"),
            Step = Time(branch, "step"),
            Doubling = Time(branch, "doubling"),
            Token = Time(branch, "token"),
            Expert = Time(branch, "expert"),
            Efficiency = branch.Number("efficiency", 0.00001, 4),
            Copy = branch.FindNumber("copy", 0, 100) ?? 0,
            Spread = branch.FindNumber("spread", 0, 1) ?? 0,
            PerMultiprocessor = branch.Has("per_multiprocessor") ? branch.Quantity<BytesPerSecond>("per_multiprocessor") : BytesPerSecond.Zero,
            LeastRanks = branch.FindInteger("ranks_from", 1, MostRanks) ?? 1,
            MostRanks = branch.FindInteger("ranks_to", 1, MostRanks) ?? MostRanks,
            From = Sizes(branch, "from"),
            UpTo = Sizes(branch, "up_to"),
        };
        branch.RefuseUnknown();
        return result;
    }

    private static Seconds Time(JsonObjectReader branch, string name) => branch.Has(name) ? branch.Quantity<Seconds>(name) : Seconds.Zero;

    private static ImmutableSortedDictionary<int, Bytes> Sizes(JsonObjectReader branch, string name)
    {
        if (branch.FindObject(name) is not { } sizes)
        {
            return ImmutableSortedDictionary<int, Bytes>.Empty;
        }

        var result = ImmutableSortedDictionary.CreateBuilder<int, Bytes>();
        foreach (var ranks in sizes.Names.ToList())
        {
            if (int.TryParse(ranks, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                result[number] = sizes.Quantity<Bytes>(ranks);
            }
            else
            {
                sizes.Report(ranks, "a number of ranks");
            }
        }

        return result.ToImmutable();
    }

    private static ImmutableArray<CollectiveKind> Kinds(JsonObjectReader owner, string name)
    {
        var kinds = ImmutableArray.CreateBuilder<CollectiveKind>();
        foreach (var text in owner.Texts(name))
        {
            var found = Enum.GetValues<CollectiveKind>().Where(kind => SnakeCase.Of(kind.ToString()) == text).ToList();
            if (found.Count == 0)
            {
                owner.Report(name, $"a list of {string.Join(", ", Enum.GetNames<CollectiveKind>().Select(SnakeCase.Of))}");
            }

            kinds.AddRange(found);
        }

        return kinds.ToImmutable();
    }

    private static Version? VersionOf(JsonObjectReader owner, string name)
    {
        if (owner.FindText(name) is not { } text)
        {
            return null;
        }

        if (Version.TryParse(text, out var version))
        {
            return version;
        }

        owner.Report(name, "a version such as 0.5.12");
        return null;
    }
}
