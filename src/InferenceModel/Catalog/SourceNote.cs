namespace InferenceModel.Catalog;

/// <summary>Where a figure comes from.</summary>
/// <param name="Title">The document.</param>
/// <param name="Date">Its date, year and month.</param>
/// <param name="Url">Where it stands, or null.</param>
public sealed record SourceNote(string Title, string Date, string? Url)
{
    /// <inheritdoc />
    public override string ToString() => $"{Title} ({Date})";
}
