using System.Collections.Immutable;

namespace InferenceModel.Engines;

/// <summary>How one public benchmark starts its servers: rules in order, the first that applies to a run counts.</summary>
/// <param name="Id">The name of the benchmark.</param>
/// <param name="Rules">The rules.</param>
public sealed record BenchmarkRecipe(string Id, ImmutableArray<RecipeRule> Rules)
{
    /// <summary>Machines that are not what their label alone says, by label.</summary>
    public ImmutableSortedDictionary<string, string> Machines { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The settings of a run, or null where the benchmark has no rule for it.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="model">The model.</param>
    /// <param name="system">The system.</param>
    /// <param name="inputTokens">Nominal prompt tokens.</param>
    /// <param name="outputTokens">Nominal answer tokens.</param>
    /// <param name="ranks">Accelerators of one stage.</param>
    /// <param name="clients">Requests kept in flight.</param>
    public EngineSettings? Find(string engine, string model, string system, int inputTokens, int outputTokens, int ranks, int clients) =>
        Rules.FirstOrDefault(rule => rule.Applies(engine, model, system, inputTokens, outputTokens, ranks, clients))?.Settings;
}
