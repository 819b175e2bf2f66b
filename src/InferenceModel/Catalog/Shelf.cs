using System.Collections.Concurrent;
using System.Collections.Immutable;
using InferenceModel.Catalog.Json;

namespace InferenceModel.Catalog;

/// <summary>
/// The entries of one folder of the catalogue, found by identity or by another name they answer to. Only names are read at
/// first; an entry is read when it is asked for, so that a run does not pay for the hundreds it does not name.
/// </summary>
/// <typeparam name="T">What an entry is.</typeparam>
public sealed class Shelf<T>
    where T : class
{
    private readonly string kind;
    private readonly Func<JsonObjectReader, FindingList, ShelfItem<T>?> read;
    private readonly ImmutableSortedDictionary<string, string> files;
    private readonly Dictionary<string, string> fileOfName;
    private readonly ConcurrentDictionary<string, Lazy<T>> entryOfFile = new(StringComparer.Ordinal);
    private readonly Lazy<ImmutableSortedDictionary<string, T>> entries;

    private Shelf(string kind, Func<JsonObjectReader, FindingList, ShelfItem<T>?> read, ImmutableSortedDictionary<string, string> files, Dictionary<string, string> fileOfName)
    {
        this.kind = kind;
        this.read = read;
        this.files = files;
        this.fileOfName = fileOfName;
        entries = new(ReadAll);
    }

    /// <summary>The entries by identity; the first use reads every file.</summary>
    /// <exception cref="BadInputException">A file is faulty.</exception>
    public ImmutableSortedDictionary<string, T> Entries => entries.Value;

    /// <summary>The identities, without reading the entries.</summary>
    public IEnumerable<string> Ids => files.Keys;

    /// <summary>The entry of a name, or null.</summary>
    /// <param name="name">An identity or another name, in any case; or a file of the user's own, which may build on an entry here.</param>
    /// <exception cref="BadInputException">The entry's file is faulty.</exception>
    public T? Find(string name) => fileOfName.TryGetValue(name, out var file) ? EntryOf(file)
        : name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && File.Exists(name) ? EntryOf(Path.GetFullPath(name)) : null;

    /// <summary>What to say of a name nothing answers to: the nearest names that exist.</summary>
    /// <param name="name">The name.</param>
    public string Unknown(string name)
    {
        var near = files.Keys.OrderBy(known => Distance(known, name.ToUpperInvariant())).ThenBy(known => known, StringComparer.Ordinal).Take(5);
        return $"no {kind} of that name; near it: {string.Join(", ", near)} (infermodel list shows all {files.Count})";
    }

    /// <summary>Reads the names of every JSON file of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="kind">What an entry is called in messages.</param>
    /// <param name="read">Makes an entry of a file, with its identity and its other names; null where it is faulty.</param>
    /// <exception cref="BadInputException">The names of a file cannot be read, or two entries claim one name.</exception>
    internal static Shelf<T> Read(string folder, string kind, Func<JsonObjectReader, FindingList, ShelfItem<T>?> read)
    {
        var findings = new FindingList();
        var faulty = new List<string>();
        var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var fileOfName = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string[] found = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];
        Array.Sort(found, StringComparer.Ordinal);
        foreach (var file in found)
        {
            if (ShelfHead.Read(file) is not { } head)
            {
                faulty.Add(file);
                continue;
            }

            files[head.Id] = file;
            foreach (var name in head.Aliases.Prepend(head.Id))
            {
                if (!fileOfName.TryAdd(name, file))
                {
                    findings.Add(new Finding(file, 0, 0, "name", name, $"another {kind} answers to it already"));
                }
            }
        }

        var shelf = new Shelf<T>(kind, read, files.ToImmutable(), fileOfName);
        if (faulty.Count == 0 && findings.Count == 0)
        {
            return shelf;
        }

        // Whoever mends the names wants to know of all other faults too.
        foreach (var file in faulty.Concat(files.Values))
        {
            shelf.Entry(file, findings);
        }

        throw new BadInputException(findings);
    }

    private T? Entry(string file, FindingList findings)
    {
        var inheritance = new JsonInheritance(kind, fileOfName.Keys, name => JsonDocumentAt.Read(fileOfName[name], findings));
        if (JsonDocumentAt.Read(file, findings) is not { } root || !inheritance.Resolve(root) || read(root, findings) is not { } item)
        {
            return null;
        }

        root.RefuseUnknown();
        return item.Entry;
    }

    private T EntryOf(string file) => entryOfFile.GetOrAdd(file, path => new(() =>
    {
        var findings = new FindingList();
        var entry = Entry(path, findings);
        return entry is null || findings.Count > 0 ? throw new BadInputException(findings) : entry;
    })).Value;

    private ImmutableSortedDictionary<string, T> ReadAll()
    {
        var findings = new FindingList();
        var all = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (var (id, file) in files)
        {
            try
            {
                all[id] = EntryOf(file);
            }
            catch (BadInputException exception)
            {
                foreach (var finding in exception.Findings)
                {
                    findings.Add(finding);
                }
            }
        }

        return findings.Count > 0 ? throw new BadInputException(findings) : all.ToImmutable();
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
