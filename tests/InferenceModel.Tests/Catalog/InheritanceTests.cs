using InferenceModel.Catalog;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Catalog;

public sealed class InheritanceTests
{
    [Fact]
    public void A_machine_of_the_users_own_builds_on_one_of_the_catalogue()
    {
        using var folder = new TemporaryFolder();
        var chip = folder.Write("xpu.json", """{ "base": "b200_sxm", "id": "xpu", "name": "XPU", "status": "assumed", "memory.bandwidth": "1.5x", "dense_rates.fp4": null }""");
        var rack = folder.Write("rack.json", $$"""{ "base": "gb200_nvl72", "id": "rack", "name": "Rack", "status": "assumed", "accelerator": "{{chip}}", "tiers[0].accelerators": 36 }""");
        var system = Repository.Catalog.Systems.Find(rack)!;
        var b200 = Repository.Catalog.Accelerators.Find("b200_sxm")!;
        Assert.Equal(1.5 * b200.MemoryBandwidth.Value.Total, system.Accelerator.MemoryBandwidth.Value.Total, 3);
        Assert.Equal(b200.DenseRates.Count - 1, system.Accelerator.DenseRates.Count);
        Assert.Equal(36, system.Fabric.Tiers[0].Accelerators);
        Assert.Equal("nvlink5", system.Fabric.Tiers[0].Link.Id);
    }

    [Theory]
    [InlineData("""{ "base": "b2000", "id": "x" }""", "$.base")]
    [InlineData("""{ "base": "b200_sxm", "id": "x", "name": "X", "memry": "2x" }""", "$.memry")]
    [InlineData("""{ "base": "b200_sxm", "id": "x", "name": "X", "tiers[3].link": "nvlink5" }""", "$.tiers[3].link")]
    [InlineData("""{ "base": "b200_sxm", "id": "x", "name": "X", "memory_bandwidth": "fast" }""", "$.memory_bandwidth")]
    public void A_fault_is_reported_where_it_stands(string text, string subject)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("x.json", text);
        var fault = Assert.Throws<BadInputException>(() => Repository.Catalog.Accelerators.Find(file));
        Assert.Contains(fault.Findings, finding => finding.Subject == subject && finding.File == file && finding.Line == 1);
    }

    [Fact]
    public void Files_that_build_on_each_other_are_refused()
    {
        using var folder = new TemporaryFolder();
        foreach (var (id, parent) in new[] { ("a", "b"), ("b", "a") })
        {
            Directory.CreateDirectory(Path.Combine(folder.Path, "links"));
            File.WriteAllText(Path.Combine(folder.Path, "links", $"{id}.json"), $$"""{ "base": "{{parent}}", "id": "{{id}}" }""");
        }

        Assert.Contains("does not build on this one", Assert.Throws<BadInputException>(() => new ModelCatalog(folder.Path).Links.Find("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_bought_has_a_band()
    {
        Assert.All(Repository.Catalog.Systems.Entries.Values.Where(system => system.Id.Contains("rubin", StringComparison.Ordinal) || system.Id.Contains("optical", StringComparison.Ordinal)), system =>
        {
            Assert.True(system.IsAhead);
            Assert.True(system.Under(Outlook.Best).Accelerator.MemoryBandwidth.Value > system.Under(Outlook.Worst).Accelerator.MemoryBandwidth.Value);
            Assert.True(system.Under(Outlook.Best).Fabric.Tiers[0].Link.StepLatency.Value < system.Under(Outlook.Worst).Fabric.Tiers[0].Link.StepLatency.Value);
        });
        Assert.False(Repository.Catalog.Systems.Find("hgx_h100")!.IsAhead);
    }
}
