using System.Collections.Immutable;

namespace InferenceModel.Planning;

/// <summary>How files spell the terms of a price.</summary>
public static class PriceTiers
{
    /// <summary>Every spelling and what it means.</summary>
    public static ImmutableArray<(string Word, PriceTier Meaning)> Words { get; } =
    [
        ("own_hyperscaler", PriceTier.OwnHyperscaler), ("own_neocloud", PriceTier.OwnNeocloud),
        ("rental_3yr", PriceTier.RentalThreeYears), ("on_demand", PriceTier.OnDemand),
    ];

    /// <summary>The spelling of a tier.</summary>
    /// <param name="tier">The tier.</param>
    public static string Word(PriceTier tier) => Words.First(pair => pair.Meaning == tier).Word;
}
