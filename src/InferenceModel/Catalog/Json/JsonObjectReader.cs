using System.Globalization;
using InferenceModel.Units;

namespace InferenceModel.Catalog.Json;

/// <summary>
/// Takes typed members out of a JSON object. A missing or wrong member is reported and answered with a harmless
/// value, so that one reading finds all faults; the caller asks at the end whether there were any.
/// </summary>
/// <param name="document">The file.</param>
/// <param name="element">The object.</param>
/// <param name="path">Its JSON path.</param>
internal sealed class JsonObjectReader(JsonDocumentAt document, JsonElementAt element, string path)
{
    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    /// <summary>The value behind this object.</summary>
    public JsonElementAt Element => element;

    /// <summary>The JSON path of this object.</summary>
    public string Path => path;

    /// <summary>Names of all members, as written.</summary>
    public IEnumerable<string> Names => element.Members.Keys;

    /// <summary>Whether a member is there and is not null.</summary>
    /// <param name="name">The member.</param>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>The member, or null where it is absent or null.</summary>
    /// <param name="name">The member.</param>
    public JsonElementAt? Find(string name)
    {
        used.Add(name);
        return element.Members.TryGetValue(name, out var value) && value.Kind != JsonKind.Null ? value : null;
    }

    /// <summary>Reports a fault at a member, or at the object where the member is absent.</summary>
    /// <param name="name">The member.</param>
    /// <param name="expected">What is accepted.</param>
    public void Report(string name, string expected) =>
        document.Report(element.Members.GetValueOrDefault(name) ?? element, $"{path}.{name}", expected);

    /// <summary>A whole number, or null where the member is absent.</summary>
    /// <param name="name">The member.</param>
    /// <param name="least">The least value accepted.</param>
    /// <param name="most">The largest value accepted.</param>
    public int? FindInteger(string name, int least, int most)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.Kind == JsonKind.Number
            && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number == Math.Floor(number) && number >= least && number <= most)
        {
            return (int)number;
        }

        Report(name, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));
        return null;
    }

    /// <summary>A whole number that must be there; the least accepted value stands in for a faulty one.</summary>
    /// <param name="name">The member.</param>
    /// <param name="least">The least value accepted.</param>
    /// <param name="most">The largest value accepted.</param>
    public int Integer(string name, int least, int most)
    {
        if (Has(name))
        {
            return FindInteger(name, least, most) ?? least;
        }

        Report(name, string.Create(CultureInfo.InvariantCulture, $"the member is missing; a whole number from {least} to {most}"));
        return least;
    }

    /// <summary>A number, or null where the member is absent.</summary>
    /// <param name="name">The member.</param>
    /// <param name="least">The least value accepted.</param>
    /// <param name="most">The largest value accepted.</param>
    public double? FindNumber(string name, double least, double most)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.Kind == JsonKind.Number
            && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
        {
            return number;
        }

        Report(name, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
        return null;
    }

    /// <summary>A number that must be there.</summary>
    /// <param name="name">The member.</param>
    /// <param name="least">The least value accepted.</param>
    /// <param name="most">The largest value accepted.</param>
    public double Number(string name, double least, double most)
    {
        if (Has(name))
        {
            return FindNumber(name, least, most) ?? least;
        }

        Report(name, string.Create(CultureInfo.InvariantCulture, $"the member is missing; a number from {least} to {most}"));
        return least;
    }

    /// <summary>True or false; the given value where the member is absent.</summary>
    /// <param name="name">The member.</param>
    /// <param name="absent">What absence means.</param>
    public bool Flag(string name, bool absent)
    {
        if (Find(name) is not { } value)
        {
            return absent;
        }

        if (value.Kind != JsonKind.Boolean)
        {
            Report(name, "true or false");
        }

        return value.Text == "true";
    }

    /// <summary>A string, or null where the member is absent.</summary>
    /// <param name="name">The member.</param>
    public string? FindText(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.Kind == JsonKind.Text)
        {
            return value.Text;
        }

        Report(name, "a string");
        return null;
    }

    /// <summary>A string that must be there and not be empty.</summary>
    /// <param name="name">The member.</param>
    public string Text(string name)
    {
        if (FindText(name) is { Length: > 0 } text)
        {
            return text;
        }

        if (!Has(name) || Find(name)!.Kind == JsonKind.Text)
        {
            Report(name, "a string that is not empty");
        }

        return string.Empty;
    }

    /// <summary>One of the names of an enumeration written in snake_case.</summary>
    /// <typeparam name="TEnum">The enumeration.</typeparam>
    /// <param name="name">The member.</param>
    public TEnum Choice<TEnum>(string name)
        where TEnum : struct, Enum
    {
        var text = Text(name);
        foreach (var value in Enum.GetValues<TEnum>())
        {
            if (SnakeCase.Of(value.ToString()) == text)
            {
                return value;
            }
        }

        if (text.Length > 0)
        {
            Report(name, $"one of {string.Join(", ", Enum.GetNames<TEnum>().Select(SnakeCase.Of))}");
        }

        return default;
    }

    /// <summary>A quantity with its unit that must be there and lie above zero.</summary>
    /// <typeparam name="TQuantity">The quantity.</typeparam>
    /// <param name="name">The member.</param>
    public TQuantity Quantity<TQuantity>(string name)
        where TQuantity : struct, IQuantity<TQuantity>
    {
        if (Find(name) is { Kind: JsonKind.Text } value
            && TQuantity.TryParse(value.Text, CultureInfo.InvariantCulture, out var quantity) && quantity.InBase >= 0)
        {
            return quantity;
        }

        var units = string.Join(", ", TQuantity.Units.Select(unit => unit.Symbol));
        Report(name, $"a string with a number, not negative, and one of the units {units}");
        return default;
    }

    /// <summary>The strings of a list; empty where the member is absent.</summary>
    /// <param name="name">The member.</param>
    public IReadOnlyList<string> Texts(string name)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value.Kind != JsonKind.List || value.Items.Any(item => item.Kind != JsonKind.Text))
        {
            Report(name, "a list of strings");
            return [];
        }

        return [.. value.Items.Select(item => item.Text)];
    }

    /// <summary>The whole numbers of a list; null where the member is absent or is not a list.</summary>
    /// <param name="name">The member.</param>
    public IReadOnlyList<int>? FindIntegers(string name)
    {
        if (Find(name) is not { Kind: JsonKind.List } value)
        {
            return null;
        }

        var numbers = new List<int>();
        foreach (var item in value.Items)
        {
            if (item.Kind == JsonKind.Number && int.TryParse(item.Text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
            else
            {
                document.Report(item, $"{path}.{name}", "a whole number");
            }
        }

        return numbers;
    }

    /// <summary>An object, or null where the member is absent.</summary>
    /// <param name="name">The member.</param>
    public JsonObjectReader? FindObject(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.Kind == JsonKind.Object)
        {
            return new JsonObjectReader(document, value, $"{path}.{name}");
        }

        Report(name, "an object");
        return null;
    }

    /// <summary>An object that must be there; an empty one stands in for a faulty one.</summary>
    /// <param name="name">The member.</param>
    public JsonObjectReader Object(string name)
    {
        if (!Has(name))
        {
            Report(name, "the member is missing; an object");
        }

        return FindObject(name) ?? new JsonObjectReader(document, new JsonElementAt(JsonKind.Object, string.Empty, element.Offset), $"{path}.{name}");
    }

    /// <summary>The objects of a list; empty where the member is absent.</summary>
    /// <param name="name">The member.</param>
    public IReadOnlyList<JsonObjectReader> Objects(string name)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value.Kind != JsonKind.List || value.Items.Any(item => item.Kind != JsonKind.Object))
        {
            Report(name, "a list of objects");
            return [];
        }

        return [.. value.Items.Select((item, i) => new JsonObjectReader(document, item, string.Create(CultureInfo.InvariantCulture, $"{path}.{name}[{i}]")))];
    }

    /// <summary>Reports every member nobody asked for.</summary>
    public void RefuseUnknown()
    {
        foreach (var (name, value) in element.Members)
        {
            if (!used.Contains(name))
            {
                document.Report(value, $"{path}.{name}", $"the member is not known here; known: {string.Join(", ", used.Order(StringComparer.Ordinal))}");
            }
        }
    }
}
