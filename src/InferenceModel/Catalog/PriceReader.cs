using System.Collections.Immutable;
using InferenceModel.Catalog.Json;
using InferenceModel.Planning;
using InferenceModel.Units;

namespace InferenceModel.Catalog;

/// <summary>Reads price books.</summary>
internal static class PriceReader
{
    /// <summary>A book of <c>models/prices</c>.</summary>
    /// <param name="root">The file.</param>
    /// <param name="findings">Takes the faults.</param>
    public static ShelfItem<PriceBook>? Book(JsonObjectReader root, FindingList findings)
    {
        var id = root.Text("id");
        var sources = CatalogReading.Sources(root);
        var entries = ImmutableArray.CreateBuilder<PriceEntry>();
        foreach (var entry in root.Objects("entries"))
        {
            entries.Add(new PriceEntry(
                entry.Text("accelerator"),
                Tier(entry),
                CatalogReading.Quantity<UsdPerHour>(entry, "price", sources),
                entry.Text("date")));
            entry.RefuseUnknown();
        }

        return new ShelfItem<PriceBook>(id, [], new PriceBook(id, entries.ToImmutable()));
    }

    private static PriceTier Tier(JsonObjectReader entry)
    {
        var text = entry.Text("tier");
        foreach (var (word, meaning) in PriceTiers.Words)
        {
            if (word == text)
            {
                return meaning;
            }
        }

        entry.Report("tier", $"one of {string.Join(", ", PriceTiers.Words.Select(pair => pair.Word))}");
        return default;
    }
}
