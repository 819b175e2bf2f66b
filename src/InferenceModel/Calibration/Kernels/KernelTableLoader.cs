using System.Collections.Immutable;
using InferenceModel.Catalog;
using InferenceModel.Costs.Kernels;
using InferenceModel.Units;

namespace InferenceModel.Calibration.Kernels;

/// <summary>Turns tables of measured kernels into calls with times.</summary>
/// <param name="catalog">Knows the machines.</param>
public sealed class KernelTableLoader(ModelCatalog catalog)
{
    private static readonly ImmutableArray<IKernelRows> Kinds =
        [new GemmRows(), new RoutedExpertsRows(), new AttentionRows(), new LatentRows(), new AbsorptionRows(), new RecurrenceRows(), new LatentModuleRows(), new ElementwiseRows()];

    private readonly Dictionary<string, KernelMachine> machines = new(StringComparer.Ordinal);

    /// <summary>Whether tables of a name can be read.</summary>
    /// <param name="operatorName">First part of a file name.</param>
    public static bool Knows(string operatorName) => KindOf(operatorName) is not null;

    /// <summary>Reads a table; null where it has a fault, which is noted.</summary>
    /// <param name="name">The table.</param>
    /// <param name="findings">Takes faults of the file.</param>
    /// <param name="sampler">Given the number of rows, says whether to keep a row by its number; null keeps all.</param>
    public KernelTable? Load(KernelTableName name, FindingList findings, Func<int, Func<int, bool>>? sampler = null)
    {
        if (KindOf(name.Operator) is not { } kind)
        {
            throw new ArgumentException($"No reader for {name.Operator}.", nameof(name));
        }

        if (Machine(name, findings) is not { } machine || KernelTableReader.Read(name, findings) is not { } columns || !Complete(kind, columns, findings))
        {
            return null;
        }

        var sample = sampler?.Invoke(columns.RowCount);
        var latency = columns.Numbers("latency");
        var call = kind.Reader(name, columns);
        var rows = new List<KernelRow>(sample is null ? columns.RowCount : columns.RowCount / 2);
        var refused = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var cleaning = new KernelCleaning(name, columns, machine);
        for (var row = 0; row < columns.RowCount; row++)
        {
            if (sample is not null && !sample(row))
            {
                continue;
            }

            var seconds = Seconds.OfMilliseconds(latency[row]).Total;
            if (!(seconds > 0) || call(row) is not { } made)
            {
                var reason = seconds > 0 ? "a format or kernel not modelled" : "no latency";
                refused[reason] = refused.GetValueOrDefault(reason) + 1;
                continue;
            }

            rows.Add(new KernelRow(made, seconds, cleaning.Fault(made, seconds), cleaning.Engine(made, row)));
        }

        return new KernelTable(name, machine, rows, refused.ToImmutableSortedDictionary());
    }

    private static IKernelRows? KindOf(string operatorName) => Kinds.FirstOrDefault(kind => kind.Operators.Contains(operatorName));

    private static bool Complete(IKernelRows kind, KernelColumns columns, FindingList findings)
    {
        var isComplete = true;
        foreach (var (column, isThere) in kind.NumberColumns.Append("latency").Select(column => (column, columns.HasNumbers(column)))
            .Concat(kind.TextColumns.Select(column => (column, columns.HasTexts(column)))))
        {
            if (!isThere)
            {
                var isOther = columns.Names.Contains(column);
                findings.Add(new Finding(columns.File, 1, 0, "column", column, isOther ? "a column of the other type: numbers for sizes, text for names" : "this column"));
                isComplete = false;
            }
        }

        return isComplete;
    }

    private KernelMachine? Machine(KernelTableName name, FindingList findings)
    {
        if (machines.TryGetValue(name.System, out var known))
        {
            return known;
        }

        if (catalog.Accelerators.Find(name.System) is not { } accelerator)
        {
            findings.Add(new Finding(name.Path, 0, 0, "system", name.System, catalog.Accelerators.Unknown(name.System)));
            return null;
        }

        return machines[name.System] = new KernelMachine(accelerator);
    }
}
