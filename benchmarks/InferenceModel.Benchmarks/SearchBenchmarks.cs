using BenchmarkDotNet.Attributes;
using InferenceModel.Catalog;
using InferenceModel.Planning;
using InferenceModel.Scenarios;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Benchmarks;

/// <summary>
/// A search from question to ranked deployments, plans compiled anew each time: Qwen3-32B-FP8, 4,000 prompt and 500 answer tokens, 300 ms to the first
/// token, 10 ms a token, replicas and pools.
/// </summary>
[MemoryDiagnoser]
public class SearchBenchmarks
{
    private ModelCatalog catalog = null!;

    [GlobalSetup]
    public void Prepare()
    {
        catalog = BenchmarkCatalog.Open();
        Console.WriteLine($"// default search: {DefaultSearch()} candidates; three systems: {ThreeSystems()} candidates");
    }

    [Benchmark(Description = "default search: 32 H200")]
    public long DefaultSearch() => Search(32, "hgx_h200");

    [Benchmark(Description = "three systems, 64 accelerators")]
    public long ThreeSystems() => Search(64, "hgx_h200", "hgx_h100", "hgx_b200");

    private long Search(int gpus, params string[] systems)
    {
        var (request, level) = (new RequestShape(4000, 500, 0), new ServiceLevel(Seconds.OfMilliseconds(300), Seconds.OfMilliseconds(10), null, 0));
        var (workers, refused) = WorkerOptions.Of(
            catalog, catalog.Models.Find("qwen3-32b-fp8")!.Model, [.. systems.Select(id => catalog.Systems.Find(id)!)], [catalog.Engines.Find("vllm")!], [null], request, level, 16,
            system => Economics.Of(system, catalog.Prices, new CostTerms(), catalog.PhasePower(system.Accelerator.Architecture), default));
        return new PlanSearch(new PlanRequest { Workers = workers, Refused = refused, Request = request, Target = new PlanTarget.Accelerators(gpus), Level = level }).Run().Candidates;
    }
}
