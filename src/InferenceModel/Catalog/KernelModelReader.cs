using System.Collections.Immutable;
using InferenceModel.Catalog.Json;
using InferenceModel.Costs.Kernels;

namespace InferenceModel.Catalog;

/// <summary>Reads <c>kernels/FAMILY.json</c> with the ONNX model beside it.</summary>
internal static class KernelModelReader
{
    /// <summary>The families of a folder; none where it does not exist.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="machineOf">Finds accelerators by id.</param>
    /// <exception cref="BadInputException">A file is faulty.</exception>
    public static ImmutableSortedDictionary<string, KernelModel> Read(string folder, Func<string, KernelMachine?> machineOf)
    {
        var findings = new FindingList();
        var models = ImmutableSortedDictionary.CreateBuilder<string, KernelModel>(StringComparer.Ordinal);
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            if (JsonDocumentAt.Read(file, findings) is { } root && Model(root, folder) is { } model)
            {
                models[model.Family.Id] = model with { MachineOf = machineOf };
            }
        }

        return findings.Count > 0 ? throw new BadInputException(findings) : models.ToImmutable();
    }

    private static KernelModel? Model(JsonObjectReader root, string folder)
    {
        if (KernelFamilies.Find(root.Text("id")) is not { } family)
        {
            root.Report("id", $"a family of kernels: {string.Join(", ", KernelFamilies.All.Select(known => known.Id))}");
            return null;
        }

        var sources = CatalogReading.Sources(root);
        var source = sources.Count == 0 ? string.Empty : sources.Values.First().ToString();
        var sets = root.Objects("sets").Select(set => Set(set, family)).ToList();
        var corrections = root.Objects("corrections").Select(part => Correction(part, family, folder)).OfType<KeyValuePair<string, LearnedPart>>();
        var model = new KernelModel(new KernelCoefficients(family, sets), corrections.ToImmutableSortedDictionary(StringComparer.Ordinal), source);
        root.RefuseUnknown();
        return model;
    }

    private static CoefficientSet Set(JsonObjectReader set, IKernelFamily family)
    {
        var key = new CoefficientKey(set.Text("engine"), set.Text("precision"), set.Text("generation"));
        var rows = set.Integer("rows", 0, int.MaxValue);
        var median = set.Number("median_abs_pct", 0, double.MaxValue);
        var mean = set.Number("mean_abs_pct", 0, double.MaxValue);
        var systems = set.Text("systems");
        var values = set.Object("constants");
        var numbers = family.Constants.Select(constant => values.Number(constant.Name, constant.Low, constant.High)).ToImmutableArray();
        values.RefuseUnknown();
        set.RefuseUnknown();
        return new CoefficientSet(key, numbers, rows, median, mean, systems);
    }

    private static KeyValuePair<string, LearnedPart>? Correction(JsonObjectReader correction, IKernelFamily family, string folder)
    {
        var name = correction.Text("part");
        var path = Path.Combine(folder, correction.Text("file"));
        var rows = correction.Integer("rows", 0, int.MaxValue);
        var inputs = correction.Object("inputs");
        var names = KernelInputs.Names(family);
        var ranges = names.Select(name => Range(inputs.Object(name))).ToList();
        inputs.RefuseUnknown();
        correction.RefuseUnknown();
        if (!File.Exists(path))
        {
            correction.Report("file", "an ONNX model beside this file");
            return null;
        }

        var hull = new FeatureHull([.. ranges.Select(range => range.Low)], [.. ranges.Select(range => range.High)]);
        return KeyValuePair.Create(name, new LearnedPart(new KernelCorrection(() => File.ReadAllBytes(path), names.Length), hull, rows));
    }

    private static (float Low, float High) Range(JsonObjectReader range)
    {
        var low = (float)range.Number("low", float.MinValue, float.MaxValue);
        var high = (float)range.Number("high", float.MinValue, float.MaxValue);
        range.RefuseUnknown();
        return (low, high);
    }
}
