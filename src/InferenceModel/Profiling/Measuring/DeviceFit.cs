using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Calibration.Kernels;
using InferenceModel.Costs.Kernels;
using InferenceModel.Hardware;
using InferenceModel.Models;
using InferenceModel.Operators.Calls;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Measuring;

/// <summary>Makes a device of measured rows: the best bandwidth and rate seen as its peaks, and a few constants for each kind of kernel.</summary>
public static class DeviceFit
{
    /// <summary>The engine of every row.</summary>
    public const string Engine = "onnxruntime";

    private const double AssumedPower = 100;

    /// <summary>The device.</summary>
    /// <param name="id">Its name in files.</param>
    /// <param name="host">The machine.</param>
    /// <param name="threads">Threads one operator used.</param>
    /// <param name="rows">What was measured; products must be among it.</param>
    /// <param name="source">What the measurements are called.</param>
    public static Accelerator Fit(string id, ProfiledHost host, int threads, IReadOnlyList<MeasuredRow> rows, string source)
    {
        var gemms = rows.Where(row => row.Call is GemmCall).ToList();
        if (gemms.Count == 0)
        {
            throw new ArgumentException("No product was measured.", nameof(rows));
        }

        var bandwidth = gemms.Max(row => Moved((GemmCall)row.Call) / row.Seconds);
        var rate = gemms.Max(row => ((GemmCall)row.Call).Operations / row.Seconds);
        var device = new Accelerator(
            id,
            string.Create(CultureInfo.InvariantCulture, $"{host.Processor}, {threads} threads, ONNX Runtime"),
            host.Architecture,
            Maturity.Shipping,
            new Figure<Bytes>(host.Memory, null, null, source, "memory the process may use"),
            new Figure<BytesPerSecond>(BytesPerSecond.Of(bandwidth), null, null, source, "measured: the quickest reading of weights by a multiplication"),
            host.LastCache is { } cache ? new Figure<Bytes>(cache, null, null, source, "as the operating system states it") : new Figure<Bytes>(Bytes.OfMebi(32), Bytes.OfMebi(4), Bytes.OfMebi(256), "assumed", "the machine does not say"),
            new Figure<double>(threads, null, null, source, "threads one operator uses"),
            ImmutableSortedDictionary<NumberFormat, Figure<FlopsPerSecond>>.Empty.Add(NumberFormat.Fp32, new Figure<FlopsPerSecond>(FlopsPerSecond.Of(rate), null, null, source, "measured: the quickest multiplication")),
            new Figure<Watts>(Watts.Of(AssumedPower), Watts.Of(15), Watts.Of(400), "assumed", "no instrument for it here; decides power figures alone"));
        var machine = new KernelMachine(device);
        return device with
        {
            Measured = new MeasuredKernels(Engine, threads, [.. ProcessorCosts.Families.Select(family => Kernel(family, machine, rows))], source),
        };
    }

    private static double Moved(GemmCall call) => call.WeightBytes + call.InputBytes + call.OutputBytes;

    private static MeasuredKernel Kernel(IKernelFamily family, KernelMachine machine, IReadOnlyList<MeasuredRow> rows)
    {
        List<MeasuredCall> calls = [.. rows.Where(row => row.Call.Family == family.Id).Select(row => new MeasuredCall(row.Call, machine, Engine, row.Seconds))];
        ImmutableArray<double> values = calls.Count == 0 ? [.. family.Constants.Select(constant => constant.Start)] : [.. PhysicsFit.Fit(family, calls).Select(Rounded)];
        var errors = CoefficientFit.Errors(family, calls, values);
        var precision = family.Id == "gemm" ? calls.Select(call => call.Call.Precision).Distinct().Order(StringComparer.Ordinal).FirstOrDefault(string.Empty) : string.Empty;
        return new MeasuredKernel(
            family.Id,
            precision,
            family.Constants.Zip(values).ToImmutableSortedDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal),
            calls.Count,
            Rounded(errors.MedianAbsolute),
            Rounded(errors.MeanAbsolute));
    }

    private static double Rounded(double value) => double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
