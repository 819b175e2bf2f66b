using InferenceModel.Catalog;
using InferenceModel.Estimation;
using InferenceModel.Sharding;

namespace InferenceModel.Benchmarks;

/// <summary>What every benchmark needs of the catalogue.</summary>
internal static class BenchmarkCatalog
{
    /// <summary>The shipped data, copied beside the program.</summary>
    public static ModelCatalog Open() => new(Path.Combine(AppContext.BaseDirectory, "models"));

    public static Deployment Deployment(ModelCatalog catalog, string model, string system, ShardingPlan plan)
    {
        var chosen = catalog.Models.Find(model)!.Model;
        return new Deployment(chosen, chosen.KvFormat, catalog.Systems.Find(system)!, catalog.Engines.Find("vllm")!, plan);
    }
}
