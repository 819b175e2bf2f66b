using System.Text;
using InferenceModel.Units;

namespace InferenceModel.Catalog;

/// <summary>Reads a whole text file with a limit on its size and a check of its encoding.</summary>
internal static class InputFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of a UTF-8 file without its byte-order mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">The largest file accepted.</param>
    /// <exception cref="BadInputException">The file is absent, too large or not UTF-8.</exception>
    public static byte[] ReadUtf8(string path, Bytes limit)
    {
        var bytes = Read(path, limit);
        var start = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        RefuseOtherEncodings(path, bytes);
        return start == 0 ? bytes : bytes[start..];
    }

    private static byte[] Read(string path, Bytes limit)
    {
        try
        {
            var info = new FileInfo(path);
            if (info.Exists && Bytes.Of(info.Length) > limit)
            {
                throw new BadInputException(new Finding(path, 0, 0, "file size", $"{Bytes.Of(info.Length)}", $"at most {limit} are read"));
            }

            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var reason = exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message;
            throw new BadInputException(new Finding(path, 0, 0, "file", string.Empty, reason));
        }
    }

    private static void RefuseOtherEncodings(string path, byte[] bytes)
    {
        if (bytes.Length >= 2 && ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF)))
        {
            throw new BadInputException(new Finding(path, 1, 1, "encoding", "UTF-16", "save the file as UTF-8"));
        }

        try
        {
            _ = StrictUtf8.GetCharCount(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            var before = bytes.AsSpan(0, Math.Max(0, exception.Index));
            var line = before.Count((byte)'\n') + 1;
            var column = before.Length - before.LastIndexOf((byte)'\n');
            throw new BadInputException(new Finding(path, line, column, "encoding", string.Empty, "the bytes are not UTF-8; save the file as UTF-8"));
        }

        if (bytes.AsSpan().IndexOf((byte)0) is >= 0 and var zero)
        {
            var line = bytes.AsSpan(0, zero).Count((byte)'\n') + 1;
            throw new BadInputException(new Finding(path, line, 0, "encoding", string.Empty, "a zero byte stands here; the file is not text"));
        }
    }
}
