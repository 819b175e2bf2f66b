using InferenceModel.Catalog;
using InferenceModel.Costs.Kernels;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Calibration.Kernels;

/// <summary>Compares predicted kernels with measured ones, table by table.</summary>
/// <param name="catalog">Knows the machines.</param>
/// <param name="models">What was learned, by family.</param>
public sealed class KernelValidation(ModelCatalog catalog, IReadOnlyDictionary<string, KernelModel> models)
{
    private const int Batch = 4096;

    private readonly ErrorTally tally = new(["latency", "latency_physics", "latency_roofline"]);
    private readonly ErrorTally baseline = new(["latency", "interpolation"]);
    private readonly KernelTableLoader loader = new(catalog);
    private readonly Dictionary<(string System, string Engine), KernelPredictor> predictors = [];

    /// <summary>Rows predicted outside of what was measured.</summary>
    public int Extrapolated => tally.Extrapolated;

    /// <summary>The report over all tables added.</summary>
    public ValidationReport Report() => tally.Report();

    /// <summary>
    /// The same rows against straight lines between those rows of their tables that were not kept, as far as such rows enclose them:
    /// metrics <c>latency</c> and <c>interpolation</c>. Empty where all rows are kept.
    /// </summary>
    public ValidationReport Baseline() => baseline.Report();

    /// <summary>Adds a table.</summary>
    /// <param name="name">The table.</param>
    /// <param name="findings">Takes faults of the file.</param>
    /// <param name="keep">Keeps a call; null keeps all. What is not kept is the grid of the baseline.</param>
    public void Add(KernelTableName name, FindingList findings, Func<KernelCall, bool>? keep = null)
    {
        if (!KernelTableLoader.Knows(name.Operator))
        {
            tally.Refuse($"no model of {name.Operator} tables", 0);
            return;
        }

        if (loader.Load(name, findings) is not { } table)
        {
            return;
        }

        foreach (var (reason, count) in table.Refused)
        {
            tally.Refuse(reason, count);
        }

        var grid = keep is null ? null : new GridInterpolation(table.Rows.Where(row => row.Fault is null && !keep(row.Call)));
        var pending = new List<KernelRow>(Batch);
        foreach (var row in table.Rows)
        {
            if (row.Fault is { } fault || !models.ContainsKey(row.Call.Family))
            {
                tally.Refuse(row.Fault is null ? $"no model of {row.Call.Family} kernels" : $"not believed: {row.Fault}", 1);
                continue;
            }

            if (keep is not null && !keep(row.Call))
            {
                continue;
            }

            if (pending.Count == Batch || (pending.Count > 0 && pending[0].Engine != row.Engine))
            {
                Compare(table, pending, grid);
            }

            pending.Add(row);
        }

        Compare(table, pending, grid);
    }

    private void Compare(KernelTable table, List<KernelRow> rows, GridInterpolation? grid)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var predictions = Predictor(table, rows[0].Engine).Predict([.. rows.Select(row => row.Call)]);
        for (var i = 0; i < rows.Count; i++)
        {
            var (row, prediction) = (rows[i], predictions[i]);
            var roofline = models[row.Call.Family].Family.Roofline(row.Call, table.Machine).Total;
            tally.Add(
                [
                    ("operator", table.Name.Operator), ("system", table.Name.System), ("engine", table.Name.Engine), ("precision", Format(row.Call.Precision)), ("phase", row.Call.Phase),
                    ("reach", prediction.IsExtrapolated ? "extrapolated" : "inside"),
                ],
                Milliseconds(row.Seconds),
                [Milliseconds(prediction.Seconds), Milliseconds(prediction.Physics.Total), Milliseconds(roofline)],
                prediction.IsExtrapolated,
                () => $"{table.Name.Short} {row.Call.Precision} {row.Call.Describe()}");
            if (grid?.Seconds(row) is { } interpolated)
            {
                baseline.Add(
                    [("operator", table.Name.Operator)], Milliseconds(row.Seconds), [Milliseconds(prediction.Seconds), Milliseconds(interpolated)], prediction.IsExtrapolated, () => row.Call.Describe());
            }
        }

        rows.Clear();
    }

    private KernelPredictor Predictor(KernelTable table, string engine)
    {
        var key = (table.Name.System, engine);
        return predictors.TryGetValue(key, out var known) ? known : predictors[key] = new KernelPredictor(models, table.Machine, engine);
    }

    private static double Milliseconds(double seconds) => Seconds.Of(seconds).TotalMilliseconds;

    private static string Format(string precision) => precision.Split('/') is [var format, var kernel] && !char.IsLower(kernel[0]) ? format : precision;
}
