using BenchmarkDotNet.Attributes;
using InferenceModel.Costs;
using InferenceModel.Estimation;
using InferenceModel.Operators;
using InferenceModel.Sharding;

namespace InferenceModel.Benchmarks;

/// <summary>
/// A plan from model and shards to curves: every operator at every token count of the grid. Operators that look at caches are sampled row by row when a step asks
/// for them; the second benchmark asks for every row.
/// </summary>
[MemoryDiagnoser]
public class CompileBenchmarks
{
    private Deployment deployment = null!;
    private RooflineEfficiencies efficiencies = null!;

    [Params("qwen3-32b-fp8", "llama-3.1-70b", "deepseek-r1", "qwen3-next-80b-a3b", "gpt-oss-120b")]
    public string Model { get; set; } = string.Empty;

    [GlobalSetup]
    public void Prepare()
    {
        var catalog = BenchmarkCatalog.Open();
        deployment = BenchmarkCatalog.Deployment(catalog, Model, "gb200_nvl72", new ShardingPlan(Model == "qwen3-next-80b-a3b" ? 2 : 8));
        efficiencies = catalog.Efficiencies(deployment.System.Accelerator);
    }

    [Benchmark(Baseline = true, Description = "compile: all operators, all token counts")]
    public CompiledPlan Compile() => PreparedDeployment.Prepare(deployment, efficiencies).Plan!;

    [Benchmark(Description = "compile, then sample every cache length and chunk")]
    public double CompileWithAllCaches()
    {
        var plan = Compile();
        var sum = 0.0;
        for (var size = 1.0; size < 200_000; size *= 1.15)
        {
            sum += plan.Latency(StepShape.Decode(size, 100_000)).Total + plan.Latency(StepShape.Prefill(1, size, 100_000)).Total + plan.Latency(StepShape.Prefill(8, size, 100_000)).Total;
        }

        return sum;
    }
}
