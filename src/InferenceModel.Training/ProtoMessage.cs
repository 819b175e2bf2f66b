using Google.Protobuf;

namespace InferenceModel.Training;

/// <summary>A protocol-buffers message written field by field.</summary>
internal sealed class ProtoMessage
{
    private readonly List<byte[]> chunks = [];

    /// <summary>Adds a whole number.</summary>
    /// <param name="field">Field number.</param>
    /// <param name="value">The number.</param>
    public ProtoMessage Add(int field, long value) => Write(coded =>
    {
        coded.WriteTag(field, WireFormat.WireType.Varint);
        coded.WriteInt64(value);
    });

    /// <summary>Adds text.</summary>
    /// <param name="field">Field number.</param>
    /// <param name="value">The text.</param>
    public ProtoMessage Add(int field, string value) => Write(coded =>
    {
        coded.WriteTag(field, WireFormat.WireType.LengthDelimited);
        coded.WriteString(value);
    });

    /// <summary>Adds bytes.</summary>
    /// <param name="field">Field number.</param>
    /// <param name="value">The bytes.</param>
    public ProtoMessage Add(int field, byte[] value)
    {
        Write(coded =>
        {
            coded.WriteTag(field, WireFormat.WireType.LengthDelimited);
            coded.WriteLength(value.Length);
        });
        chunks.Add(value);
        return this;
    }

    /// <summary>Adds a message.</summary>
    /// <param name="field">Field number.</param>
    /// <param name="value">The message.</param>
    public ProtoMessage Add(int field, ProtoMessage value) => Add(field, value.ToBytes());

    /// <summary>Adds many whole numbers, packed.</summary>
    /// <param name="field">Field number.</param>
    /// <param name="values">The numbers.</param>
    public ProtoMessage Add(int field, IEnumerable<int> values)
    {
        var packed = new ProtoMessage();
        packed.Write(coded =>
        {
            foreach (var value in values)
            {
                coded.WriteInt64(value);
            }
        });
        return Add(field, packed);
    }

    /// <summary>The message as bytes.</summary>
    public byte[] ToBytes() => [.. chunks.SelectMany(chunk => chunk)];

    private ProtoMessage Write(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var coded = new CodedOutputStream(stream, leaveOpen: true))
        {
            write(coded);
        }

        chunks.Add(stream.ToArray());
        return this;
    }
}
