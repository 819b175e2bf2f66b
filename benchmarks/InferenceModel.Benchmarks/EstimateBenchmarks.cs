using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using InferenceModel.Catalog;
using InferenceModel.Estimation;
using InferenceModel.Reports;
using InferenceModel.Scenarios;
using InferenceModel.Sharding;
using InferenceModel.Workloads;

namespace InferenceModel.Benchmarks;

/// <summary>A scenario row from model and plan to figures, and a file of ten thousand rows from text to text.</summary>
[MemoryDiagnoser]
public class EstimateBenchmarks
{
    private const int Rows = 10_000;

    private static readonly string[] Models = ["llama-3.1-8b", "llama-3.1-70b", "qwen3-32b", "mixtral-8x7b", "gpt-oss-120b", "deepseek-r1"];
    private static readonly string[] Systems = ["hgx_h100", "hgx_h200", "hgx_b200", "gb200_nvl72", "l40s_pcie"];
    private static readonly int[] Tensor = [1, 2, 4, 8];

    private ModelCatalog catalog = null!;
    private Deployment deployment = null!;
    private PreparedDeployment prepared = null!;
    private string text = string.Empty;

    [GlobalSetup]
    public void Prepare()
    {
        catalog = BenchmarkCatalog.Open();
        deployment = BenchmarkCatalog.Deployment(catalog, "llama-3.1-70b", "hgx_h100", new ShardingPlan(4));
        prepared = PreparedDeployment.Prepare(deployment, catalog.Efficiencies("hopper"));
        var rows = new StringBuilder("scenario_id,model,hw,tp,isl,osl,concurrency\n");
        for (var i = 0; i < Rows; i++)
        {
            rows.Append(CultureInfo.InvariantCulture, $"row{i},{Models[i % 6]},{Systems[i / 6 % 5]},{Tensor[i / 30 % 4]},{128 + (i * 37 % 4000)},{16 + (i * 11 % 1000)},{1 + (i * 7 % 256)}\n");
        }

        text = rows.ToString();
    }

    [Benchmark(Description = "lower, compile and estimate one row")]
    public DeploymentEstimate OneRow() => Estimator.Estimate(
        PreparedDeployment.Prepare(deployment, catalog.Efficiencies("hopper")), new RequestShape(2048, 256, 0), new Load.ClosedLoop(32));

    [Benchmark(Description = "estimate one row on a compiled plan")]
    public DeploymentEstimate OneRowPrepared() => Estimator.Estimate(prepared, new RequestShape(2048, 256, 0), new Load.ClosedLoop(32));

    [Benchmark(Description = "10,000 rows, CSV to CSV")]
    public int TenThousandRows()
    {
        var file = ScenarioReader.Parse("rows.csv", text, catalog);
        using var output = new StringWriter();
        ResultWriter.WriteCsv(file.Columns, new ScenarioRunner(catalog).Run(file.Rows), output);
        return output.GetStringBuilder().Length;
    }
}
