using System.Collections.Immutable;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Catalog.Traces;

/// <summary>Requests of a trace as they are read.</summary>
/// <param name="path">The file.</param>
/// <param name="findings">Takes the faults.</param>
internal sealed class TraceRows(string path, FindingList findings)
{
    /// <summary>The longest prompt or answer believed.</summary>
    public const int Longest = 100_000_000;

    private readonly List<RequestSpec> rows = [];
    private readonly List<Seconds> times = [];

    /// <summary>Requests read.</summary>
    public int Count => rows.Count;

    /// <summary>Adds a request; its time is counted from the first.</summary>
    /// <param name="time">Time of sending.</param>
    /// <param name="request">The rest.</param>
    public void Add(Seconds time, in RequestSpec request)
    {
        times.Add(time);
        rows.Add(request);
    }

    /// <summary>Reports a fault.</summary>
    /// <param name="line">Line, from 1.</param>
    /// <param name="column">Column of the file, from 1.</param>
    /// <param name="name">What is wrong.</param>
    /// <param name="value">What stands there.</param>
    /// <param name="expected">What is accepted.</param>
    public void Report(int line, int column, string name, string value, string expected) =>
        findings.Add(new Finding(path, line, column, name, Finding.Shorten(value), expected));

    /// <summary>The requests in the order of sending, the first at the start.</summary>
    /// <param name="blockTokens">Tokens of a prefix block.</param>
    public RequestTrace ToTrace(int blockTokens)
    {
        var first = times.Min();
        var order = Enumerable.Range(0, rows.Count).OrderBy(i => times[i].Total);
        ImmutableArray<RequestSpec> requests = [.. order.Select(i => rows[i] with { SentAt = SimTime.At(times[i] - first) })];
        return new RequestTrace(Path.GetFileName(path), requests, blockTokens);
    }
}
