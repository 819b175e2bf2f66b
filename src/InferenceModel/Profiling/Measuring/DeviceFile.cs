using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceModel.Hardware;
using InferenceModel.Models;
using InferenceModel.Units;

namespace InferenceModel.Profiling.Measuring;

/// <summary>Writes a fitted device as a file of <c>models/devices</c>.</summary>
public static class DeviceFile
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file's text.</summary>
    /// <param name="device">A device with measured kernels.</param>
    /// <param name="vendor">Who made the processor, as far as it tells.</param>
    /// <param name="date">When it was measured, year and month.</param>
    public static string Text(Accelerator device, string vendor, string date)
    {
        var measured = device.Measured ?? throw new ArgumentException($"{device.Id} has no measured kernels.", nameof(device));
        var root = new JsonObject
        {
            ["id"] = device.Id,
            ["name"] = device.Name,
            ["vendor"] = vendor,
            ["architecture"] = device.Architecture,
            ["status"] = "shipping",
            ["memory"] = Quantity(device.Memory),
            ["memory_bandwidth"] = Quantity(device.MemoryBandwidth),
            ["l2_cache"] = Quantity(device.SecondLevelCache),
            ["multiprocessors"] = new JsonObject { ["value"] = device.Multiprocessors.Value, ["source"] = "profile", ["note"] = device.Multiprocessors.Note },
            ["dense_rates"] = new JsonObject { ["fp32"] = Quantity(device.DenseRates[NumberFormat.Fp32]) },
            ["thermal_design_power"] = Quantity(device.ThermalDesignPower),
            ["measured"] = new JsonObject
            {
                ["engine"] = measured.Engine,
                ["threads"] = measured.Threads,
                ["source"] = "profile",
                ["kernels"] = Kernels(measured),
            },
            ["sources"] = new JsonObject
            {
                ["profile"] = new JsonObject { ["title"] = measured.Source, ["date"] = date },
                ["assumed"] = new JsonObject { ["title"] = "Assumed: not measured by a profile", ["date"] = date },
            },
        };
        return root.ToJsonString(Options) + "\n";
    }

    private static JsonObject Kernels(MeasuredKernels measured)
    {
        var kernels = new JsonObject();
        foreach (var kernel in measured.Kernels)
        {
            var constants = new JsonObject();
            foreach (var (name, value) in kernel.Constants)
            {
                constants[name] = value;
            }

            var one = new JsonObject { ["rows"] = kernel.Rows, ["median_percent"] = kernel.MedianPercent, ["mean_percent"] = kernel.MeanPercent, ["constants"] = constants };
            if (kernel.Precision.Length > 0)
            {
                one["precision"] = kernel.Precision;
            }

            kernels[kernel.Family] = one;
        }

        return kernels;
    }

    private static JsonObject Quantity<T>(Figure<T> figure)
        where T : struct, IQuantity<T>
    {
        var result = new JsonObject { ["value"] = figure.Value.ToString() };
        if (figure.Low is { } low && figure.High is { } high)
        {
            (result["low"], result["high"]) = (low.ToString(), high.ToString());
        }

        result["source"] = figure.IsBand ? "assumed" : "profile";
        if (figure.Note is { } note)
        {
            result["note"] = note;
        }

        return result;
    }
}
