using InferenceModel.Scenarios;
using Xunit;

namespace InferenceModel.Tests.Scenarios;

public sealed class SensitivityTests
{
    [Theory]
    [InlineData("llama-3.1-70b,hgx_h100,vllm,8,1,1,1024,512,16")]
    [InlineData("deepseek-r1,gb200_nvl72,trtllm,1,64,64,1024,512,512")]
    public void Better_parts_never_make_it_worse_and_worse_parts_never_better(string cells)
    {
        var (unchanged, rows) = Of(cells);
        Assert.NotNull(unchanged.Estimate);
        foreach (var row in rows.Where(row => row.Lever.Change.EndsWith('%')))
        {
            var isLatency = row.Lever.Name.EndsWith("latency", StringComparison.Ordinal);
            var better = isLatency ? row.Lever.Change[0] == '-' : row.Lever.Change[0] == '+';
            Assert.True(better ? row.DecodeStep <= 1e-9 && row.PromptStep <= 1e-9 : row.DecodeStep >= -1e-9 && row.PromptStep >= -1e-9, $"{row.Lever.Name} {row.Lever.Change}");
        }
    }

    [Fact]
    public void A_small_domain_costs_and_the_price_breaks_even()
    {
        var (unchanged, rows) = Of("deepseek-r1,gb200_nvl72,trtllm,1,64,64,1024,512,512");
        var small = Assert.Single(rows, row => row.Lever.Name == "GPUs of a domain" && row.Lever.Change == "8");
        Assert.True(small.TokensPerAccelerator < -0.05);
        Assert.Equal(unchanged.Economics!.Price!.Value.Total * (1 + small.TokensPerAccelerator!.Value), small.BreakEven!.Value, 6);
        Assert.Equal(0, Assert.Single(rows, row => row.Lever.Name == "GPUs of a domain" && row.Lever.Change == "72").TokensPerAccelerator!.Value, 9);
    }

    [Fact]
    public void The_slowest_wire_of_a_plan_across_nodes_is_worth_something()
    {
        var (_, rows) = Of("deepseek-r1,hgx_h200,sglang,1,32,32,2048,512,512");
        Assert.Contains(rows, row => row.Lever.Name.Contains("infiniband_ndr", StringComparison.Ordinal) && row.Lever.Name.EndsWith("bandwidth", StringComparison.Ordinal) && row.PromptStep > 0.02);
    }

    private static (ScenarioResult Base, IReadOnlyList<SensitivityRow> Rows) Of(string cells)
    {
        var file = ScenarioReader.Parse("test", $"model,hw,engine,tp,ep,dp,isl,osl,concurrency\n{cells}\n", Repository.Catalog);
        Assert.Empty(file.Findings);
        var (unchanged, rows) = new Sensitivity(Repository.Catalog, new ScenarioRunner(Repository.Catalog)).Of(file.Rows[0], []);
        return (unchanged, rows);
    }
}
