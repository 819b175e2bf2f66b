using System.Collections.Immutable;
using InferenceModel.Catalog.Json;

namespace InferenceModel.Catalog;

/// <summary>The entries of one folder of the catalogue, found by identity or by another name they answer to.</summary>
/// <typeparam name="T">What an entry is.</typeparam>
public sealed class Shelf<T>
    where T : class
{
    private readonly string kind;
    private readonly Dictionary<string, T> byName;

    private Shelf(string kind, ImmutableSortedDictionary<string, T> entries, Dictionary<string, T> byName)
    {
        this.kind = kind;
        Entries = entries;
        this.byName = byName;
    }

    /// <summary>The entries by identity.</summary>
    public ImmutableSortedDictionary<string, T> Entries { get; }

    /// <summary>The entry of a name, or null.</summary>
    /// <param name="name">An identity or another name, in any case.</param>
    public T? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>What to say of a name nothing answers to: the nearest names that exist.</summary>
    /// <param name="name">The name.</param>
    public string Unknown(string name)
    {
        var near = Entries.Keys.OrderBy(known => Distance(known, name.ToUpperInvariant())).ThenBy(known => known, StringComparer.Ordinal).Take(5);
        return $"no {kind} of that name; near it: {string.Join(", ", near)} (infermodel list shows all {Entries.Count})";
    }

    /// <summary>Reads every JSON file of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="kind">What an entry is called in messages.</param>
    /// <param name="read">Makes an entry of a file, with its identity and its other names; null where it is faulty.</param>
    /// <exception cref="BadInputException">A file is faulty, or two entries claim one name.</exception>
    internal static Shelf<T> Read(string folder, string kind, Func<JsonObjectReader, FindingList, ShelfItem<T>?> read)
    {
        var findings = new FindingList();
        var entries = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        var names = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            if (JsonDocumentAt.Read(file, findings) is not { } root || read(root, findings) is not { } item)
            {
                continue;
            }

            root.RefuseUnknown();
            entries[item.Id] = item.Entry;
            foreach (var name in item.Aliases.Prepend(item.Id))
            {
                if (!names.TryAdd(name, item.Entry))
                {
                    findings.Add(new Finding(file, 0, 0, "name", name, $"another {kind} answers to it already"));
                }
            }
        }

        return findings.Count > 0 ? throw new BadInputException(findings) : new Shelf<T>(kind, entries.ToImmutable(), names);
    }

    /// <summary>Pairs of letters the two names do not share.</summary>
    private static int Distance(string known, string name)
    {
        var pairs = Pairs(known.ToUpperInvariant());
        var wanted = Pairs(name);
        return pairs.Count + wanted.Count - (2 * pairs.Count(wanted.Contains));
    }

    private static HashSet<string> Pairs(string text) =>
        [.. Enumerable.Range(0, Math.Max(0, text.Length - 1)).Select(i => text.Substring(i, 2))];
}
