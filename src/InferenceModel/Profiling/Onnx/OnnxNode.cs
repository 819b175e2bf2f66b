using System.Collections.Immutable;

namespace InferenceModel.Profiling.Onnx;

/// <summary>One operation of a graph.</summary>
/// <param name="Operator">What it does, for example <c>MatMul</c>.</param>
/// <param name="Domain">Whose operator it is; empty for the standard ones.</param>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Inputs">Values it reads; an empty name is an input left out.</param>
/// <param name="Outputs">Values it makes; an empty name is an output left out.</param>
/// <param name="Attributes">Its attributes.</param>
public sealed record OnnxNode(
    string Operator,
    string Domain,
    string Name,
    ImmutableArray<string> Inputs,
    ImmutableArray<string> Outputs,
    ImmutableArray<OnnxSetting> Attributes)
{
    /// <summary>The attribute of a name, or null.</summary>
    /// <param name="name">The name.</param>
    public OnnxSetting? Find(string name) => Attributes.FirstOrDefault(attribute => attribute.Name == name);

    /// <summary>The whole number of an attribute, or a value where it is absent.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="absent">The value where it is absent.</param>
    public long Integer(string name, long absent) => Find(name)?.Integer ?? absent;

    /// <summary>The name of an input; empty where it is left out.</summary>
    /// <param name="index">Its place.</param>
    public string Input(int index) => index < Inputs.Length ? Inputs[index] : string.Empty;
}
