using InferenceModel.Catalog;
using InferenceModel.Engines;
using InferenceModel.Estimation;
using InferenceModel.Models;
using InferenceModel.Sharding;

namespace InferenceModel.Tests;

/// <summary>Where things lie, and short ways to make what most tests need.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static readonly Lazy<ModelCatalog> LazyCatalog = new(() => new ModelCatalog(Path.Combine(Root, "models")));

    public static ModelCatalog Catalog => LazyCatalog.Value;

    /// <summary>The measured data beside the repository, or null where it is absent.</summary>
    public static string? SharedData
    {
        get
        {
            var folder = Path.Combine(Root, "..", "shared", "data");
            return Directory.Exists(folder) ? folder : null;
        }
    }

    public static LanguageModel Model(string id) => Catalog.Models.Find(id)!.Model;

    public static PreparedDeployment Prepare(string model, string system, ShardingPlan plan, string engine = "vllm", WeightFormat? precision = null)
    {
        var machine = Catalog.Systems.Find(system)!;
        var chosen = precision is null ? Model(model) : Model(model).WithPrecision(precision);
        var deployment = new Deployment(chosen, chosen.KvFormat, machine, Catalog.Engines.Find(engine)!, plan);
        return PreparedDeployment.Prepare(deployment, Catalog.Efficiencies(machine.Accelerator.Architecture));
    }

    /// <summary>A prepared deployment on vLLM with something changed.</summary>
    public static PreparedDeployment Prepare(string model, string system, ShardingPlan plan, Func<ServingEngine, ServingEngine> change)
    {
        var machine = Catalog.Systems.Find(system)!;
        var deployment = new Deployment(Model(model), Model(model).KvFormat, machine, change(Catalog.Engines.Find("vllm")!), plan);
        return PreparedDeployment.Prepare(deployment, Catalog.Efficiencies(machine.Accelerator.Architecture));
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "InferenceModel.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
