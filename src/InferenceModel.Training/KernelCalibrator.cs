using InferenceModel.Calibration.Kernels;
using InferenceModel.Catalog;
using InferenceModel.Costs.Kernels;

namespace InferenceModel.Training;

/// <summary>Calibrates families of kernels on measured tables: constants by fit, corrections by networks and boosted trees.</summary>
/// <param name="catalog">Knows the machines.</param>
/// <param name="options">How to run.</param>
public sealed class KernelCalibrator(ModelCatalog catalog, CalibrationOptions options)
{
    /// <summary>Operators of the tables that can be read, those of one family together.</summary>
    /// <param name="tables">All tables.</param>
    public static IReadOnlyList<KernelTableName> Readable(IEnumerable<KernelTableName> tables) => [.. tables.Where(table => KernelTableLoader.Knows(table.Operator))];

    /// <summary>A sample of the measured calls of tables, by family.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="findings">Takes faults of files.</param>
    /// <param name="progress">Told of each table read.</param>
    public SortedDictionary<string, KernelData> Load(IReadOnlyList<KernelTableName> tables, FindingList findings, Action<string>? progress = null)
    {
        var loader = new KernelTableLoader(catalog);
        var all = new SortedDictionary<string, KernelData>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            KernelData.Add(all, loader, table, options.RowsPerTable, options.Seed, findings);
            progress?.Invoke(table.Short);
        }

        return all;
    }

    /// <summary>Fits constants and trains the correction of a family.</summary>
    /// <param name="family">The family.</param>
    /// <param name="calls">Calls to learn from.</param>
    /// <param name="heldOut">Calls whose error under the constants is stated beside them; the same ones where none are held out.</param>
    /// <param name="progress">Told of each set fitted and each hundredth of a network.</param>
    public CalibratedFamily Calibrate(IKernelFamily family, IReadOnlyList<MeasuredCall> calls, IReadOnlyList<MeasuredCall> heldOut, Action<string>? progress = null)
    {
        var coefficients = CoefficientFit.Fit(family, calls, heldOut, key => progress?.Invoke(key.ToString()));
        return Train(coefficients, calls, progress);
    }

    /// <summary>Trains the corrections of a family whose constants are known, one for each of its parts.</summary>
    /// <param name="coefficients">The constants.</param>
    /// <param name="calls">Calls to learn from.</param>
    /// <param name="progress">Told of each hundredth of a network trained.</param>
    public CalibratedFamily Train(KernelCoefficients coefficients, IReadOnlyList<MeasuredCall> calls, Action<string>? progress = null)
    {
        var parts = calls.GroupBy(call => coefficients.Family.Part(Set(coefficients, call).Key.Precision)).OrderBy(part => part.Key, StringComparer.Ordinal);
        var machines = calls.Select(call => call.Machine).DistinctBy(machine => machine.Accelerator.Id).ToDictionary(machine => machine.Accelerator.Id, StringComparer.Ordinal);
        return new CalibratedFamily(coefficients, [.. parts.Select(part => TrainPart(coefficients, part.Key, [.. part], progress))], machines.GetValueOrDefault);
    }

    private static CoefficientSet Set(KernelCoefficients coefficients, MeasuredCall call) =>
        coefficients.Choose(call.Engine, call.Call.Precision, call.Machine.Generation).Set;

    private CalibratedPart TrainPart(KernelCoefficients coefficients, string part, List<MeasuredCall> calls, Action<string>? progress)
    {
        var family = coefficients.Family;
        var columns = KernelInputs.Count(family);
        var inputs = new float[calls.Count * columns];
        var targets = new float[calls.Count];
        for (var i = 0; i < calls.Count; i++)
        {
            var (call, machine, engine, seconds) = calls[i];
            var set = Set(coefficients, calls[i]);
            KernelInputs.Write(family, call, machine, engine, set.Values.AsSpan(), inputs.AsSpan(i * columns, columns));
            targets[i] = (float)Math.Log(seconds / family.Time(call, machine, set.Values.AsSpan()).Total);
        }

        var learned = TrainedCorrection.Learn(family.Id, inputs, columns, targets, options, () => progress?.Invoke(part));
        return new CalibratedPart(part, CorrectionOnnx.Write(learned, $"{family.Id}.{part}"), FeatureHull.Of(inputs, columns), calls.Count);
    }

    /// <summary>Writes a family into a data folder: <c>kernels/FAMILY.json</c> and <c>kernels/FAMILY.PART.onnx</c>.</summary>
    /// <param name="calibrated">The family.</param>
    /// <param name="folder">The data folder.</param>
    public void Write(CalibratedFamily calibrated, string folder)
    {
        var kernels = Directory.CreateDirectory(Path.Combine(folder, "kernels")).FullName;
        var family = calibrated.Coefficients.Family;
        foreach (var part in calibrated.Parts)
        {
            File.WriteAllBytes(Path.Combine(kernels, KernelModelWriter.FileName(family, part.Name)), part.Onnx);
        }

        File.WriteAllText(
            Path.Combine(kernels, $"{family.Id}.json"), KernelModelWriter.Write(calibrated.Coefficients, calibrated.Model.Corrections, options.Title, options.Date));
    }
}
