using InferenceModel.Calibration;
using InferenceModel.Catalog;
using InferenceModel.Interconnect;
using Xunit;

namespace InferenceModel.Tests.Calibration;

public sealed class CollectiveTableTests
{
    private const string Header = "source,system,ranks,nodes,collective,impl,dtype,bytes,time_us\n";

    [Fact]
    public void Names_are_resolved_by_rule()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("t.csv", Header
            + "s,gb300,4,1,all_reduce,vllm-eager@0.24.0,bfloat16,8192,40\n"
            + "s,h20_2node_4x400G_roce,16,2,kv_transfer,mooncake-te,bf16,49000000,2070\n"
            + "s,h100_sxm,32,4,ep_dispatch,deepep-ll;tok=128;h=7168;k=8;E=256,fp8+scale,7569408,143\n"
            + "s,h100_sxm,8,1,all_reduce,nccl-2.29.2,int8,8192,16\n"
            + "s,b60,4,1,all_reduce,vllm-eager@0.1.dev11424_g,bfloat16,256,20\n"
            + "s,h100_sxm,8,1,barrier,nccl-2.29.2,half,8192,16\n");
        var rows = CollectiveTable.Read(file, Repository.Catalog);
        Assert.Equal(("vllm", LaunchMode.Eager, new Version(0, 24, 0, 0)), (rows[0].Row!.Implementation.Id, rows[0].Row!.Launch, rows[0].Row!.Version));
        Assert.Equal(("roce_400g", 25), (rows[1].Row!.Group.Near.Link.Id, rows[1].Row!.Group.Near.Bandwidth.TotalGiga));
        Assert.Equal((4, 8, 128.0), (rows[2].Row!.Group.Domains, rows[2].Row!.Group.RanksNear, rows[2].Row!.Call.Tokens));
        Assert.False(rows[3].Row!.Group.Near.ReducesInSwitch);
        Assert.Equal("collectives of xe2 accelerators are not modelled", rows[4].Fault);
        Assert.Equal("collective 'barrier' is not modelled", rows[5].Fault);
    }

    [Fact]
    public void Every_fault_of_a_table_is_named_at_once()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("t.csv", Header + "s,h100_sxm,two,1,all_reduce,nccl-2.29.2,half,8192,16\ns,h100_sxm,2,1,all_reduce,nccl-2.29.2,half,8192,-1\n");
        var faults = Assert.Throws<BadInputException>(() => CollectiveTable.Read(file, Repository.Catalog)).Findings;
        Assert.Equal([(2, "ranks"), (3, "time_us")], faults.Select(fault => (fault.Line, fault.Subject)));
        Assert.Contains("a column 'impl'", Assert.Throws<BadInputException>(() => CollectiveTable.Read(folder.Write("h.csv", "system,ranks\n"), Repository.Catalog)).Message, StringComparison.Ordinal);
    }
}
