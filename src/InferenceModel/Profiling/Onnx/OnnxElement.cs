namespace InferenceModel.Profiling.Onnx;

/// <summary>Types of tensor elements, numbered as in onnx.proto (TensorProto.DataType).</summary>
public enum OnnxElement
{
    /// <summary>Not stated.</summary>
    None = 0,

    /// <summary>32-bit floating point.</summary>
    Float32 = 1,

    /// <summary>8-bit unsigned integer; packed 4-bit weights lie in these.</summary>
    UInt8 = 2,

    /// <summary>8-bit integer.</summary>
    Int8 = 3,

    /// <summary>32-bit integer.</summary>
    Int32 = 6,

    /// <summary>64-bit integer.</summary>
    Int64 = 7,

    /// <summary>Text.</summary>
    Text = 8,

    /// <summary>True or false.</summary>
    Bool = 9,

    /// <summary>16-bit IEEE floating point.</summary>
    Float16 = 10,

    /// <summary>64-bit floating point.</summary>
    Float64 = 11,

    /// <summary>16-bit brain floating point.</summary>
    BFloat16 = 16,
}
