using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using InferenceModel.Profiling.Onnx;

namespace InferenceModel.Profiling.Layers;

/// <summary>
/// Makes the weights of a graph from a seed: each tensor by its name alone, so that a layer has the same numbers in every graph it
/// appears in. Matrices are uniform with variance 1 / inputs, gains near one, rotary tables what they must be.
/// </summary>
public static class SeededWeights
{
    private const double RotaryBase = 10000;

    /// <summary>The graph with its weights as constants.</summary>
    /// <param name="graph">A graph whose weights are inputs.</param>
    /// <param name="seed">The seed.</param>
    public static OnnxGraph Fill(OnnxGraph graph, ulong seed)
    {
        var weights = graph.Inputs.Where(IsWeight).Select(input => Make(input, seed));
        return graph with
        {
            Inputs = [.. graph.Inputs.Where(input => !IsWeight(input))],
            Constants = [.. graph.Constants, .. weights],
        };
    }

    /// <summary>The numbers of one weight.</summary>
    /// <param name="input">The input that stands for it.</param>
    /// <param name="seed">The seed.</param>
    public static OnnxTensor Make(OnnxValue input, ulong seed)
    {
        ImmutableArray<long> shape = [.. input.Shape.Select(dimension => dimension.Size ?? throw new InvalidOperationException($"{input.Name} has no fixed shape."))];
        var count = checked((int)shape.Aggregate(1L, (product, size) => product * size));
        if (input.Element is OnnxElement.UInt8 or OnnxElement.Int8)
        {
            var bytes = new byte[count];
            FillBytes(bytes, Start(input.Name, seed), input.Element);
            return new OnnxTensor(input.Name, input.Element, shape, bytes);
        }

        var numbers = new float[count];
        if (input.Name.Contains("rotary_", StringComparison.Ordinal))
        {
            FillRotary(numbers, (int)shape[1], input.Name.Contains("_cos", StringComparison.Ordinal));
        }
        else
        {
            FillNumbers(numbers, input.Name, shape, Start(input.Name, seed));
        }

        return new OnnxTensor(input.Name, input.Element, shape, Encode(numbers, input.Element));
    }

    internal static bool IsWeight(OnnxValue input) => input.Name.StartsWith(GraphBuilder.WeightPrefix, StringComparison.Ordinal);

    private static void FillNumbers(float[] numbers, string name, ImmutableArray<long> shape, ulong state)
    {
        var isGain = name.EndsWith(".gain", StringComparison.Ordinal);
        var isScale = name.EndsWith(".scale", StringComparison.Ordinal);

        // A signed byte is uniform over 128 steps, a nibble over 16 around 8: these scales give products variance near one.
        var spread = isGain ? 0.1f : isScale ? 0f : shape.Length > 1 ? (float)Math.Sqrt(3.0 / shape[0]) : 0.1f;
        var middle = isGain ? 1f : isScale ? Scale(name, shape) : 0f;
        for (var i = 0; i < numbers.Length; i++)
        {
            state = Next(state);
            numbers[i] = middle + (spread * (((state >> 40) * (2f / (1 << 24))) - 1f));
        }
    }

    private static float Scale(string name, ImmutableArray<long> shape) =>
        shape.Length > 1 ? 0.005f : name.Length > 0 ? 0.001f : 0;

    private static void FillRotary(float[] numbers, int half, bool isCosine)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            var angle = i / half * Math.Pow(RotaryBase, -(double)(i % half) / half);
            numbers[i] = (float)(isCosine ? Math.Cos(angle) : Math.Sin(angle));
        }
    }

    private static byte[] Encode(float[] numbers, OnnxElement element)
    {
        switch (element)
        {
            case OnnxElement.Float32:
                return MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();
            case OnnxElement.Float16:
                Half[] halves = [.. numbers.Select(number => (Half)number)];
                return MemoryMarshal.AsBytes(halves.AsSpan()).ToArray();
            case OnnxElement.BFloat16:
                ushort[] upper = [.. numbers.Select(number => (ushort)(BitConverter.SingleToUInt32Bits(number) >> 16))];
                return MemoryMarshal.AsBytes(upper.AsSpan()).ToArray();
            default:
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"No weights of type {element}."));
        }
    }

    /// <summary>
    /// Signed bytes keep to seven bits: processors without VNNI add up pairs of products in 16 bits that saturate otherwise (ONNX Runtime
    /// documentation, "Quantize ONNX models", reduce_range).
    /// </summary>
    private static void FillBytes(Span<byte> bytes, ulong state, OnnxElement element)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            state = Next(state);
            bytes[i] = element == OnnxElement.Int8 ? unchecked((byte)((sbyte)(state >> 56) / 2)) : (byte)(state >> 56);
        }
    }

    /// <summary>FNV-1a of the name, mixed with the seed.</summary>
    private static ulong Start(string name, ulong seed)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in name)
        {
            hash = unchecked((hash ^ letter) * 1099511628211UL);
        }

        return Next(hash ^ unchecked(seed * 0x9E3779B97F4A7C15UL)) | 1;
    }

    /// <summary>xorshift64* without its last product (Vigna, 2016); good enough for weights.</summary>
    private static ulong Next(ulong state)
    {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return unchecked(state * 2685821657736338717UL) | 1;
    }
}
