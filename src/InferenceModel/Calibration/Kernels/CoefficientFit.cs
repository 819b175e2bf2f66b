using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Costs.Kernels;

namespace InferenceModel.Calibration.Kernels;

/// <summary>Fits a family's constants for every engine, precision and generation that was measured.</summary>
public static class CoefficientFit
{
    /// <summary>Fewer rows than this say too little for a set of their own.</summary>
    private const int LeastRows = 60;

    private const int RowsPerFit = 800;

    /// <summary>The sets of a family.</summary>
    /// <param name="family">The family.</param>
    /// <param name="calls">Measured calls.</param>
    /// <param name="heldOut">Calls on which the error is stated; where there are none of a set, the fitted ones.</param>
    /// <param name="done">Told of each set fitted, or null.</param>
    public static KernelCoefficients Fit(
        IKernelFamily family, IReadOnlyList<MeasuredCall> calls, IReadOnlyList<MeasuredCall> heldOut, Action<CoefficientKey>? done = null)
    {
        var tests = heldOut.ToLookup(Key);
        var sets = new List<CoefficientSet>();
        foreach (var group in calls.GroupBy(Key).Where(group => group.Count() >= LeastRows).OrderBy(group => group.Key.ToString(), StringComparer.Ordinal))
        {
            sets.Add(FitOne(family, group.Key, [.. group], [.. tests[group.Key]]));
            done?.Invoke(group.Key);
        }

        return new KernelCoefficients(family, sets);
    }

    private static CoefficientKey Key(MeasuredCall call) => new(call.Engine, call.Call.Precision, call.Machine.Generation);

    /// <summary>The errors of physics alone, in percent of the measurement.</summary>
    /// <param name="family">The family.</param>
    /// <param name="calls">Calls.</param>
    /// <param name="values">Constants.</param>
    public static ErrorStatistics Errors(IKernelFamily family, IReadOnlyList<MeasuredCall> calls, ImmutableArray<double> values) =>
        ErrorStatistics.Of([.. calls.Select(call => 100 * ((family.Time(call.Call, call.Machine, values.AsSpan()).Total / call.Seconds) - 1))]);

    private static CoefficientSet FitOne(IKernelFamily family, CoefficientKey key, List<MeasuredCall> fitted, List<MeasuredCall> heldOut)
    {
        var stride = Math.Max(1, fitted.Count / RowsPerFit);
        List<MeasuredCall> sample = [.. fitted.Where((_, i) => i % stride == 0)];
        var values = PhysicsFit.Fit(family, sample).Select(value => double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)).ToImmutableArray();
        var errors = Errors(family, heldOut.Count > 0 ? heldOut : fitted, values);
        var systems = string.Join(", ", fitted.Select(call => call.Machine.Accelerator.Id).Distinct().Order(StringComparer.Ordinal));
        return new CoefficientSet(key, values, fitted.Count, errors.MedianAbsolute, errors.MeanAbsolute, systems);
    }
}
