using System.Collections.Immutable;
using InferenceModel.Catalog.Json;
using InferenceModel.Planning;

namespace InferenceModel.Catalog;

/// <summary>Reads the shares of rated power by phase.</summary>
internal static class PhasePowerReader
{
    /// <summary>The shares of every generation in a file; one is <see cref="RooflineReader.DefaultArchitecture"/>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">The file is faulty.</exception>
    public static ImmutableSortedDictionary<string, PhasePower> Read(string path)
    {
        var findings = new FindingList();
        var all = ImmutableSortedDictionary.CreateBuilder<string, PhasePower>(StringComparer.Ordinal);
        if (JsonDocumentAt.Read(path, findings) is { } root)
        {
            root.Text("id");
            var sources = CatalogReading.Sources(root);
            var architectures = root.Object("architectures");
            foreach (var name in architectures.Names.ToList())
            {
                var one = architectures.Object(name);
                all[name] = new PhasePower(
                    CatalogReading.Number(one, "idle", 0, 1, sources),
                    CatalogReading.Number(one, "prefill", 0, 1, sources),
                    CatalogReading.Number(one, "decode", 0, 1, sources));
                one.RefuseUnknown();
            }

            if (!all.ContainsKey(RooflineReader.DefaultArchitecture))
            {
                root.Report("architectures", "a member 'default' for generations without figures of their own");
            }

            root.RefuseUnknown();
        }

        return findings.Count > 0 ? throw new BadInputException(findings) : all.ToImmutable();
    }
}
