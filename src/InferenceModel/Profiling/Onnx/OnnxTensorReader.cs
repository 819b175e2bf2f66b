using System.Runtime.InteropServices;

namespace InferenceModel.Profiling.Onnx;

/// <summary>Reads constant tensors; their size must be that of the data which stands in the file.</summary>
internal static class OnnxTensorReader
{
    private const int MostDimensions = 16;
    private const int MostTyped = 1 << 24;
    private const long MostElements = 1L << 33;

    /// <summary>A tensor.</summary>
    /// <param name="file">The file, kept alive by the tensor.</param>
    /// <param name="message">The tensor's part of it.</param>
    /// <param name="beside">Files data may lie in; null where there are none.</param>
    public static OnnxTensor Read(ReadOnlyMemory<byte> file, ReadOnlySpan<byte> message, ExternalData? beside)
    {
        var wire = new WireReader(message);
        var (sizes, typed, numbers, doubles) = (new List<long>(), new List<long>(), new List<float>(), ReadOnlyMemory<byte>.Empty);
        var (place, isBeside) = (new List<(string Key, string Value)>(), false);
        var (name, element) = (string.Empty, OnnxElement.None);
        var data = ReadOnlyMemory<byte>.Empty;
        while (wire.Next())
        {
            switch (wire.Field)
            {
                case 1:
                    wire.Integers(sizes, MostDimensions);
                    break;
                case 2:
                    element = (OnnxElement)wire.Integer();
                    break;
                case 4:
                    wire.Numbers(numbers, MostTyped);
                    break;
                case 5 or 7:
                    wire.Integers(typed, MostTyped);
                    break;
                case 8:
                    name = wire.Text();
                    break;
                case 9:
                    data = Slice(file, wire.Data());
                    break;
                case 10 when wire.Wire == 2:
                    doubles = Slice(file, wire.Data());
                    break;
                case 13:
                    place.Add(Entry(wire.Data()));
                    break;
                case 14 when wire.Wire == 0:
                    isBeside = wire.Integer() != 0;
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        if (isBeside || place.Count > 0)
        {
            Check(name, element, sizes, null);
            (beside ?? throw new OnnxFormatException($"the data of tensor {name} lies in another file; save the model in one file")).Check(name, place, Size(element, sizes));
            return new OnnxTensor(name, element, [.. sizes], ReadOnlyMemory<byte>.Empty) { IsBeside = true };
        }

        data = data.IsEmpty ? element == OnnxElement.Float64 ? doubles : Typed(element, typed, numbers) : data;
        Check(name, element, sizes, data.Length);
        return new OnnxTensor(name, element, [.. sizes], data);
    }

    private static long? Size(OnnxElement element, List<long> sizes) =>
        element.Width() is > 0 and var width ? sizes.Aggregate(1L, (product, size) => product * size) * width : null;

    /// <summary>A pair of texts: where the data lies (location, offset, length, checksum).</summary>
    private static (string Key, string Value) Entry(ReadOnlySpan<byte> message)
    {
        var wire = new WireReader(message);
        var (key, value) = (string.Empty, string.Empty);
        while (wire.Next())
        {
            switch (wire.Field)
            {
                case 1:
                    key = wire.Text();
                    break;
                case 2:
                    value = wire.Text();
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        return (key, value);
    }

    private static ReadOnlyMemory<byte> Typed(OnnxElement element, List<long> typed, List<float> numbers) => element switch
    {
        OnnxElement.Float32 => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers)).ToArray(),
        OnnxElement.Int64 => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(typed)).ToArray(),
        OnnxElement.Int32 => MemoryMarshal.AsBytes<int>(typed.Select(number => unchecked((int)number)).ToArray()).ToArray(),
        OnnxElement.Float16 or OnnxElement.BFloat16 => MemoryMarshal.AsBytes<short>(typed.Select(number => unchecked((short)number)).ToArray()).ToArray(),
        OnnxElement.UInt8 or OnnxElement.Int8 or OnnxElement.Bool => typed.Select(number => unchecked((byte)number)).ToArray(),
        _ => ReadOnlyMemory<byte>.Empty,
    };

    private static void Check(string name, OnnxElement element, List<long> sizes, int? length)
    {
        long count = 1;
        foreach (var size in sizes)
        {
            if (size < 0 || (size > 0 && count > MostElements / size))
            {
                throw new OnnxFormatException($"tensor {name} claims an absurd size");
            }

            count *= size;
        }

        if (length is not null && element.Width() is > 0 and var width && count * width != length)
        {
            throw new OnnxFormatException($"tensor {name} claims {count * width} bytes and brings {length}");
        }
    }

    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> file, ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        var start = (int)System.Runtime.CompilerServices.Unsafe.ByteOffset(ref MemoryMarshal.GetReference(file.Span), ref MemoryMarshal.GetReference(part));
        return file.Slice(start, part.Length);
    }
}
