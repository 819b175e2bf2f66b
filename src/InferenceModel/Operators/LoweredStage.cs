using System.Collections.Immutable;

namespace InferenceModel.Operators;

/// <summary>One pipeline stage as one rank runs it.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Blocks">Layers, then what stands before and after them, each as a block.</param>
public sealed record LoweredStage(int Number, ImmutableArray<LayerBlock> Blocks);
