using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace InferenceModel.Profiling.Onnx;

/// <summary>A constant tensor with its data in row-major order, little-endian.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Element">Type of its elements.</param>
/// <param name="Shape">Its sizes, outermost first; none for a scalar.</param>
/// <param name="Data">The elements.</param>
public sealed record OnnxTensor(string Name, OnnxElement Element, ImmutableArray<long> Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>Whether the data lies in a file beside the model, so that only type and shape are known here.</summary>
    public bool IsBeside { get; init; }

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>A vector of whole numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="numbers">The numbers.</param>
    public static OnnxTensor Int64(string name, params ReadOnlySpan<long> numbers) =>
        new(name, OnnxElement.Int64, [numbers.Length], MemoryMarshal.AsBytes(numbers).ToArray());

    /// <summary>A tensor of 32-bit floating-point numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="numbers">The numbers in row-major order.</param>
    /// <param name="shape">Its sizes; none for a scalar.</param>
    public static OnnxTensor Float32(string name, ReadOnlySpan<float> numbers, params ReadOnlySpan<long> shape) =>
        new(name, OnnxElement.Float32, [.. shape], MemoryMarshal.AsBytes(numbers).ToArray());

    /// <summary>The elements as whole numbers, or null where they are of another type.</summary>
    public long[]? Integers() => Element switch
    {
        _ when IsBeside => null,
        OnnxElement.Int64 => MemoryMarshal.Cast<byte, long>(Data.Span).ToArray(),
        OnnxElement.Int32 => [.. MemoryMarshal.Cast<byte, int>(Data.Span).ToArray().Select(number => (long)number)],
        _ => null,
    };
}
