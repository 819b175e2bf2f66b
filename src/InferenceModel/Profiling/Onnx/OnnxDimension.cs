using System.Globalization;

namespace InferenceModel.Profiling.Onnx;

/// <summary>One dimension of a shape: a size, a name for a size chosen at run time, or neither.</summary>
/// <param name="Size">The size, or null.</param>
/// <param name="Name">The name, or null.</param>
public readonly record struct OnnxDimension(long? Size, string? Name)
{
    /// <summary>A dimension of a fixed size.</summary>
    /// <param name="size">The size.</param>
    public static implicit operator OnnxDimension(long size) => new(size, null);

    /// <summary>A dimension with a name.</summary>
    /// <param name="name">The name.</param>
    public static implicit operator OnnxDimension(string name) => new(null, name);

    /// <inheritdoc />
    public override string ToString() => Size?.ToString(CultureInfo.InvariantCulture) ?? Name ?? "?";
}
