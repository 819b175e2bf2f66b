using InferenceModel.Catalog;

namespace InferenceModel.Calibration.Kernels;

/// <summary>Measured calls of one family, of all tables, sampled and cleaned.</summary>
public sealed class KernelData
{
    private readonly SortedDictionary<string, int> leftOut = new(StringComparer.Ordinal);

    /// <summary>Calls believed, in the order of their tables and rows.</summary>
    public List<MeasuredCall> Calls { get; } = [];

    /// <summary>Rows read, before any rule.</summary>
    public int RowsRead { get; private set; }

    /// <summary>Rows left out, counted by rule or reason and table.</summary>
    public IReadOnlyDictionary<string, int> LeftOut => leftOut;

    /// <summary>Reads a sample of a table.</summary>
    /// <param name="loader">Reads tables.</param>
    /// <param name="name">The table.</param>
    /// <param name="share">Share of its rows to keep.</param>
    /// <param name="seed">Chooses them.</param>
    /// <param name="findings">Takes faults of the file.</param>
    public void Add(KernelTableLoader loader, KernelTableName name, double share, int seed, FindingList findings)
    {
        if (loader.Load(name, findings, row => ShapeSplit.Draw(row, seed) < share) is not { } table)
        {
            return;
        }

        foreach (var (reason, count) in table.Refused)
        {
            Leave(reason, name, count);
        }

        foreach (var row in table.Rows)
        {
            if (row.Fault is { } fault)
            {
                Leave(fault, name, 1);
                continue;
            }

            Calls.Add(new MeasuredCall(row.Call, table.Machine, row.Engine, row.Seconds));
        }

        RowsRead += table.Rows.Count + table.Refused.Values.Sum();
    }

    private void Leave(string reason, KernelTableName name, int count)
    {
        var key = $"{reason}: {name.Short}";
        leftOut[key] = leftOut.GetValueOrDefault(key) + count;
    }
}
