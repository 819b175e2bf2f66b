using System.Buffers.Binary;
using System.Text;

namespace InferenceModel.Profiling.Onnx;

/// <summary>
/// Reads the protocol-buffer wire format from a span. A length is checked against the bytes that are there before anything is made
/// of it, so that no claim costs memory; every fault is an <see cref="OnnxFormatException"/>.
/// </summary>
internal ref struct WireReader
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> all;
    private int at;

    /// <summary>Begins at the first field of a message.</summary>
    /// <param name="message">The message's bytes.</param>
    public WireReader(ReadOnlySpan<byte> message) => all = message;

    /// <summary>Number of the field read last.</summary>
    public int Field { get; private set; }

    /// <summary>How the field read last is encoded: 0 whole number, 1 eight bytes, 2 length and bytes, 5 four bytes.</summary>
    public int Wire { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Next()
    {
        if (at >= all.Length)
        {
            return false;
        }

        var key = Varint();
        Field = (int)Math.Min(key >> 3, int.MaxValue);
        Wire = (int)(key & 7);
        if (Field == 0 || Wire is 3 or 4 or > 5)
        {
            throw new OnnxFormatException("a field of no known encoding: this is no ONNX file, or it is damaged");
        }

        return true;
    }

    /// <summary>The field as a whole number.</summary>
    public long Integer() => Wire == 0 ? unchecked((long)Varint()) : throw Mismatch("a whole number");

    /// <summary>The field as a 32-bit floating-point number.</summary>
    public float Number() => Wire == 5 ? BinaryPrimitives.ReadSingleLittleEndian(Take(4)) : throw Mismatch("a 32-bit number");

    /// <summary>The field as bytes.</summary>
    public ReadOnlySpan<byte> Data()
    {
        if (Wire != 2)
        {
            throw Mismatch("bytes");
        }

        var length = Varint();
        return length <= (ulong)(all.Length - at) ? Take((int)length) : throw new OnnxFormatException($"a part claims {length} bytes where {all.Length - at} are left");
    }

    /// <summary>The field as text.</summary>
    public string Text()
    {
        var data = Data();
        if (data.Length > LongestText)
        {
            throw new OnnxFormatException($"a name of {data.Length} bytes; at most {LongestText} are read");
        }

        try
        {
            return Strict.GetString(data);
        }
        catch (DecoderFallbackException)
        {
            throw new OnnxFormatException("a name that is not UTF-8");
        }
    }

    /// <summary>The field as whole numbers: one, or many packed into bytes.</summary>
    /// <param name="into">Takes the numbers.</param>
    /// <param name="most">How many are accepted in all.</param>
    public void Integers(List<long> into, int most)
    {
        if (Wire == 0)
        {
            into.Add(Integer());
        }
        else
        {
            var packed = new WireReader(Data());
            while (packed.at < packed.all.Length)
            {
                into.Add(unchecked((long)packed.Varint()));
                Limit(into.Count, most);
            }
        }

        Limit(into.Count, most);
    }

    /// <summary>The field as 32-bit numbers: one, or many packed into bytes.</summary>
    /// <param name="into">Takes the numbers.</param>
    /// <param name="most">How many are accepted in all.</param>
    public void Numbers(List<float> into, int most)
    {
        if (Wire == 5)
        {
            into.Add(Number());
        }
        else
        {
            var data = Data();
            Limit(into.Count + (data.Length / 4), most);
            for (var i = 0; i + 4 <= data.Length; i += 4)
            {
                into.Add(BinaryPrimitives.ReadSingleLittleEndian(data[i..]));
            }
        }

        Limit(into.Count, most);
    }

    /// <summary>Passes over the field.</summary>
    public void Skip()
    {
        switch (Wire)
        {
            case 0:
                Varint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                Data();
                break;
            default:
                Take(4);
                break;
        }
    }

    private const int LongestText = 4096;

    private static void Limit(int count, int most)
    {
        if (count > most)
        {
            throw new OnnxFormatException($"a list of more than {most} entries");
        }
    }

    private readonly OnnxFormatException Mismatch(string expected) => new($"field {Field} should be {expected}: this is no ONNX file, or it is damaged");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > all.Length - at)
        {
            throw new OnnxFormatException("the file ends in the middle of a field");
        }

        var taken = all.Slice(at, count);
        at += count;
        return taken;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (at >= all.Length)
            {
                throw new OnnxFormatException("the file ends in the middle of a number");
            }

            var part = all[at++];
            value |= shift < 64 ? (ulong)(part & 0x7F) << shift : 0;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new OnnxFormatException("a number of more than ten bytes");
    }
}
