using System.Buffers.Binary;
using System.Text;

namespace InferenceModel.Profiling.Onnx;

/// <summary>
/// Writes the protocol-buffer wire format into one growing buffer. Lengths of nested messages are five bytes wide and filled in
/// afterwards, so that a model of a gigabyte is written without copies of its parts.
/// </summary>
internal sealed class WireWriter
{
    private const int LengthBytes = 5;

    private byte[] buffer;
    private int length;

    /// <summary>Begins an empty message.</summary>
    /// <param name="capacity">Bytes to make room for.</param>
    public WireWriter(int capacity) => buffer = new byte[Math.Max(256, capacity)];

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, length);

    /// <summary>A whole number.</summary>
    /// <param name="field">The field's number.</param>
    /// <param name="value">The number.</param>
    public void Integer(int field, long value)
    {
        Varint((ulong)(field << 3));
        Varint(unchecked((ulong)value));
    }

    /// <summary>A 32-bit floating-point number.</summary>
    /// <param name="field">The field's number.</param>
    /// <param name="value">The number.</param>
    public void Number(int field, float value)
    {
        Varint((ulong)((field << 3) | 5));
        Reserve(4);
        BinaryPrimitives.WriteSingleLittleEndian(buffer.AsSpan(length), value);
        length += 4;
    }

    /// <summary>Text.</summary>
    /// <param name="field">The field's number.</param>
    /// <param name="value">The text.</param>
    public void Text(int field, string value) => Data(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Bytes.</summary>
    /// <param name="field">The field's number.</param>
    /// <param name="value">The bytes.</param>
    public void Data(int field, ReadOnlySpan<byte> value)
    {
        Varint((ulong)((field << 3) | 2));
        Varint((ulong)value.Length);
        Reserve(value.Length);
        value.CopyTo(buffer.AsSpan(length));
        length += value.Length;
    }

    /// <summary>A nested message.</summary>
    /// <param name="field">The field's number.</param>
    /// <param name="write">Writes its fields.</param>
    public void Message(int field, Action write)
    {
        Varint((ulong)((field << 3) | 2));
        Reserve(LengthBytes);
        var place = length;
        length += LengthBytes;
        write();
        var size = (uint)(length - place - LengthBytes);
        for (var i = 0; i < LengthBytes; i++)
        {
            var more = i < LengthBytes - 1 ? 0x80u : 0;
            buffer[place + i] = (byte)((size & 0x7F) | more);
            size >>= 7;
        }
    }

    private void Varint(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            buffer[length++] = (byte)(value & 0x7F | 0x80);
            value >>= 7;
        }

        buffer[length++] = (byte)value;
    }

    private void Reserve(int more)
    {
        var needed = (long)length + more;
        if (needed <= buffer.Length)
        {
            return;
        }

        if (needed > Array.MaxLength)
        {
            throw new InvalidOperationException("An ONNX file is less than two gigabytes.");
        }

        Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * buffer.Length)));
    }
}
