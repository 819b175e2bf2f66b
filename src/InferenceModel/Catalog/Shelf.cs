using System.Collections.Concurrent;
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

    private readonly Func<JsonObjectReader, FindingList, ShelfItem<T>?> read;
    private readonly JsonInheritance inheritance;
    private readonly ConcurrentDictionary<string, T> fromFiles = new(StringComparer.Ordinal);

    private Shelf(
        string kind, ImmutableSortedDictionary<string, T> entries, Dictionary<string, T> byName, Func<JsonObjectReader, FindingList, ShelfItem<T>?> read, JsonInheritance inheritance)
    {
        this.kind = kind;
        Entries = entries;
        this.byName = byName;
        this.read = read;
        this.inheritance = inheritance;
    }

    /// <summary>The entries by identity.</summary>
    public ImmutableSortedDictionary<string, T> Entries { get; }

    /// <summary>The entry of a name, or null.</summary>
    /// <param name="name">An identity or another name, in any case; or a file of the user's own, which may build on an entry here.</param>
    /// <exception cref="BadInputException">It is a file, and faulty.</exception>
    public T? Find(string name) => byName.TryGetValue(name, out var entry) ? entry
        : name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && File.Exists(name) ? fromFiles.GetOrAdd(Path.GetFullPath(name), _ => ReadFile(name)) : null;

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
        var roots = new List<(string File, JsonObjectReader Root)>();
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            if (JsonDocumentAt.Read(file, findings) is { } root)
            {
                roots.Add((file, root));
            }
        }

        var inheritance = new JsonInheritance(kind, roots.Select(pair => pair.Root));
        foreach (var (file, root) in roots)
        {
            if (!inheritance.Resolve(root) || read(root, findings) is not { } item)
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

        return findings.Count > 0 ? throw new BadInputException(findings) : new Shelf<T>(kind, entries.ToImmutable(), names, read, inheritance);
    }

    private T ReadFile(string file)
    {
        var findings = new FindingList();
        if (JsonDocumentAt.Read(file, findings) is { } root && inheritance.Resolve(root))
        {
            var item = read(root, findings);
            root.RefuseUnknown();
            if (item is not null && findings.Count == 0)
            {
                return item.Entry;
            }
        }

        throw new BadInputException(findings);
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
