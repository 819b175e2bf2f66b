using BenchmarkDotNet.Attributes;
using InferenceModel.Estimation;
using InferenceModel.Operators;
using InferenceModel.Sharding;
using InferenceModel.Units;

namespace InferenceModel.Benchmarks;

/// <summary>One question to a compiled plan, against adding up all operators.</summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    private readonly StepShape decode = StepShape.Decode(37, 1500);
    private readonly StepShape mixed = new(1024, 1, 0, 37, 1500);
    private CompiledPlan plan = null!;

    [Params("llama-3.1-70b", "deepseek-r1", "qwen3-next-80b-a3b")]
    public string Model { get; set; } = string.Empty;

    [GlobalSetup]
    public void Prepare()
    {
        var catalog = BenchmarkCatalog.Open();
        var deployment = BenchmarkCatalog.Deployment(catalog, Model, "gb200_nvl72", new ShardingPlan(Model == "qwen3-next-80b-a3b" ? 2 : 8));
        plan = PreparedDeployment.Prepare(deployment, catalog.Efficiencies("blackwell")).Plan!;
    }

    [Benchmark(Baseline = true)]
    public Seconds OperatorByOperator() => plan.Model.Breakdown(decode).Total;

    [Benchmark]
    public Seconds CompiledDecodeStep() => plan.Latency(decode);

    [Benchmark]
    public Seconds CompiledMixedStep() => plan.Latency(mixed);
}
