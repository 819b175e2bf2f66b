using System.Collections.Immutable;
using InferenceModel.Catalog.Json;
using InferenceModel.Costs.Kernels;
using InferenceModel.Hardware;
using InferenceModel.Models;

namespace InferenceModel.Catalog;

/// <summary>Reads what the owner of a processor measured of its kernels, as <c>infermodel profile</c> writes it.</summary>
internal static class MeasuredKernelsReader
{
    private const int MostThreads = 4096;
    private const int MostRows = 1 << 24;
    private const double MostPercent = 1e6;

    /// <summary>The member <c>measured</c> of a device file.</summary>
    /// <param name="measured">The object.</param>
    /// <param name="sources">The file's sources.</param>
    public static MeasuredKernels Read(JsonObjectReader measured, ImmutableSortedDictionary<string, SourceNote> sources)
    {
        var kernels = measured.Object("kernels");
        var all = ImmutableArray.CreateBuilder<MeasuredKernel>();
        foreach (var family in ProcessorCosts.Families)
        {
            all.Add(Kernel(kernels.Object(family.Id), family));
        }

        kernels.RefuseUnknown();
        var result = new MeasuredKernels(
            measured.Text("engine"), measured.Integer("threads", 1, MostThreads), all.ToImmutable(), CatalogReading.Source(measured, sources).ToString());
        measured.RefuseUnknown();
        return result;
    }

    private static MeasuredKernel Kernel(JsonObjectReader kernel, IKernelFamily family)
    {
        var constants = kernel.Object("constants");
        var values = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (var constant in family.Constants)
        {
            values[constant.Name] = constants.Number(constant.Name, constant.Low, constant.High);
        }

        constants.RefuseUnknown();
        var precision = kernel.FindText("precision") ?? string.Empty;
        if (precision.Length > 0 && WeightFormat.Find(precision) is null)
        {
            kernel.Report("precision", $"one of {string.Join(", ", WeightFormat.All.Select(format => format.Id))}");
        }

        var result = new MeasuredKernel(
            family.Id, precision, values.ToImmutable(), kernel.Integer("rows", 0, MostRows), kernel.Number("median_percent", 0, MostPercent), kernel.Number("mean_percent", 0, MostPercent));
        kernel.RefuseUnknown();
        return result;
    }
}
