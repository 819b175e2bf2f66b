using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using InferenceModel.Catalog;
using Xunit;

namespace InferenceModel.Tests.Catalog;

/// <summary>Every name the measured data uses stands in the catalogue, so that its rows can be predicted as they are written.</summary>
public sealed class MeasuredNameTests
{
    /// <summary>The bridge of an A40 has a bandwidth of its own (56 GB/s one way) that no link of the catalogue has.</summary>
    private const string WithoutLink = "a40_pairwise_nvlink";

    [Theory]
    [InlineData("ground-truth/measured.csv", 59)]
    [InlineData("silicon/inferencex.csv", 13)]
    public void Every_measured_model_is_known(string file, int atLeast)
    {
        var names = Column(file, "model");
        Assert.True(names.Count >= atLeast);
        Assert.All(names, name => Assert.True(Repository.Catalog.Models.Find(name) is not null, $"{name} of {file}"));
    }

    [Theory]
    [InlineData("ground-truth/measured.csv", "gpu")]
    [InlineData("silicon/inferencex.csv", "system")]
    [InlineData("collectives/nccl.csv", "system")]
    [InlineData("collectives/custom_allreduce.csv", "system")]
    [InlineData("collectives/expert_alltoall.csv", "system")]
    [InlineData("collectives/torch_profile.csv", "system")]
    [InlineData("collectives/kv_transfer.csv", "system")]
    [InlineData("collectives/published.csv", "system")]
    public void Every_measured_machine_is_known(string file, string column)
    {
        var names = Column(file, column);
        Assert.NotEmpty(names);
        Assert.All(names.Where(name => name != WithoutLink), name => Assert.True(Repository.Catalog.Systems.Find(name) is not null, $"{name} of {file}"));
    }

    [Fact]
    public void Every_machine_with_measured_kernels_is_known()
    {
        var folders = Directory.GetDirectories(Path.Combine(Data(), "kernels")).Select(Path.GetFileName).ToList();
        Assert.NotEmpty(folders);
        Assert.All(folders, name => Assert.NotNull(Repository.Catalog.Systems.Find(name!)));
    }

    [Fact]
    public void Every_configuration_that_can_be_read_is_an_entry_with_the_same_layers()
    {
        foreach (var reading in ModelCatalog.ReadConfigs(Path.Combine(Data(), "models")).Where(reading => reading.Model is not null))
        {
            var own = Repository.Catalog.Models.Find(reading.Model!.Id)?.Model;
            Assert.True(own is not null, reading.Model.Id);
            Assert.Equal(reading.Model.LayerCount, own.LayerCount);
            Assert.Equal(reading.Model.LoadedParameters, own.LoadedParameters - own.EncoderParameters);
        }
    }

    [Theory]
    [InlineData("A100-PCIe-80GB", "pcie4")]
    [InlineData("A100-SXM4-80GB", "nvlink3")]
    [InlineData("L40S", "pcie4")]
    [InlineData("H100-SXM5-80GB", "nvlink4")]
    [InlineData("MI300X", "infinity_fabric_mi300x")]
    [InlineData("b60", "pcie5")]
    public void Machines_have_the_wires_their_rows_name(string system, string link) =>
        Assert.Equal(link, Repository.Catalog.Systems.Find(system)!.Fabric.Tiers[0].Link.Id);

    private static string Data()
    {
        Assert.SkipWhen(Repository.SharedData is null, "the measured data is not beside the repository");
        return Repository.SharedData!;
    }

    private static List<string> Column(string file, string column)
    {
        using var reader = new StreamReader(Path.Combine(Data(), file));
        using var csv = new CsvReader(reader, new CsvConfiguration(CultureInfo.InvariantCulture));
        csv.Read();
        csv.ReadHeader();
        var names = new SortedSet<string>(StringComparer.Ordinal);
        while (csv.Read())
        {
            names.Add(csv.GetField(column)!);
        }

        return [.. names];
    }
}
