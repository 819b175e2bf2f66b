using System.Collections.Immutable;
using InferenceModel.Hardware;
using InferenceModel.Models;
using InferenceModel.Units;

namespace InferenceModel.Costs.Kernels;

/// <summary>
/// What work costs on a processor whose owner measured its kernels: physics with the constants of its own device file, and nothing that was
/// learned of accelerators. Kinds of work that were not measured take the shares of its products.
/// </summary>
public static class ProcessorCosts
{
    /// <summary>The kinds of kernels a profile measures.</summary>
    public static ImmutableArray<IKernelFamily> Families { get; } = [new ProcessorGemm(), new ProcessorPrefill(), new ProcessorDecode(), new ProcessorElementwise()];

    /// <summary>The family of a name, or null.</summary>
    /// <param name="id">The name.</param>
    public static IKernelFamily? Find(string id) => Families.FirstOrDefault(family => family.Id == id);

    /// <summary>The costs of a processor.</summary>
    /// <param name="accelerator">A processor with measured kernels.</param>
    public static RooflineEfficiencies Of(Accelerator accelerator)
    {
        var measured = accelerator.Measured ?? throw new ArgumentException($"{accelerator.Id} has no measured kernels.", nameof(accelerator));
        var kernels = ImmutableSortedDictionary.CreateBuilder<string, KernelModel>(StringComparer.Ordinal);
        foreach (var kernel in measured.Kernels)
        {
            kernels[kernel.Family] = new KernelModel(new KernelCoefficients(Find(kernel.Family)!, [Set(kernel, measured, accelerator)]), ImmutableSortedDictionary<string, LearnedPart>.Empty, measured.Source);
        }

        double Constant(string family, string name, double otherwise) =>
            measured.Kernels.FirstOrDefault(kernel => kernel.Family == family)?.Constants.GetValueOrDefault(name, otherwise) ?? otherwise;
        Figure<double> Share(double value) => new(Math.Clamp(value, 0.01, 1), null, null, measured.Source, null);
        Figure<Seconds> Floor(string family) => new(Seconds.OfMicroseconds(Constant(family, "floor_us", 0)), null, null, measured.Source, null);
        var compute = Share(Constant("gemm", "compute_share", 1));
        var memory = Share(Constant("gemm", "memory_share", 1));
        return new RooflineEfficiencies(
            accelerator.Architecture,
            Floor("gemm"),
            Floor("elementwise"),
            Floor("generation_attention"),
            ImmutableSortedDictionary<NumberFormat, Figure<double>>.Empty.Add(NumberFormat.Bf16, compute).Add(NumberFormat.Fp32, compute),
            memory,
            Share(1),
            Share(Constant("context_attention", "compute_share", 1)),
            Share(Constant("generation_attention", "memory_share", 1)),
            Share(Constant("elementwise", "stream_share", 1)))
        {
            Kernels = kernels.ToImmutable(),
        };
    }

    private static CoefficientSet Set(MeasuredKernel kernel, MeasuredKernels measured, Accelerator accelerator) => new(
        new CoefficientKey(measured.Engine, kernel.Precision.Length == 0 ? KernelCoefficients.AnyPrecision : kernel.Precision, accelerator.Architecture),
        [.. Find(kernel.Family)!.Constants.Select(constant => kernel.Constants.GetValueOrDefault(constant.Name, constant.Start))],
        kernel.Rows,
        kernel.MedianPercent,
        kernel.MeanPercent,
        accelerator.Id);
}
