namespace InferenceModel.Catalog.Json;

/// <summary>
/// Python writes <c>Infinity</c> and <c>NaN</c> into JSON, which forbids them. They are overwritten in place by a
/// string of the same length, so that a reader that wants a number there refuses it and every offset stays true.
/// </summary>
internal static class PythonNumbers
{
    /// <summary>Overwrites the words outside strings.</summary>
    /// <param name="utf8">The text, changed in place.</param>
    public static void MakeReadable(Span<byte> utf8)
    {
        var inString = false;
        for (var i = 0; i < utf8.Length; i++)
        {
            var c = utf8[i];
            if (inString)
            {
                inString = c != '"';
                i += c == '\\' ? 1 : 0;
            }
            else if (c == '"')
            {
                inString = true;
            }
            else if (c is (byte)'I' or (byte)'N' or (byte)'-')
            {
                i += Overwrite(utf8[i..]);
            }
        }
    }

    private static int Overwrite(Span<byte> rest)
    {
        var length = rest.StartsWith("-Infinity"u8) ? 9 : rest.StartsWith("Infinity"u8) ? 8 : rest.StartsWith("NaN"u8) ? 3 : 0;
        if (length == 0)
        {
            return 0;
        }

        rest[..length].Fill((byte)'~');
        rest[0] = (byte)'"';
        rest[length - 1] = (byte)'"';
        return length - 1;
    }
}
