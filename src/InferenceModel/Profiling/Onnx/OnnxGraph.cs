using System.Collections.Immutable;

namespace InferenceModel.Profiling.Onnx;

/// <summary>A model: one graph and the operator sets it is written in.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Inputs">What is fed at run time.</param>
/// <param name="Outputs">What comes out.</param>
/// <param name="Constants">Tensors that are part of the model.</param>
/// <param name="Nodes">Operations, each after those whose values it reads.</param>
public sealed record OnnxGraph(
    string Name,
    ImmutableArray<OnnxValue> Inputs,
    ImmutableArray<OnnxValue> Outputs,
    ImmutableArray<OnnxTensor> Constants,
    ImmutableArray<OnnxNode> Nodes)
{
    /// <summary>The domain of fused operators that ONNX Runtime adds.</summary>
    public const string Microsoft = "com.microsoft";

    /// <summary>Version of the standard operators the graphs built here use; 21 has 16-bit types throughout.</summary>
    public const int BuiltOperatorSet = 21;

    /// <summary>Version of the operator set of each domain.</summary>
    public ImmutableSortedDictionary<string, long> OperatorSets { get; init; } =
        ImmutableSortedDictionary<string, long>.Empty.Add(string.Empty, BuiltOperatorSet).Add(Microsoft, 1);

    /// <summary>Shapes stated for values inside the graph.</summary>
    public ImmutableArray<OnnxValue> Stated { get; init; } = [];

    /// <summary>Whether some nodes had no name of their own in the file and have been given one.</summary>
    public bool HasNamesOfOurs { get; init; }

    /// <summary>Whether the data of some tensors lies in a file beside the model.</summary>
    public bool HasDataBeside => Constants.Any(tensor => tensor.IsBeside);

    /// <summary>The input of a name, or null.</summary>
    /// <param name="name">The name.</param>
    public OnnxValue? FindInput(string name) => Inputs.FirstOrDefault(input => input.Name == name);
}
