using System.Globalization;
using System.Text;
using InferenceModel.Models;
using InferenceModel.Profiling.Layers;
using Xunit;

namespace InferenceModel.Tests.Profiling;

/// <summary>Which layers of the catalogue have a graph whose counts are compared (<see cref="GraphWorkTests"/>), and why others have none.</summary>
public sealed class GraphCoverageTests
{
    [Fact]
    public void The_table_of_layers_with_and_without_graphs_is_that_of_the_catalogue()
    {
        var path = Path.Combine(Repository.Root, "models", "layers", "COVERAGE.md");
        var table = Table();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, table);
        }

        Assert.Equal(File.ReadAllText(path), table);
    }

    private static string Table()
    {
        var models = Repository.Catalog.Models.Entries.Keys.Select(id => (Id: id, Model: Repository.Model(id).WithPrecision(WeightFormat.Bf16))).ToList();
        var (whole, some, none) = (0, 0, 0);
        var rows = new StringBuilder();
        foreach (var (id, model) in models)
        {
            var layers = model.Layers.Sum(group => group.Count);
            var built = model.Layers.Where(group => LayerGraphs.Refusal(group.Layer) is null).Sum(group => group.Count);
            (whole, some, none) = (whole + (built == layers ? 1 : 0), some + (built > 0 && built < layers ? 1 : 0), none + (built == 0 ? 1 : 0));
            var reasons = model.Layers.Select(group => LayerGraphs.Refusal(group.Layer)).OfType<string>().Distinct();
            rows.Append(CultureInfo.InvariantCulture, $"| {id} | {built} of {layers} | {string.Join("; ", reasons)} |\n");
        }

        return string.Create(CultureInfo.InvariantCulture, $"""
            # Layers that have a graph

            Operations and bytes counted from the graph equal those of the lowering exactly for every layer that has one: prompts and decoding, 16 bits and 4 bits
            in groups of 32, whole and cut over two ranks where its heads allow. Written by the tests, from the architectures alone.
            {models.Count} models: all layers of {whole}, some of {some}, none of {none}.

            | model | layers | why others have none |
            |---|---|---|

            """) + rows;
    }
}
