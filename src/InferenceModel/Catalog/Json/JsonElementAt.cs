namespace InferenceModel.Catalog.Json;

/// <summary>A JSON value that knows where it stands, so that a fault can be reported with line and column.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text of a string, or the literal of a number or boolean.</param>
/// <param name="Offset">Byte at which it begins.</param>
internal sealed record JsonElementAt(JsonKind Kind, string Text, int Offset)
{
    // Most values are numbers and strings: they pay for neither.
    private Dictionary<string, JsonElementAt>? members;
    private List<JsonElementAt>? items;

    /// <summary>Members of an object in the order written; of duplicates the last counts.</summary>
    public Dictionary<string, JsonElementAt> Members => members ??= new(StringComparer.Ordinal);

    /// <summary>Items of a list.</summary>
    public List<JsonElementAt> Items => items ??= [];
}
