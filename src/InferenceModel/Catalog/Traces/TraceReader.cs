using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Catalog.Traces;

/// <summary>Reads recorded requests, whatever the layout of the file: see <see cref="TraceColumns"/>.</summary>
public static class TraceReader
{
    private static readonly Bytes LargestFile = Bytes.OfGibi(1);

    /// <summary>Reads a trace: <c>.csv</c> with a header, or one JSON object a line.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">It cannot be read; every fault is told.</exception>
    public static RequestTrace Read(string path)
    {
        var bytes = InputFile.ReadUtf8(path, LargestFile);
        var findings = new FindingList();
        var rows = new TraceRows(path, findings);
        var start = bytes.AsSpan().TrimStart(" \r\n\t"u8);
        var blockTokens = 1;
        if (start.Length > 0 && start[0] == '{')
        {
            blockTokens = JsonTrace.Read(path, bytes, rows, findings);
        }
        else
        {
            CsvTrace.Read(path, bytes, rows, findings);
        }

        if (rows.Count == 0 && findings.Count == 0)
        {
            findings.Add(new Finding(path, 0, 0, "trace", string.Empty, "at least one request"));
        }

        return findings.Count > 0 ? throw new BadInputException(findings) : rows.ToTrace(blockTokens);
    }
}
