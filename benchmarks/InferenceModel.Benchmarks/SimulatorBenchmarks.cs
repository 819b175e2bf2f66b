using BenchmarkDotNet.Attributes;
using InferenceModel.Catalog.Traces;
using InferenceModel.Estimation;
using InferenceModel.Sharding;
using InferenceModel.Simulation;
using InferenceModel.Workloads;

namespace InferenceModel.Benchmarks;

/// <summary>Simulated requests per second of one core: OperationsPerInvoke makes every figure the time of one request.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class SimulatorBenchmarks
{
    private const int Stream = 200_000;
    private const int Conversations = 10_000;
    private const int ClosedLoop = 640;

    private PreparedDeployment prepared = null!;
    private RequestTrace conversations = null!;

    [GlobalSetup]
    public void Prepare()
    {
        var catalog = BenchmarkCatalog.Open();
        prepared = PreparedDeployment.Prepare(BenchmarkCatalog.Deployment(catalog, "llama-3.1-8b", "hgx_h100", new ShardingPlan()), catalog.Efficiencies("hopper"));
        var path = Environment.GetEnvironmentVariable("INFERMODEL_TRACE");
        conversations = path is null ? Synthetic() : TraceReader.Read(path);
    }

    [Benchmark(Description = "decode-dominated stream, 64 in, 256 out, 60 requests/s", OperationsPerInvoke = Stream)]
    public long Decoding() => Decoding(60, 1);

    [Benchmark(Description = "the same, 10 requests/s", OperationsPerInvoke = Stream)]
    public long DecodingLightly() => Decoding(10, 1);

    [Benchmark(Description = "two such streams at 60 requests/s on two threads", OperationsPerInvoke = 2 * Stream)]
    public void DecodingTwice() => Parallel.For(1, 3, seed => Decoding(60, (ulong)seed));

    [Benchmark(Description = "10,000 conversations, chunked prefill", OperationsPerInvoke = Conversations)]
    public long Conversation() => Run(new TraceSource(conversations), 1000);

    [Benchmark(Description = "closed-loop benchmark of concurrency 64", OperationsPerInvoke = ClosedLoop)]
    public double Closed() => ClosedLoopBenchmark.Run(prepared, 1024, 1024, 64).OutputTokensPerSecond;

    private static RequestTrace Synthetic()
    {
        var source = new StreamSource(new ArrivalProcess.Poisson(4), new LengthDistribution.LogNormal(850, 230, 1, 4000), Conversations, 1);
        var requests = new List<RequestSpec>(Conversations);
        while (source.TryNext(out var request))
        {
            requests.Add(request);
        }

        return new RequestTrace("log-normal", [.. requests], 1);
    }

    private long Decoding(double rate, ulong seed) => Run(new StreamSource(new ArrivalProcess.Poisson(rate), new LengthDistribution.Constant(64, 256), Stream, seed), 192);

    private long Run(IRequestSource source, double context)
    {
        var metrics = new MetricsObserver();
        new ServingSimulation(SimulationSettings.Of(prepared, context, 1), source, metrics).Run();
        return metrics.Completed;
    }
}
