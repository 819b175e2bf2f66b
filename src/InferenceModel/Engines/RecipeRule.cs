using System.Collections.Immutable;

namespace InferenceModel.Engines;

/// <summary>When a benchmark uses which settings. An empty list or a null bound means any.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Models">Models, by the beginning of their identity.</param>
/// <param name="Systems">Systems.</param>
/// <param name="Lengths">Nominal prompt and answer tokens.</param>
/// <param name="LeastRanks">Least accelerators of a stage.</param>
/// <param name="MostRanks">Most accelerators of a stage.</param>
/// <param name="LeastClients">Least requests in flight.</param>
/// <param name="MostClients">Most requests in flight.</param>
/// <param name="Settings">The settings.</param>
public sealed record RecipeRule(
    string Engine,
    ImmutableArray<string> Models,
    ImmutableArray<string> Systems,
    ImmutableArray<(int Input, int Output)> Lengths,
    int? LeastRanks,
    int? MostRanks,
    int? LeastClients,
    int? MostClients,
    EngineSettings Settings)
{
    /// <summary>Whether a run is meant.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="model">The model.</param>
    /// <param name="system">The system.</param>
    /// <param name="inputTokens">Nominal prompt tokens.</param>
    /// <param name="outputTokens">Nominal answer tokens.</param>
    /// <param name="ranks">Accelerators of one stage.</param>
    /// <param name="clients">Requests kept in flight.</param>
    public bool Applies(string engine, string model, string system, int inputTokens, int outputTokens, int ranks, int clients) =>
        Engine == engine
        && (Models.IsEmpty || Models.Any(name => model.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
        && (Systems.IsEmpty || Systems.Contains(system))
        && (Lengths.IsEmpty || Lengths.Contains((inputTokens, outputTokens)))
        && ranks >= (LeastRanks ?? 0)
        && ranks <= (MostRanks ?? int.MaxValue)
        && clients >= (LeastClients ?? 0)
        && clients <= (MostClients ?? int.MaxValue);
}
