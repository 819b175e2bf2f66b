using InferenceModel.Interconnect;
using InferenceModel.Interconnect.Algorithms;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Interconnect;

public sealed class CollectiveCurveTests
{
    private static readonly int[] Widths = [2, 4, 8, 16, 32, 72];

    /// <summary>Measured values of nccl-tests, TensorRT-LLM, vLLM and SGLang kernels (ai-dynamo/aiconfigurator 095f58a).</summary>
    [Theory]
    [InlineData("hgx_h100", 8, 512 * 1024 * 1024, "nccl", 2111, 0.10)]
    [InlineData("hgx_h100", 8, 8192, "nccl", 16.4, 0.10)]
    [InlineData("hgx_a100", 8, 512 * 1024 * 1024, "nccl", 4226, 0.10)]
    [InlineData("hgx_b200", 8, 8192, "nccl", 26.1, 0.10)]
    [InlineData("hgx_h100", 8, 8192, "trtllm", 3.5, 0.15)]
    [InlineData("hgx_b200", 8, 64 * 1024, "trtllm", 6.0, 0.15)]
    [InlineData("hgx_h100", 8, 16 * 1024, "vllm", 5.2, 0.10)]
    [InlineData("hgx_h200", 4, 1024 * 1024, "sglang", 10.4, 0.15)]
    public void An_all_reduce_takes_about_the_measured_time(string system, int ranks, double bytes, string implementation, double microseconds, double tolerance)
    {
        var curve = CollectivePolicy.Only(Repository.Catalog.Collectives.Find(implementation)!).Curve(CollectiveKind.AllReduce, Group(system, ranks), LaunchMode.Graph);
        Assert.InRange(curve.Time(new CollectiveCall(Bytes.Of(bytes))).Total.TotalMicroseconds, microseconds * (1 - tolerance), microseconds * (1 + tolerance));
    }

    [Fact]
    public void Every_engine_can_carry_every_collective_on_every_system()
    {
        var call = CollectiveCall.ForExperts(64, 8, Bytes.OfKibi(14), 256, 8, 2);
        var missing =
            from system in Repository.Catalog.Systems.Entries.Values
            from engine in Repository.Catalog.Engines.Entries.Values
            from kind in Enum.GetValues<CollectiveKind>()
            from ranks in Widths
            where ranks <= system.Fabric.Reach && kind is not (CollectiveKind.ExpertPrepare or CollectiveKind.KvTransfer)
            let curve = engine.Collectives.Curve(kind, CommunicationGroup.Lay(system.Fabric, ranks, 1)!, LaunchMode.Graph)
            let time = curve.IsEmpty ? 0 : curve.Time(call).Total.Total
            where !(time > 0 && double.IsFinite(time))
            select $"{kind} on {ranks} ranks of {system.Id} by {engine.Id}";
        Assert.Empty(missing);
    }

    [Fact]
    public void One_rank_talks_to_nobody() => Assert.Equal(
        Seconds.Zero,
        Repository.Catalog.Engines.Find("vllm")!.Collectives.Curve(CollectiveKind.AllReduce, new CommunicationGroup(1, Group("hgx_h100", 2).Near, 1, null), LaunchMode.Graph)
            .Time(new CollectiveCall(Bytes.OfGiga(1))).Total);

    [Fact]
    public void Launching_from_the_host_hides_behind_the_device()
    {
        var branch = new CollectiveBranch("a", Seconds.OfMicroseconds(3), Seconds.OfNanoseconds(1), Seconds.Zero, Seconds.Zero, CopyRule.PerRank, Bytes.Zero, Bytes.OfGiga(1));
        var curve = new CollectiveCurve([branch], Seconds.OfMicroseconds(20), []);
        Assert.Equal(20, curve.Time(new CollectiveCall(Bytes.Of(1000))).Total.TotalMicroseconds, 6);
        Assert.Equal(53, curve.Time(new CollectiveCall(Bytes.Of(50_000))).Total.TotalMicroseconds, 6);
    }

    /// <summary>3 us + 2 (8 - 1) steps of 0.5 us + 1 MB x (2 x 7/8 + 0.25) / (0.5 x 100 GB/s) = 3 + 7 + 40 us.</summary>
    [Fact]
    public void A_ring_costs_what_a_hand_computes()
    {
        var constants = new BranchConstants { Algorithm = new Ring(), Name = "ring", Base = Seconds.OfMicroseconds(3), Step = Seconds.OfMicroseconds(0.5), Efficiency = 0.5, Copy = 0.25 };
        var branch = constants.On(CollectiveKind.AllReduce, new GroupShape(8, 1, 0), new WireTerms(BytesPerSecond.OfGiga(100), 1, 1, Seconds.Zero));
        Assert.Equal(50, branch.Time(new CollectiveCall(Bytes.Of(1e6))).Total.TotalMicroseconds, 6);
    }

    /// <summary>
    /// One rack: 350 + 2 (20 + 51 + 10) + 200 = 712 ns. Two tiers, 3 m of copper and 50 m of co-packaged optics each way:
    /// 350 + 3 x 200 + 2 (20 + 51 + 15) + 2 (20 + 44 + 10 + 250) = 1,770 ns.
    /// </summary>
    [Fact]
    public void A_crossing_adds_up_ports_wires_and_switches()
    {
        var optical = Repository.Catalog.Systems.Find("optical_nvl1152")!.Fabric;
        Assert.Equal(0.712, optical.Tiers[1].Crossing!.OneRack.TotalMicroseconds, 6);
        Assert.Equal(1.058, optical.Tiers[1].ExtraCrossing.TotalMicroseconds, 6);
        Assert.Equal(1.770, optical.Tiers[1].Crossing!.OneWay.TotalMicroseconds, 6);
        Assert.Equal(Seconds.Zero, Group("gb200_nvl72", 72).Near.ExtraCrossing);
    }

    [Fact]
    public void Fewer_nodes_get_fewer_copies_of_a_token()
    {
        var call = CollectiveCall.ForExperts(1, 8, Bytes.Of(1), 256, 64, 8);
        // 8 (1 - (7/8)^8) = 5.251 of 8 nodes, of which 7/8 are others; 8 copies in all.
        Assert.Equal(5.251 * 7 / 8, call.NodeCopies.Total, 3);
        Assert.Equal(8, call.EveryCopy.Total, 6);
        Assert.InRange(call.Bytes.Total, call.NodeCopies.Total, call.EveryCopy.Total);
    }

    [Fact]
    public void Caches_that_meet_at_one_receiver_share_its_ports()
    {
        var system = Repository.Catalog.Systems.Find("hgx_h100")!;
        var policy = Repository.Catalog.Engines.Find("vllm")!.Collectives;
        CollectiveTime Move(double concurrent, double busy) => new KvMove(8, 8, concurrent, busy).Time(Bytes.OfGiga(10), system.Fabric, 8, policy)!.Value;
        Assert.Equal(4 * Move(1, 0).Transfer.Total, Move(4, 0).Transfer.Total, 9);
        Assert.Equal(2 * Move(1, 0).Transfer.Total, Move(1, 0.5).Transfer.Total, 9);
        Assert.True(KvMove.LastLayer(Move(1, 0), 80) < Move(1, 0).Total / 10);
    }

    private static CommunicationGroup Group(string system, int ranks) => CommunicationGroup.Lay(Repository.Catalog.Systems.Find(system)!.Fabric, ranks, 1)!;
}
