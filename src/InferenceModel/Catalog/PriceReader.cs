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
                Date(entry, "date")));
            entry.RefuseUnknown();
        }

        return new ShelfItem<PriceBook>(id, [], new PriceBook(id, entries.ToImmutable())
        {
            ApiPrices = root.Has("api_prices") ? [.. root.Objects("api_prices").Select(price => Api(price, sources))] : [],
            Checked = PriceDate.Parse(Date(root, "checked")) ?? default,
            StaleAfterDays = root.Integer("stale_after_days", 1, 10_000),
        });
    }

    private static ApiPrice Api(JsonObjectReader entry, ImmutableSortedDictionary<string, SourceNote> sources)
    {
        var price = new ApiPrice(
            entry.Text("id"),
            CatalogReading.Quantity<TokenPrice>(entry, "input", sources),
            CatalogReading.Quantity<TokenPrice>(entry, "output", sources),
            Date(entry, "date"));
        entry.RefuseUnknown();
        return price;
    }

    private static string Date(JsonObjectReader entry, string name)
    {
        var text = entry.Text(name);
        if (text.Length > 0 && PriceDate.Parse(text) is null)
        {
            entry.Report(name, PriceDate.Formats);
        }

        return text;
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
