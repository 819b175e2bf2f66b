using InferenceModel.Calibration.Kernels;
using InferenceModel.Catalog;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using Xunit;

namespace InferenceModel.Tests.Calibration.Kernels;

public sealed class KernelTableTests
{
    [Theory]
    [InlineData("h100_sxm/gemm__vllm__0.24.0.parquet", "h100_sxm", "gemm", "vllm", "0.24.0")]
    [InlineData("b300_sxm/moe__trtllm__1.3.0rc20.csv", "b300_sxm", "moe", "trtllm", "1.3.0rc20")]
    public void A_table_is_known_by_its_folder_and_name(string path, string system, string operatorName, string engine, string version)
    {
        var name = KernelTableName.Parse(path)!;
        Assert.Equal((system, operatorName, engine, version), (name.System, name.Operator, name.Engine, name.Version));
    }

    [Fact]
    public void Rows_of_a_csv_table_become_calls_with_seconds()
    {
        using var folder = new TemporaryFolder();
        var table = Load(folder, "h100_sxm", "gemm_dtype,m,n,k,latency,kernel_source\nbfloat16,4,4096,1024,0.005,x\nunheard_of,4,4096,1024,0.005,x\nfp8,4,4096,1024,,x\n", out var findings)!;
        Assert.Equal(0, findings.Count);
        var row = Assert.Single(table.Rows);
        var call = Assert.IsType<GemmCall>(row.Call);
        Assert.Equal((4, 4096, 1024), (call.Rows, call.Outputs, call.Inputs));
        Assert.Equal(5e-6, row.Seconds, 12);
        Assert.Equal(2, table.Refused.Values.Sum());
    }

    [Fact]
    public void A_row_faster_than_the_data_sheet_is_not_believed()
    {
        using var folder = new TemporaryFolder();
        // 2 x 8192^3 operations at 989.4 TFLOP/s take 1.11 ms.
        var table = Load(folder, "h100_sxm", "gemm_dtype,m,n,k,latency\nbfloat16,8192,8192,8192,0.9\nbfloat16,8192,8192,8192,1.4\n", out _)!;
        Assert.NotNull(table.Rows[0].Fault);
        Assert.Null(table.Rows[1].Fault);
    }

    [Fact]
    public void A_row_that_would_outrun_memory_is_not_believed_unless_the_cache_can_hold_the_difference()
    {
        using var folder = new TemporaryFolder();
        // 2 x 16384^2 bytes of weights less 50 MiB of cache at 3.35 TB/s take 145 us; all of them would take 160 us.
        var table = Load(folder, "h100_sxm", "gemm_dtype,m,n,k,latency\nbfloat16,1,16384,16384,0.13\nbfloat16,1,16384,16384,0.15\n", out _)!;
        Assert.Contains("bandwidth", table.Rows[0].Fault, StringComparison.Ordinal);
        Assert.Null(table.Rows[1].Fault);
    }

    [Fact]
    public void Missing_columns_and_unknown_systems_are_findings()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(Load(folder, "h100_sxm", "gemm_dtype,m,n,latency\nbfloat16,1,2,3\n", out var findings));
        Assert.Contains(findings.Kept, finding => finding.Value == "k");
        Assert.Null(Load(folder, "no_such_gpu", "gemm_dtype,m,n,k,latency\nbfloat16,1,2,3,4\n", out findings));
        Assert.Contains(findings.Kept, finding => finding.Value == "no_such_gpu");
        Assert.Null(Load(folder, "h100_sxm", "not a table at all", out findings, ".parquet"));
        Assert.Equal(1, findings.Count);
    }

    [Fact]
    public void A_tenth_of_all_shapes_is_held_out_whatever_the_rows()
    {
        var shapes = from n in Enumerable.Range(1, 60) from k in Enumerable.Range(1, 60) select new GemmCall(1, n * 64, k * 64, WeightFormat.Bf16);
        Assert.InRange(shapes.Count(call => ShapeSplit.IsHeldOut(call)), 240, 480);
        Assert.All(shapes, call => Assert.Equal(ShapeSplit.IsHeldOut(call), ShapeSplit.IsHeldOut(call with { Rows = 999, Format = WeightFormat.Fp8 })));
    }

    [Fact]
    public void Predicted_tables_are_reported_by_operator_system_engine_and_precision()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, "b300_sxm", "gemm_dtype,m,n,k,latency\nbfloat16,64,8192,8192,0.03\nnvfp4,64,8192,8192,0.015\n", ".csv");
        var validation = new KernelValidation(Repository.Catalog, Repository.Catalog.Kernels);
        var findings = new FindingList();
        validation.Add(KernelTableName.Parse(path)!, findings);
        var report = validation.Report();
        Assert.Equal((2, 2), (report.Rows, report.Predicted));
        Assert.Equal(["latency", "latency_physics", "latency_roofline"], report.Metrics.Keys);
        Assert.Contains(report.Groups, group => group is { By: "system", Key: "b300_sxm" });
        Assert.Contains(report.Groups, group => group is { By: "precision", Key: "nvfp4" });
    }

    [Fact]
    public void Shapes_never_learned_are_met_on_measured_tables()
    {
        Assert.SkipWhen(Repository.SharedData is null, "the measured tables are not beside the repository");
        var validation = new KernelValidation(Repository.Catalog, Repository.Catalog.Kernels);
        validation.Add(KernelTableName.Parse(Path.Combine(Repository.SharedData!, "kernels", "h200_sxm", "gemm__trtllm__1.3.0rc20.parquet"))!, new FindingList(), call => ShapeSplit.IsHeldOut(call));
        var metrics = validation.Report().Metrics;
        Assert.InRange(metrics["latency"].MedianAbsolute, 0, 4.5);
        Assert.True(metrics["latency"].MeanAbsolute < metrics["latency_physics"].MeanAbsolute);
        Assert.True(metrics["latency_physics"].MeanAbsolute < metrics["latency_roofline"].MeanAbsolute);
    }

    private static KernelTable? Load(TemporaryFolder folder, string system, string text, out FindingList findings, string extension = ".csv")
    {
        findings = new FindingList();
        return new KernelTableLoader(Repository.Catalog).Load(KernelTableName.Parse(Write(folder, system, text, extension))!, findings);
    }

    private static string Write(TemporaryFolder folder, string system, string text, string extension)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, system));
        return folder.Write(Path.Combine(system, $"gemm__vllm__0.24.0{extension}"), text);
    }
}
