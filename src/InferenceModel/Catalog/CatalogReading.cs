using System.Collections.Immutable;
using InferenceModel.Catalog.Json;
using InferenceModel.Units;

namespace InferenceModel.Catalog;

/// <summary>What the readers of all catalogue files share: sources and figures.</summary>
internal static class CatalogReading
{
    /// <summary>The <c>sources</c> member: documents by key.</summary>
    /// <param name="root">The file's root object.</param>
    public static ImmutableSortedDictionary<string, SourceNote> Sources(JsonObjectReader root)
    {
        var sources = root.Object("sources");
        var notes = ImmutableSortedDictionary.CreateBuilder<string, SourceNote>(StringComparer.Ordinal);
        foreach (var key in sources.Names)
        {
            if (sources.FindObject(key) is { } source)
            {
                notes[key] = new SourceNote(source.Text("title"), source.Text("date"), source.FindText("url"));
                source.RefuseUnknown();
            }
        }

        return notes.ToImmutable();
    }

    /// <summary>The source a figure names; reported where the file has no such source.</summary>
    /// <param name="figure">The figure's object.</param>
    /// <param name="sources">The file's sources.</param>
    public static SourceNote Source(JsonObjectReader figure, ImmutableSortedDictionary<string, SourceNote> sources)
    {
        var key = figure.Text("source");
        if (sources.TryGetValue(key, out var note))
        {
            return note;
        }

        if (key.Length > 0)
        {
            figure.Report("source", $"one of the keys of sources: {string.Join(", ", sources.Keys)}");
        }

        return new SourceNote(string.Empty, string.Empty, null);
    }

    /// <summary>A quantity with its source and, where it is a guess, its band.</summary>
    /// <typeparam name="TQuantity">The quantity.</typeparam>
    /// <param name="owner">The object that holds the figure.</param>
    /// <param name="name">The member.</param>
    /// <param name="sources">The file's sources.</param>
    public static Figure<TQuantity> Quantity<TQuantity>(JsonObjectReader owner, string name, ImmutableSortedDictionary<string, SourceNote> sources)
        where TQuantity : struct, IQuantity<TQuantity>
    {
        var figure = owner.Object(name);
        var value = figure.Quantity<TQuantity>("value");
        TQuantity? low = figure.Has("low") ? figure.Quantity<TQuantity>("low") : null;
        TQuantity? high = figure.Has("high") ? figure.Quantity<TQuantity>("high") : null;
        return Finish(figure, value, low, high, sources);
    }

    /// <summary>A quantity, or null where the member is absent.</summary>
    /// <typeparam name="TQuantity">The quantity.</typeparam>
    /// <param name="owner">The object that holds the figure.</param>
    /// <param name="name">The member.</param>
    /// <param name="sources">The file's sources.</param>
    public static Figure<TQuantity>? FindQuantity<TQuantity>(JsonObjectReader owner, string name, ImmutableSortedDictionary<string, SourceNote> sources)
        where TQuantity : struct, IQuantity<TQuantity> =>
        owner.Has(name) ? Quantity<TQuantity>(owner, name, sources) : null;

    /// <summary>A plain number with its source: an efficiency, a count.</summary>
    /// <param name="owner">The object that holds the figure.</param>
    /// <param name="name">The member.</param>
    /// <param name="least">The least value accepted.</param>
    /// <param name="most">The largest value accepted.</param>
    /// <param name="sources">The file's sources.</param>
    public static Figure<double> Number(
        JsonObjectReader owner, string name, double least, double most, ImmutableSortedDictionary<string, SourceNote> sources)
    {
        var figure = owner.Object(name);
        var value = figure.Number("value", least, most);
        return Finish(figure, value, figure.FindNumber("low", least, most), figure.FindNumber("high", least, most), sources);
    }

    private static Figure<T> Finish<T>(
        JsonObjectReader figure, T value, T? low, T? high, ImmutableSortedDictionary<string, SourceNote> sources)
        where T : struct
    {
        var result = new Figure<T>(value, low, high, Source(figure, sources).ToString(), figure.FindText("note"));
        figure.RefuseUnknown();
        return result;
    }
}
