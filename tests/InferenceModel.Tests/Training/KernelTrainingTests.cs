using InferenceModel.Calibration.Kernels;
using InferenceModel.Costs.Kernels;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Training;
using Xunit;

namespace InferenceModel.Tests.Training;

public sealed class KernelTrainingTests
{
    private static readonly CalibrationOptions Options = new(1000, 1, 20, 15, "made up", "2026-11") { MostSteps = 500 };

    [Fact]
    public void The_same_measurements_give_the_same_bytes()
    {
        var (first, second) = (Calibrate(), Calibrate());
        Assert.Equal(first.Parts.Select(part => part.Onnx), second.Parts.Select(part => part.Onnx));
        Assert.Equal(KernelModelWriter.Write(first.Coefficients, first.Model.Corrections, "t", "d"), KernelModelWriter.Write(second.Coefficients, second.Model.Corrections, "t", "d"));
    }

    [Theory]
    [InlineData("gemm")]
    [InlineData("moe")]
    public void An_onnx_model_says_what_its_network_and_trees_say(string family)
    {
        // Three inputs of different sizes and a fourth that never changes; the last rows lie outside of what was shown.
        float[] Rows(int count, float stretch) => [.. Enumerable.Range(0, count).SelectMany(i => new[] { i % 97 * stretch, 40 + (i % 13 * 1e-3f), (float)Math.Cos(i), 7 })];
        var learned = TrainedCorrection.Learn(family, Rows(1000, 1), 4, [.. Enumerable.Range(0, 1000).Select(i => (float)Math.Sin(i % 97 / 20.0))], Options, null);
        Assert.Equal(family == "moe", learned.Trees is not null);
        var correction = new KernelCorrection(() => CorrectionOnnx.Write(learned, "test"), 4);
        foreach (var rows in new[] { Rows(150, 1), Rows(150, 5) })
        {
            var (answers, expected) = (correction.LogFactors(rows, 150), learned.Values(rows));
            Assert.All(Enumerable.Range(0, 150), i => Assert.Equal(expected[i], answers[i], 1e-4));
        }
    }

    [Fact]
    public void A_network_learns_a_smooth_function_between_its_rows_and_stays_in_range_beyond()
    {
        static float Target(float x) => (float)Math.Sin(x);
        float[] shown = [.. Enumerable.Range(0, 60).Select(i => i * 0.1f)];
        var network = NetworkTraining.Train(shown, 1, [.. shown.Select(Target)], new NetworkOptions(32, 2, 1500, 64, 5e-3, 0, 0.03, Seed: 1));
        float[] between = [.. Enumerable.Range(0, 58).Select(i => 0.05f + (i * 0.1f))];
        Assert.All(network.Values(between).Zip(between), pair => Assert.Equal(Target(pair.Second), pair.First, 0.03));
        Assert.Equal(network.Values([5.9f])[0], network.Values([1e6f])[0], 1e-6);
    }

    [Theory]
    [InlineData(4, 3, 16)]
    [InlineData(8, 20, 48)]
    public void Products_of_matrices_are_sums_of_products(int rows, int inner, int columns)
    {
        float[] left = [.. Enumerable.Range(0, rows * inner).Select(i => (i % 7) - 3f)];
        float[] right = [.. Enumerable.Range(0, inner * columns).Select(i => (i % 5) - 2f)];
        var (straight, turned) = (new float[rows * columns], new float[rows * columns]);
        straight[0] = 1;
        DenseMath.AddProduct(left, inner, 1, right, straight, rows, inner, columns);
        DenseMath.AddProduct(left, 1, rows, right, turned, rows, inner, columns);
        for (var i = 0; i < rows * columns; i++)
        {
            var (row, column) = (i / columns, i % columns);
            Assert.Equal(Enumerable.Range(0, inner).Sum(k => left[(row * inner) + k] * right[(k * columns) + column]) + (i == 0 ? 1 : 0), straight[i]);
            Assert.Equal(Enumerable.Range(0, inner).Sum(k => left[(k * rows) + row] * right[(k * columns) + column]), turned[i]);
        }
    }

    [Fact]
    public void A_calibration_learns_what_it_is_shown_and_is_read_back()
    {
        using var folder = new TemporaryFolder();
        var calibrated = Calibrate();
        new KernelCalibrator(Repository.Catalog, Options).Write(calibrated, folder.Path);
        var models = InferenceModel.Catalog.KernelModelReader.Read(Path.Combine(folder.Path, "kernels"), _ => null);
        var predictor = new KernelPredictor(models, Machine, "vllm");
        var errors = Measured().Select(one => Math.Abs((predictor.Predict(one.Call).Seconds / one.Seconds) - 1)).Order().ToList();
        Assert.InRange(errors[errors.Count / 2], 0, 0.03);
        Assert.True(predictor.Predict(new GemmCall(1e6, 1e6, 1e6, WeightFormat.Bf16)).IsExtrapolated);
        Assert.Contains("extrapolated", predictor.Basis(new GemmCall(1e6, 1e6, 1e6, WeightFormat.Bf16), predictor.Predict(new GemmCall(1e6, 1e6, 1e6, WeightFormat.Bf16))), StringComparison.Ordinal);
    }

    [Fact]
    public void Shipped_corrections_are_small_and_read()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "models", "kernels"), "*.onnx");
        Assert.NotEmpty(files);
        Assert.InRange(files.Sum(file => new FileInfo(file).Length), 1, 20_000_000);
        Assert.All(Repository.Catalog.Kernels.Values, model => Assert.NotEmpty(model.Coefficients.Sets));
    }

    private static readonly KernelMachine Machine = new(Repository.Catalog.Accelerators.Find("h100_sxm")!);

    private static CalibratedFamily Calibrate()
    {
        var calls = Measured();
        return new KernelCalibrator(Repository.Catalog, Options).Calibrate(KernelFamilies.Find("gemm")!, calls, calls);
    }

    /// <summary>A made-up machine: 3 us, then bytes at 2.8 TB/s or operations at 700 TFLOP/s.</summary>
    private static List<MeasuredCall> Measured() =>
    [
        .. from m in new double[] { 1, 8, 64, 256, 1024, 4096 } from n in new double[] { 512, 1024, 4096, 8192 } from k in new double[] { 512, 2048, 4096, 8192 }
           let call = new GemmCall(m, n, k, WeightFormat.Bf16)
           select new MeasuredCall(call, Machine, "vllm", 3e-6 + Math.Max(call.Operations / 700e12, (call.WeightBytes + call.InputBytes + call.OutputBytes) / 2.8e12)),
    ];
}
