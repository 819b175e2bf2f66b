using System.Globalization;
using System.Text.RegularExpressions;

namespace InferenceModel.Catalog.Json;

/// <summary>
/// Lets a file build on another of its folder: <c>"base": "b200_sxm"</c> takes all members of that file, and the members
/// beside it change some: a member replaces that of the base, <c>null</c> removes it, a dotted path such as <c>tiers[0].link</c>
/// reaches inside, and <c>"1.5x"</c> in place of a figure scales it and its band. Names other than the identity are not taken over.
/// </summary>
/// <param name="kind">What a file describes, for messages.</param>
/// <param name="names">What the files of the folder answer to.</param>
/// <param name="open">Reads the file of one of these names; null where it is faulty, which it reports.</param>
internal sealed partial class JsonInheritance(string kind, IReadOnlyCollection<string> names, Func<string, JsonObjectReader?> open)
{
    private const string Base = "base";
    private const string Aliases = "aliases";
    private static readonly string[] FigureMembers = ["value", "low", "high"];

    private readonly Dictionary<string, JsonObjectReader?> opened = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<JsonElementAt> resolved = new(ReferenceEqualityComparer.Instance);

    /// <summary>Completes a file by what it builds on; faults are reported where the file says so.</summary>
    /// <param name="root">The file.</param>
    /// <returns>False where what it builds on does not exist, so that nothing else about it can be judged.</returns>
    public bool Resolve(JsonObjectReader root) => Resolve(root, []);

    private bool Resolve(JsonObjectReader root, List<JsonElementAt> under)
    {
        var element = root.Element;
        if (!resolved.Add(element) || root.FindText(Base) is not { } name)
        {
            return true;
        }

        if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            root.Report(Base, $"the name of another {kind} in the folder: {string.Join(", ", names.Order(StringComparer.Ordinal).Take(8))}, ...");
            return false;
        }

        if (Opened(name) is not { } parent)
        {
            return false;
        }

        if (under.Contains(parent.Element) || ReferenceEquals(parent.Element, element))
        {
            root.Report(Base, "a file that does not build on this one");
            return false;
        }

        if (!Resolve(parent, [.. under, element]))
        {
            return false;
        }

        var offset = element.Members[Base].Offset;
        var own = element.Members.ToList();
        element.Members.Clear();
        foreach (var (member, value) in parent.Element.Members.Where(pair => pair.Key is not (Aliases or Base)))
        {
            element.Members[member] = Copy(value, offset);
        }

        foreach (var (member, value) in own)
        {
            Apply(root, element, member, value);
        }

        return true;
    }

    private static void Apply(JsonObjectReader root, JsonElementAt element, string path, JsonElementAt value)
    {
        var (owner, last) = Owner(element, path);
        if (owner is null)
        {
            element.Members[path] = value;
            root.Report(path, "a path to a member of the base");
            element.Members.Remove(path);
            return;
        }

        if (value.Kind == JsonKind.Null)
        {
            owner.Members.Remove(last);
        }
        else if (value.Kind == JsonKind.Text && Factor().Match(value.Text) is { Success: true } factor && owner.Members.TryGetValue(last, out var old))
        {
            owner.Members[last] = Scaled(old, double.Parse(factor.Groups[1].Value, CultureInfo.InvariantCulture), value.Offset);
        }
        else if (last == "sources" && value.Kind == JsonKind.Object && owner.Members.TryGetValue(last, out var sources))
        {
            // Documents add up: figures of the base still name theirs.
            foreach (var (key, source) in value.Members)
            {
                sources.Members[key] = source;
            }
        }
        else
        {
            owner.Members[last] = value;
        }
    }

    /// <summary>The object that holds the last part of a path; <c>memory.bandwidth</c> also finds <c>memory_bandwidth</c>.</summary>
    private static (JsonElementAt? Owner, string Last) Owner(JsonElementAt element, string path)
    {
        var flat = path.Replace('.', '_');
        if (path == flat && !path.Contains('[', StringComparison.Ordinal))
        {
            return (element, path);
        }

        if (element.Members.ContainsKey(flat))
        {
            return (element, flat);
        }

        var parts = path.Split('.');
        var owner = element;
        foreach (var part in parts[..^1])
        {
            var match = Indexed().Match(part);
            if (!match.Success || !owner.Members.TryGetValue(match.Groups[1].Value, out var next))
            {
                return (null, path);
            }

            if (match.Groups[2].Success)
            {
                var index = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
                if (next.Kind != JsonKind.List || index >= next.Items.Count)
                {
                    return (null, path);
                }

                next = next.Items[index];
            }

            if (next.Kind != JsonKind.Object)
            {
                return (null, path);
            }

            owner = next;
        }

        return (owner, parts[^1]);
    }

    /// <summary>A figure, a quantity or a number times a factor.</summary>
    private static JsonElementAt Scaled(JsonElementAt old, double factor, int offset)
    {
        if (old.Kind == JsonKind.Object)
        {
            var result = Copy(old, offset);
            foreach (var member in FigureMembers.Where(result.Members.ContainsKey))
            {
                result.Members[member] = Scaled(result.Members[member], factor, offset);
            }

            return result;
        }

        var match = Quantity().Match(old.Text);
        return match.Success && double.TryParse(match.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new JsonElementAt(old.Kind, string.Create(CultureInfo.InvariantCulture, $"{number * factor:G12}{match.Groups[2].Value}"), offset)
            : old;
    }

    private static JsonElementAt Copy(JsonElementAt element, int offset)
    {
        var copy = new JsonElementAt(element.Kind, element.Text, offset);
        foreach (var (name, value) in element.Members)
        {
            copy.Members[name] = Copy(value, offset);
        }

        copy.Items.AddRange(element.Items.Select(item => Copy(item, offset)));
        return copy;
    }

    /// <summary>A parent is read once, so that a circle of files comes back to the same object and is seen.</summary>
    private JsonObjectReader? Opened(string name)
    {
        if (!opened.TryGetValue(name, out var root))
        {
            root = open(name);
            opened[name] = root;
        }

        return root;
    }

    [GeneratedRegex(@"^(\d+(?:\.\d+)?)x$")]
    private static partial Regex Factor();

    [GeneratedRegex(@"^(\w+)(?:\[(\d{1,4})\])?$")]
    private static partial Regex Indexed();

    [GeneratedRegex(@"^([-+0-9.eE]+)(.*)$")]
    private static partial Regex Quantity();
}
