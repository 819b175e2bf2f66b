using System.Collections.Immutable;

namespace InferenceModel.Profiling.Running;

/// <summary>One node of one run, as ONNX Runtime timed it.</summary>
/// <param name="Name">The node's name; nodes that were fused have names of their own.</param>
/// <param name="Operator">What ran.</param>
/// <param name="Inputs">Shapes of its inputs.</param>
/// <param name="Outputs">Shapes of its outputs.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record ProfiledNode(
    string Name, string Operator, ImmutableArray<ImmutableArray<long>> Inputs, ImmutableArray<ImmutableArray<long>> Outputs, double Seconds);
