using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Running;

/// <summary>Memory of a tensor that stays bound to a model over many runs.</summary>
public sealed class BoundTensor : IDisposable
{
    /// <summary>A tensor of zeros.</summary>
    /// <param name="element">Its type.</param>
    /// <param name="shape">Its sizes.</param>
    public BoundTensor(OnnxElement element, params ReadOnlySpan<long> shape)
    {
        Element = element;
        Shape = [.. shape];
        Value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (TensorElementType)(int)element, shape.ToArray());
        MemoryMarshal.AsBytes(Value.GetTensorMutableRawData()).Clear();
    }

    /// <summary>Type of its elements.</summary>
    public OnnxElement Element { get; }

    /// <summary>Its sizes.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>The memory as ONNX Runtime sees it.</summary>
    internal OrtValue Value { get; }

    /// <summary>The elements as 32-bit floating-point numbers.</summary>
    public Span<float> Numbers => MemoryMarshal.Cast<byte, float>(Value.GetTensorMutableRawData());

    /// <summary>The elements as 64-bit whole numbers.</summary>
    public Span<long> Integers => MemoryMarshal.Cast<byte, long>(Value.GetTensorMutableRawData());

    /// <summary>The elements as bytes: true or false.</summary>
    public Span<byte> Flags => MemoryMarshal.AsBytes(Value.GetTensorMutableRawData());

    /// <summary>The elements as 32-bit whole numbers.</summary>
    public Span<int> SmallIntegers => MemoryMarshal.Cast<byte, int>(Value.GetTensorMutableRawData());

    /// <inheritdoc />
    public void Dispose() => Value.Dispose();
}
