namespace InferenceModel.Catalog;

/// <summary>An entry as a file gives it.</summary>
/// <typeparam name="T">What an entry is.</typeparam>
/// <param name="Id">Its identity.</param>
/// <param name="Aliases">Other names it answers to.</param>
/// <param name="Entry">The entry.</param>
internal sealed record ShelfItem<T>(string Id, IReadOnlyList<string> Aliases, T Entry);
