using System.Collections.Immutable;

namespace InferenceModel.Profiling.Onnx;

/// <summary>An input or output of a graph: name, type and shape.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Element">Type of its elements.</param>
/// <param name="Shape">Its dimensions, outermost first.</param>
public sealed record OnnxValue(string Name, OnnxElement Element, ImmutableArray<OnnxDimension> Shape)
{
    /// <summary>A value.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="element">Type of its elements.</param>
    /// <param name="shape">Its dimensions.</param>
    public static OnnxValue Of(string name, OnnxElement element, params ReadOnlySpan<OnnxDimension> shape) => new(name, element, [.. shape]);
}
