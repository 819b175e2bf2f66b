using System.Collections.Immutable;
using InferenceModel.Models;

namespace InferenceModel.Catalog;

/// <summary>A model of the catalogue, with what its makers say of it.</summary>
/// <param name="Model">The model.</param>
/// <param name="Aliases">Other names it answers to.</param>
/// <param name="Parameters">Its size as published, or null.</param>
/// <param name="ActiveParameters">Its active size as published, or null.</param>
/// <param name="PublishedNote">What to know about those figures, or null.</param>
/// <param name="Sources">Documents, by key.</param>
public sealed record ModelEntry(
    LanguageModel Model,
    ImmutableArray<string> Aliases,
    PublishedCount? Parameters,
    PublishedCount? ActiveParameters,
    string? PublishedNote,
    ImmutableSortedDictionary<string, SourceNote> Sources);
