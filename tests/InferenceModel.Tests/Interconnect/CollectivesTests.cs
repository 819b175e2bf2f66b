using CsCheck;
using InferenceModel.Interconnect;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Interconnect;

public sealed class CollectivesTests
{
    private static readonly CollectiveKind[] Kinds = Enum.GetValues<CollectiveKind>();

    /// <summary>Measured values of nccl-tests, 512 MB and 8 KB, and of TensorRT-LLM kernels (ai-dynamo/aiconfigurator 095f58a).</summary>
    [Theory]
    [InlineData("hgx_h100", 8, 512 * 1024 * 1024, CollectiveLibrary.Nccl, 2111, 0.10)]
    [InlineData("hgx_h100", 8, 8192, CollectiveLibrary.Nccl, 16.4, 0.10)]
    [InlineData("hgx_a100", 8, 512 * 1024 * 1024, CollectiveLibrary.Nccl, 4226, 0.15)]
    [InlineData("hgx_b200", 8, 8192, CollectiveLibrary.Nccl, 26.1, 0.10)]
    [InlineData("hgx_h100", 8, 8192, CollectiveLibrary.Custom, 3.5, 0.10)]
    [InlineData("hgx_b200", 8, 64 * 1024, CollectiveLibrary.Custom, 6.0, 0.15)]
    public void An_all_reduce_takes_about_the_measured_time(string system, int ranks, double bytes, CollectiveLibrary library, double microseconds, double tolerance)
    {
        var time = Collectives.Time(CollectiveKind.AllReduce, Bytes.Of(bytes), Group(system, ranks), library).Total.TotalMicroseconds;
        Assert.InRange(time, microseconds * (1 - tolerance), microseconds * (1 + tolerance));
    }

    [Fact]
    public void Time_never_falls_when_the_payload_grows() =>
        Gen.Select(Pick(Kinds), Pick("hgx_h100", "l40s_pcie", "gb200_nvl72", "h100_nvl_box"), Pick(2, 4, 8, 16, 32), Gen.Double[1, 1e9], Gen.Double[1, 10])
            .Sample((kind, system, ranks, bytes, more) =>
            {
                var group = Group(system, ranks);
                return Collectives.Time(kind, Bytes.Of(bytes * more), group, CollectiveLibrary.Custom).Total
                    >= Collectives.Time(kind, Bytes.Of(bytes), group, CollectiveLibrary.Custom).Total;
            });

    [Fact]
    public void A_large_all_reduce_never_beats_what_the_wire_must_carry() =>
        Gen.Select(Pick("hgx_h100", "hgx_a100", "l40s_pcie"), Pick(2, 4, 8), Gen.Double[1e6, 1e10]).Sample((system, ranks, bytes) =>
        {
            var group = Group(system, ranks);
            var time = Collectives.Time(CollectiveKind.AllReduce, Bytes.Of(bytes), group, CollectiveLibrary.Custom).Total;
            // In-switch reduction sends each byte once and receives 1/n of it.
            return time >= Bytes.Of(bytes) / group.Near.Bandwidth;
        });

    [Fact]
    public void One_rank_talks_to_nobody() =>
        Assert.Equal(Seconds.Zero, Collectives.Time(CollectiveKind.AllReduce, Bytes.OfGiga(1), new CommunicationGroup(1, Repository.Catalog.Systems.Find("hgx_h100")!.Fabric.Tiers[0], 1, null), CollectiveLibrary.Nccl).Total);

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static CommunicationGroup Group(string system, int ranks) =>
        CommunicationGroup.Lay(Repository.Catalog.Systems.Find(system)!.Fabric, ranks, 1)!;
}
