using System.Collections.Immutable;
using InferenceModel.Calibration.Kernels;
using InferenceModel.Catalog;
using InferenceModel.Hardware;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Profiling.Measuring;
using InferenceModel.Units;
using Xunit;

namespace InferenceModel.Tests.Profiling;

public sealed class DeviceFitTests
{
    private static readonly ProfiledHost Host = new("a processor", "x64", Bytes.OfGibi(8), null);

    [Fact]
    public void A_fit_on_synthetic_times_recovers_their_constants()
    {
        // 20 GB/s, 100 GFLOP/s, a floor of 10 us, 8 rows to start; caches at 10 GB/s and 20 GFLOP/s; element-wise 15 us and 5 GB/s.
        var device = DeviceFit.Fit("synthetic", Host, 2, Rows(), "synthetic times");
        var gemm = Constants(device, "gemm");
        Assert.InRange(gemm["floor_us"], 8, 12);
        Assert.InRange(gemm["start_rows"], 7, 9);
        Assert.InRange(device.MemoryBandwidth.Value.TotalGiga * gemm["memory_share"], 19, 21);
        Assert.InRange(device.Rate(NumberFormat.Fp32).Total * gemm["compute_share"], 97e9, 103e9);
        var elementwise = Constants(device, "elementwise");
        Assert.InRange(elementwise["floor_us"], 14.5, 15.5);
        Assert.InRange(device.MemoryBandwidth.Value.TotalGiga * elementwise["stream_share"], 4.8, 5.2);
        Assert.All(device.Measured!.Kernels, kernel => Assert.InRange(kernel.MedianPercent, 0, 2));
    }

    [Fact]
    public void What_is_measured_and_what_is_assumed_says_so()
    {
        var device = DeviceFit.Fit("synthetic", Host, 2, Rows(), "synthetic times");
        Assert.Equal("synthetic times", device.MemoryBandwidth.Source);
        Assert.StartsWith("measured", device.MemoryBandwidth.Note, StringComparison.Ordinal);
        Assert.True(device.ThermalDesignPower.IsBand && device.SecondLevelCache.IsBand);
        Assert.Equal(("assumed", "assumed"), (device.ThermalDesignPower.Source, device.SecondLevelCache.Source));
    }

    [Fact]
    public void Files_read_back_as_written_and_carry_no_kernels_of_accelerators()
    {
        using var folder = new TemporaryFolder();
        var rows = Rows();
        var device = DeviceFit.Fit("synthetic", Host, 2, rows, "synthetic times");
        Directory.CreateDirectory(Path.Combine(folder.Path, "devices"));
        File.WriteAllText(Path.Combine(folder.Path, "devices", "synthetic.json"), DeviceFile.Text(device, "nobody", "2026-11"));
        var catalog = new ModelCatalog(folder.Path);
        var read = catalog.Accelerators.Find("synthetic")!;
        Assert.Equal(device.Measured!.Kernels.Select(kernel => kernel.Constants), read.Measured!.Kernels.Select(kernel => kernel.Constants));
        Assert.Equal(["context_attention", "elementwise", "gemm", "generation_attention"], catalog.Efficiencies(read).Kernels.Keys);
        Assert.All(catalog.Efficiencies(read).Kernels.Values, kernel => Assert.Empty(kernel.Corrections));

        var tables = KernelTableFiles.Write(folder.Path, "synthetic", "1.0", rows);
        Assert.Equal(4, tables.Count);
        var findings = new FindingList();
        var loader = new KernelTableLoader(catalog);
        var back = tables.SelectMany(path => loader.Load(KernelTableName.Parse(path)!, findings)!.Rows).ToList();
        Assert.Equal(0, findings.Count);
        Assert.Equal(rows.Count, back.Count);
        Assert.Equal(rows.OrderBy(row => row.Call.Family, StringComparer.Ordinal).Select(row => row.Call), back.Select(row => row.Call));
        Assert.All(rows.OrderBy(row => row.Call.Family, StringComparer.Ordinal).Zip(back), pair => Assert.Equal(pair.First.Seconds, pair.Second.Seconds, pair.First.Seconds * 1e-6));
    }

    [Fact]
    public void A_device_file_with_a_faulty_constant_is_refused_with_its_place()
    {
        using var folder = new TemporaryFolder();
        var text = DeviceFile.Text(DeviceFit.Fit("synthetic", Host, 2, Rows(), "synthetic times"), "nobody", "2026-11");
        Directory.CreateDirectory(Path.Combine(folder.Path, "devices"));
        File.WriteAllText(Path.Combine(folder.Path, "devices", "synthetic.json"), text.Replace("\"start_rows\": ", "\"start_rows\": -", StringComparison.Ordinal));
        var exception = Assert.Throws<BadInputException>(() => new ModelCatalog(folder.Path).Accelerators.Find("synthetic"));
        Assert.Contains(exception.Findings, finding => finding.ToString().Contains("start_rows", StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_through_exact_times_is_found()
    {
        // 3 us a call and 2 us a row.
        var (call, row) = ShardedVerification.Line([(1, 5e-6), (4, 11e-6), (16, 35e-6)]);
        Assert.Equal((3, 2), (Math.Round(call.TotalMicroseconds, 6), Math.Round(row.TotalMicroseconds, 6)));
    }

    private static ImmutableSortedDictionary<string, double> Constants(Accelerator device, string family) =>
        device.Measured!.Kernels.Single(kernel => kernel.Family == family).Constants;

    /// <summary>Times of the formulas of the doc comments, written out anew.</summary>
    internal static List<MeasuredRow> Rows()
    {
        var rows = new List<MeasuredRow>();
        void Add(KernelCall call, double seconds) => rows.Add(new MeasuredRow(new GridPoint(1, 1, 1), call, seconds, 0, 1));
        foreach (var m in new[] { 1, 2, 4, 8, 16, 32, 64, 128, 512 })
        {
            foreach (var (n, k) in new[] { (1280, 768), (768, 768), (6144, 768), (768, 3072), (32000, 768) })
            {
                var memory = ((4.0 * n * k) + (4.0 * m * k) + (2.0 * m * n)) / 20e9;
                var compute = 2.0 * n * k * (m + 8) / 100e9;
                Add(new GemmCall(m, n, k, WeightFormat.Fp32), 10e-6 + Math.Pow(Math.Pow(memory, 4) + Math.Pow(compute, 4), 0.25));
            }

            Add(new ElementwiseCall(20000.0 * m, 50), (50 * 15e-6) + (20000.0 * m / 5e9));
        }

        foreach (var (batch, context) in new[] { (1, 40), (1, 500), (2, 100), (4, 300), (8, 40), (8, 600), (16, 100), (16, 400) })
        {
            var decode = new DecodeAttentionCall(batch, context, 12, 4, 64, double.PositiveInfinity, 32, AttentionKernel.Flash);
            Add(decode, 30e-6 + (batch * 12 * 0.5e-6) + (((2.0 * 4 * 64 * 4 * batch * context) + (4.0 * batch * 768)) / 10e9) + (4.0 * batch * context * 768 / 20e9));
        }

        foreach (var (batch, tokens) in new[] { (1, 8), (1, 64), (1, 256), (1, 512), (4, 32), (4, 128), (16, 16) })
        {
            var prompt = new PrefillAttentionCall(batch, tokens, 0, 12, 4, 64, double.PositiveInfinity, 32, 32, AttentionKernel.Flash);
            Add(prompt, 30e-6 + (batch * 12 * 1e-6) + (batch * tokens * 2.0 * 16 * 64 * 4 / 4e9) + (4.0 * batch * tokens * tokens * 768 / 50e9));
        }

        return rows;
    }
}
