using InferenceModel.Catalog;

namespace InferenceModel.Calibration.Kernels;

/// <summary>Measured calls of one family, of all tables, sampled and cleaned.</summary>
public sealed class KernelData
{
    private readonly SortedDictionary<string, int> leftOut = new(StringComparer.Ordinal);

    /// <summary>Calls believed, in the order of their tables and rows.</summary>
    public List<MeasuredCall> Calls { get; } = [];

    /// <summary>Rows left out, counted by rule or reason and table.</summary>
    public IReadOnlyDictionary<string, int> LeftOut => leftOut;

    /// <summary>Reads a sample of a table into the data of each family its rows belong to.</summary>
    /// <param name="all">Data by family.</param>
    /// <param name="loader">Reads tables.</param>
    /// <param name="name">The table.</param>
    /// <param name="rows">Rows to sample at most.</param>
    /// <param name="seed">Chooses them.</param>
    /// <param name="findings">Takes faults of the file.</param>
    public static void Add(
        IDictionary<string, KernelData> all, KernelTableLoader loader, KernelTableName name, int rows, int seed, FindingList findings)
    {
        if (loader.Load(name, findings, count => row => ShapeSplit.Draw(row, seed) * count < rows) is not { } table)
        {
            return;
        }

        foreach (var (reason, count) in table.Refused)
        {
            Of(all, name.Operator).Leave(reason, name, count);
        }

        foreach (var row in table.Rows)
        {
            var data = Of(all, row.Call.Family);
            if (row.Fault is { } fault)
            {
                data.Leave(fault, name, 1);
                continue;
            }

            data.Calls.Add(new MeasuredCall(row.Call, table.Machine, row.Engine, row.Seconds));
        }
    }

    private static KernelData Of(IDictionary<string, KernelData> all, string family) =>
        all.TryGetValue(family, out var data) ? data : all[family] = new KernelData();

    private void Leave(string reason, KernelTableName name, int count)
    {
        var key = $"{reason}: {name.Short}";
        leftOut[key] = leftOut.GetValueOrDefault(key) + count;
    }
}
