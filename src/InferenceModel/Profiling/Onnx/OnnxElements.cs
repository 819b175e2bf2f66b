namespace InferenceModel.Profiling.Onnx;

/// <summary>Widths of tensor elements.</summary>
internal static class OnnxElements
{
    /// <summary>Bytes of one element; 0 for types without a fixed width and for types not read here.</summary>
    /// <param name="element">The type.</param>
    public static int Width(this OnnxElement element) => element switch
    {
        OnnxElement.UInt8 or OnnxElement.Int8 or OnnxElement.Bool => 1,
        OnnxElement.Float16 or OnnxElement.BFloat16 => 2,
        OnnxElement.Float32 or OnnxElement.Int32 => 4,
        OnnxElement.Int64 or OnnxElement.Float64 => 8,
        _ => 0,
    };

    /// <summary>Whether the type holds numbers with a fraction.</summary>
    /// <param name="element">The type.</param>
    public static bool IsFloating(this OnnxElement element) =>
        element is OnnxElement.Float32 or OnnxElement.Float16 or OnnxElement.BFloat16 or OnnxElement.Float64;
}
