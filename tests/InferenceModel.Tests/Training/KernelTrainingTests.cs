using InferenceModel.Calibration.Kernels;
using InferenceModel.Costs.Kernels;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Training;
using Xunit;

namespace InferenceModel.Tests.Training;

public sealed class KernelTrainingTests
{
    private static readonly CalibrationOptions Options = new(1000, 1, 20, 15, "made up", "2026-11");

    [Fact]
    public void The_same_measurements_give_the_same_bytes()
    {
        var (first, second) = (Calibrate(), Calibrate());
        Assert.Equal(first.Parts.Select(part => part.Onnx), second.Parts.Select(part => part.Onnx));
        Assert.Equal(KernelModelWriter.Write(first.Coefficients, first.Model.Corrections, "t", "d"), KernelModelWriter.Write(second.Coefficients, second.Model.Corrections, "t", "d"));
    }

    [Fact]
    public void An_onnx_model_says_what_its_trees_say()
    {
        var trees = GradientBoosting.Train([.. Enumerable.Range(0, 2000).Select(i => (float)(i % 97))], 2, [.. Enumerable.Range(0, 1000).Select(i => (float)Math.Sin(i))], [.. Enumerable.Repeat(1f, 1000)], Options.Boosting);
        var correction = new KernelCorrection(() => TreeEnsembleOnnx.Write(trees, "test"), 2);
        float[] rows = [.. Enumerable.Range(0, 200).Select(i => i * 0.7f)];
        var answers = correction.LogFactors(rows, 100);
        for (var i = 0; i < answers.Length; i++)
        {
            Assert.Equal(trees.Value(rows.AsSpan(2 * i, 2)), answers[i], 1e-4);
        }
    }

    [Fact]
    public void A_calibration_learns_what_it_is_shown_and_is_read_back()
    {
        using var folder = new TemporaryFolder();
        var calibrated = Calibrate();
        new KernelCalibrator(Repository.Catalog, Options).Write(calibrated, folder.Path);
        var models = InferenceModel.Catalog.KernelModelReader.Read(Path.Combine(folder.Path, "kernels"));
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
