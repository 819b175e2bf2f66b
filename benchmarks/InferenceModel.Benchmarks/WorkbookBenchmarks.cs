using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using InferenceModel.Reports.Plans;
using InferenceModel.Reports.Workbook;
using InferenceModel.Scenarios;

namespace InferenceModel.Benchmarks;

/// <summary>The workbook of three thousand rows, from results to bytes: fifteen tabs, every formula computed.</summary>
[MemoryDiagnoser]
public class WorkbookBenchmarks
{
    private const int Rows = 3000;

    private static readonly string[] Models = ["llama-3.1-8b", "llama-3.1-70b", "qwen3-32b", "mixtral-8x7b", "gpt-oss-120b", "deepseek-r1"];
    private static readonly string[] Systems = ["hgx_h100", "hgx_h200", "hgx_b200", "gb200_nvl72", "l40s_pcie"];
    private static readonly int[] Tensor = [1, 2, 4, 8];

    private ReportSource source = null!;

    [GlobalSetup]
    public void Prepare()
    {
        var catalog = BenchmarkCatalog.Open();
        var rows = new StringBuilder("scenario_id,model,hw,tp,isl,osl,concurrency\n");
        for (var i = 0; i < Rows; i++)
        {
            rows.Append(CultureInfo.InvariantCulture, $"row{i},{Models[i % 6]},{Systems[i / 6 % 5]},{Tensor[i / 30 % 4]},{128 + (i * 37 % 4000)},{16 + (i * 11 % 1000)},{1 + (i * 7 % 256)}\n");
        }

        var file = ScenarioReader.Parse("rows.csv", rows.ToString(), catalog);
        source = new ReportSources(catalog, "infermodel run rows.csv", null).Of("Scenarios of rows.csv", file.Columns, [.. new ScenarioRunner(catalog).Run(file.Rows)]);
    }

    [Benchmark(Description = "3,000 results to a workbook")]
    public int Workbook() => WorkbookWriter.Write(PlanBook.Make(source), source.Title).Length;
}
