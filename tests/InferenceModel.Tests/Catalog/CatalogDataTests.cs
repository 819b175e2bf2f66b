using InferenceModel.Hardware;
using Xunit;

namespace InferenceModel.Tests.Catalog;

public sealed class CatalogDataTests
{
    [Fact]
    public void Every_file_of_the_data_folder_is_read_without_a_fault()
    {
        var catalog = Repository.Catalog;
        Assert.True(catalog.Models.Entries.Count >= 206);
        Assert.True(catalog.Accelerators.Entries.Count >= 40);
        Assert.True(catalog.Links.Entries.Count >= 24);
        Assert.True(catalog.Systems.Entries.Count >= 44);
        Assert.True(catalog.Engines.Entries.Count >= 3);
        Assert.NotEmpty(catalog.Prices.Entries);
    }

    [Fact]
    public void Every_price_is_of_an_accelerator_there_is() =>
        Assert.All(Repository.Catalog.Prices.Entries, entry => Assert.NotNull(Repository.Catalog.Accelerators.Find(entry.Accelerator)));

    [Fact]
    public void What_is_assumed_has_a_band()
    {
        foreach (var chip in Repository.Catalog.Accelerators.Entries.Values.Where(chip => chip.Maturity == Maturity.Assumed))
        {
            Assert.True(chip.IsAssumed);
        }
    }

    [Fact]
    public void A_figure_lies_within_its_band()
    {
        foreach (var link in Repository.Catalog.Links.Entries.Values)
        {
            foreach (var figure in new[] { link.StepLatency })
            {
                Assert.True(figure.Low is not { } low || low <= figure.Value, link.Id);
                Assert.True(figure.High is not { } high || high >= figure.Value, link.Id);
            }
        }
    }

    [Theory]
    [InlineData("h100_sxm", "hgx_h100")]
    [InlineData("gb200", "gb200_nvl72")]
    [InlineData("b300_sxm", "hgx_b300")]
    [InlineData("l40s", "l40s_pcie")]
    public void A_system_answers_to_the_name_of_its_chip(string alias, string system) =>
        Assert.Equal(system, Repository.Catalog.Systems.Find(alias)!.Id);
}
