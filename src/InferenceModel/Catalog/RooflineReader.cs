using System.Collections.Immutable;
using InferenceModel.Catalog.Json;
using InferenceModel.Costs;
using InferenceModel.Models;
using InferenceModel.Units;

namespace InferenceModel.Catalog;

/// <summary>Reads the stated efficiencies of the roofline.</summary>
internal static class RooflineReader
{
    /// <summary>The generation that stands in for those without figures of their own.</summary>
    public const string DefaultArchitecture = "default";

    /// <summary>The efficiencies of every generation in a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">The file is faulty.</exception>
    public static ImmutableSortedDictionary<string, RooflineEfficiencies> Read(string path)
    {
        var findings = new FindingList();
        var all = ImmutableSortedDictionary.CreateBuilder<string, RooflineEfficiencies>(StringComparer.Ordinal);
        if (JsonDocumentAt.Read(path, findings) is { } root)
        {
            root.Text("id");
            var sources = CatalogReading.Sources(root);
            var architectures = root.Object("architectures");
            foreach (var name in architectures.Names.ToList())
            {
                all[name] = One(name, architectures.Object(name), sources);
            }

            if (!all.ContainsKey(DefaultArchitecture))
            {
                root.Report("architectures", "a member 'default' for generations without figures of their own");
            }

            root.RefuseUnknown();
        }

        return findings.Count > 0 ? throw new BadInputException(findings) : all.ToImmutable();
    }

    private static RooflineEfficiencies One(string name, JsonObjectReader one, ImmutableSortedDictionary<string, SourceNote> sources)
    {
        var compute = one.Object("gemm_compute");
        var shares = ImmutableSortedDictionary.CreateBuilder<NumberFormat, Figure<double>>();
        foreach (var format in Enum.GetValues<NumberFormat>())
        {
            var key = SnakeCase.Of(format.ToString());
            if (format == NumberFormat.Bf16 || compute.Has(key))
            {
                shares[format] = Share(compute, key, sources);
            }
        }

        compute.RefuseUnknown();
        var result = new RooflineEfficiencies(
            name,
            CatalogReading.Quantity<Seconds>(one, "kernel_floor", sources),
            CatalogReading.Quantity<Seconds>(one, "elementwise_floor", sources),
            CatalogReading.Quantity<Seconds>(one, "attention_floor", sources),
            shares.ToImmutable(),
            Share(one, "gemm_memory", sources),
            Share(one, "grouped_share", sources),
            Share(one, "prefill_compute", sources),
            Share(one, "decode_memory", sources),
            Share(one, "stream_memory", sources));
        one.RefuseUnknown();
        return result;
    }

    private static Figure<double> Share(JsonObjectReader owner, string name, ImmutableSortedDictionary<string, SourceNote> sources) =>
        CatalogReading.Number(owner, name, 0.01, 1, sources);
}
