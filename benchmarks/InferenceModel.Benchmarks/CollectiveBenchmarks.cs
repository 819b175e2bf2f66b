using BenchmarkDotNet.Attributes;
using InferenceModel.Interconnect;
using InferenceModel.Units;

namespace InferenceModel.Benchmarks;

/// <summary>One collective asked of a curve that stands, and the making of the curve.</summary>
[MemoryDiagnoser]
public class CollectiveBenchmarks
{
    private CollectiveCurve curve = null!;
    private CollectivePolicy policy = null!;
    private CommunicationGroup group = null!;

    [Params("hgx_h100 8", "hgx_h100 16", "gb200_nvl72 72")]
    public string Group { get; set; } = string.Empty;

    [GlobalSetup]
    public void Prepare()
    {
        var catalog = BenchmarkCatalog.Open();
        var parts = Group.Split(' ');
        policy = catalog.Engines.Find("vllm")!.Collectives;
        group = CommunicationGroup.Lay(catalog.Systems.Find(parts[0])!.Fabric, int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), 1)!;
        curve = MakeCurve();
    }

    [Benchmark(Baseline = true)]
    public CollectiveTime OneCollective() => curve.Time(new CollectiveCall(Bytes.OfKibi(256)));

    [Benchmark]
    public CollectiveCurve MakeCurve() => policy.Curve(CollectiveKind.AllReduce, group, LaunchMode.Graph);
}
