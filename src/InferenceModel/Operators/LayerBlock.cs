using System.Collections.Immutable;

namespace InferenceModel.Operators;

/// <summary>Layers of a stage that are the same, as operators of one of them in the order they run.</summary>
/// <param name="Name">What people call such a layer.</param>
/// <param name="Count">How many a stage has.</param>
/// <param name="Operators">The operators of one.</param>
public sealed record LayerBlock(string Name, int Count, ImmutableArray<Operator> Operators);
