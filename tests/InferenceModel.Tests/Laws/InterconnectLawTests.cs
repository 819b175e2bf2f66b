using CsCheck;
using InferenceModel.Interconnect;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Laws;

/// <summary>Laws of collectives. Policies with a least size for a kernel are left out of the first: such an engine may be quicker with more.</summary>
public sealed class InterconnectLawTests
{
    private static readonly string[] Systems = ["hgx_h100", "hgx_a100", "l40s_pcie", "gb200_nvl72", "h100_nvl_box", "rubin_ultra_nvl576", "mi300x_8"];
    private static readonly string[] Implementations = ["nccl", "trtllm", "sglang", "deepep_ll", "deepep_normal", "trtllm_two_sided"];
    private static readonly CollectiveKind[] Kinds = Enum.GetValues<CollectiveKind>();

    private static readonly Gen<(CollectivePolicy Policy, CollectiveKind Kind, CommunicationGroup Group)> Cases =
        Gen.Select(Pick(Implementations), Pick(Kinds), Pick(Systems), Pick(2, 4, 8, 16, 32, 72))
            .Select((implementation, kind, system, ranks) => (
                CollectivePolicy.Only(Repository.Catalog.Collectives.Find(implementation)!, multiprocessors: 20), kind,
                CommunicationGroup.Lay(Repository.Catalog.Systems.Find(system)!.Fabric, ranks, 1)!));

    [Fact]
    public void More_bytes_never_take_less_time() => Gen.Select(Cases, Gen.Double[1, 1e9], Gen.Double[1, 10]).Sample((one, bytes, more) =>
    {
        var curve = one.Policy.Curve(one.Kind, one.Group, LaunchMode.Graph);
        return curve.IsEmpty || Time(curve, bytes * more) >= Time(curve, bytes);
    });

    [Fact]
    public void More_latency_of_the_wire_never_takes_less_time() => Gen.Select(Cases, Gen.Double[1, 1e9], Gen.Double[1, 5]).Sample((one, bytes, factor) =>
    {
        var curve = one.Policy.Curve(one.Kind, one.Group, LaunchMode.Graph);
        var slower = one.Policy.Curve(one.Kind, With(one.Group, link => link with { StepLatency = link.StepLatency with { Value = link.StepLatency.Value * factor } }), LaunchMode.Graph);
        return curve.IsEmpty || Time(slower, bytes) >= Time(curve, bytes);
    });

    [Fact]
    public void Less_bandwidth_never_takes_less_time() => Gen.Select(Cases, Gen.Double[1, 1e9], Gen.Double[1, 5]).Sample((one, bytes, factor) =>
    {
        var curve = one.Policy.Curve(one.Kind, one.Group, LaunchMode.Graph);
        var slower = one.Policy.Curve(one.Kind, With(one.Group, link => link with { Bandwidth = link.Bandwidth with { Value = link.Bandwidth.Value / factor } }), LaunchMode.Graph);
        return curve.IsEmpty || Time(slower, bytes) >= Time(curve, bytes) * (1 - 1e-12);
    });

    /// <summary>Every branch of every file, on its own wire: the bytes its algorithm must move at nominal bandwidth.</summary>
    [Fact]
    public void No_kernel_beats_the_bandwidth_bound_of_its_algorithm()
    {
        var wire = new WireTerms(BytesPerSecond.OfGiga(100), 1, 1, Seconds.Zero);
        var branches =
            from implementation in Repository.Catalog.Collectives.Entries.Values
            from constants in implementation.Constants
            from kind in constants.Kinds
            from branch in constants.Branches
            from ranks in new[] { 2, 4, 8, 64 }
            where branch.Algorithm.Does(kind)
            let shape = new GroupShape(ranks, Math.Max(1, ranks / 8), 24)
            select (Name: $"{implementation.Id} {branch.Name} {kind} {ranks}", PerByte: branch.On(kind, shape, wire).PerByte.Total, Least: branch.Algorithm.Traffic(kind, shape) / 100e9);
        Assert.All(branches, branch => Assert.True(branch.PerByte >= branch.Least * (1 - 1e-9), branch.Name));
    }

    /// <summary>Whatever the algorithm, of an all-reduce 2 (d - 1) / d of each rank's share must pass the port between d domains.</summary>
    [Fact]
    public void A_hierarchical_all_reduce_never_beats_the_bound_of_its_slowest_tier() => Gen.Select(Pick("hgx_h100", "hgx_a100", "hgx_b200"), Pick(16, 32, 64), Gen.Double[1e3, 1e10]).Sample((system, ranks, bytes) =>
    {
        var group = CommunicationGroup.Lay(Repository.Catalog.Systems.Find(system)!.Fabric, ranks, 1)!;
        var curve = Repository.Catalog.Engines.Find("vllm")!.Collectives.Curve(CollectiveKind.AllReduce, group, LaunchMode.Graph);
        var across = Bytes.Of(bytes * 2 * (group.Domains - 1) / group.Domains / group.RanksNear) / group.Far!.Bandwidth;
        return curve.Time(new CollectiveCall(Bytes.Of(bytes))).Total >= across;
    });

    /// <summary>A tier drawn as two of the same wire is the same machine: where ranks stand within it makes no difference.</summary>
    [Fact]
    public void Ranks_may_stand_anywhere_within_one_wire() => Gen.Select(Pick(4, 8, 16, 64), Gen.Double[1, 1e9], Pick(CollectiveKind.AllReduce, CollectiveKind.AllGather, CollectiveKind.ReduceScatter, CollectiveKind.AllToAll)).Sample((ranks, bytes, kind) =>
    {
        var fabric = Repository.Catalog.Systems.Find("gb200_nvl72")!.Fabric;
        var cut = fabric with { Tiers = fabric.Tiers.Insert(0, fabric.Tiers[0] with { Accelerators = 4 }) };
        var policy = Repository.Catalog.Engines.Find("trtllm")!.Collectives;
        double On(Fabric wires) => Time(policy.Curve(kind, CommunicationGroup.Lay(wires, ranks, 1)!, LaunchMode.Graph), bytes);
        return Math.Abs(On(fabric) - On(cut)) <= 1e-12 * On(fabric);
    });

    [Fact]
    public void A_cache_takes_as_long_one_way_as_the_other() => Gen.Select(Pick(1, 2, 4, 8), Pick(1, 2, 4, 8), Gen.Double[1e3, 1e11]).Sample((left, right, bytes) =>
    {
        var system = Repository.Catalog.Systems.Find("hgx_h200")!;
        var policy = Repository.Catalog.Engines.Find("sglang")!.Collectives;
        return new KvMove(left, right).Time(Bytes.Of(bytes), system.Fabric, 8, policy)!.Value.Total == new KvMove(right, left).Time(Bytes.Of(bytes), system.Fabric, 8, policy)!.Value.Total;
    });

    private static double Time(CollectiveCurve curve, double bytes) =>
        curve.Time(new CollectiveCall(Bytes.Of(bytes), 128, 256) { EveryCopy = Bytes.Of(bytes), NodeCopies = Bytes.Of(bytes) }).Total.Total;

    private static CommunicationGroup With(CommunicationGroup group, Func<Link, Link> change) => group with
    {
        Near = group.Near with { Link = change(group.Near.Link) },
        Far = group.Far is { } far ? far with { Link = change(far.Link) } : null,
    };

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
