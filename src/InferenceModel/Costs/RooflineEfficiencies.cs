using System.Collections.Immutable;
using InferenceModel.Costs.Kernels;
using InferenceModel.Models;
using InferenceModel.Units;

namespace InferenceModel.Costs;

/// <summary>
/// The shares of peak that kernels of one generation of accelerators reach, and what a kernel takes at least. They are
/// stated, not fitted: each is the middle of a published range and carries its source.
/// </summary>
/// <param name="Architecture">The generation, or <c>default</c>.</param>
/// <param name="KernelFloor">Time of a matrix kernel in a captured graph with next to nothing to do.</param>
/// <param name="ElementwiseFloor">The same for an element-wise kernel, fused with its neighbours where engines fuse.</param>
/// <param name="AttentionFloor">The same for an attention kernel.</param>
/// <param name="GemmCompute">Share of the dense rate a large matrix multiplication reaches, by format.</param>
/// <param name="GemmMemory">Share of bandwidth a matrix multiplication reaches when weights bind it.</param>
/// <param name="GroupedShare">What is left of both shares in the multiplication of many experts.</param>
/// <param name="PrefillCompute">Share of the dense rate attention of prompts reaches.</param>
/// <param name="DecodeMemory">Share of bandwidth attention of decoded tokens reaches.</param>
/// <param name="StreamMemory">Share of bandwidth element-wise kernels reach.</param>
public sealed record RooflineEfficiencies(
    string Architecture,
    Figure<Seconds> KernelFloor,
    Figure<Seconds> ElementwiseFloor,
    Figure<Seconds> AttentionFloor,
    ImmutableSortedDictionary<NumberFormat, Figure<double>> GemmCompute,
    Figure<double> GemmMemory,
    Figure<double> GroupedShare,
    Figure<double> PrefillCompute,
    Figure<double> DecodeMemory,
    Figure<double> StreamMemory)
{
    /// <summary>What was learned of measured kernels, by family; the roofline stands in for every other kind of work.</summary>
    public ImmutableSortedDictionary<string, KernelModel> Kernels { get; init; } = ImmutableSortedDictionary<string, KernelModel>.Empty;
}
