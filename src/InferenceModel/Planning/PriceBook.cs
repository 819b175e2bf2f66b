using System.Collections.Immutable;

namespace InferenceModel.Planning;

/// <summary>Prices with their dates. Where a tier has none for a chip, the nearest tier that has one answers, and says so.</summary>
/// <param name="Id">The name of the book.</param>
/// <param name="Entries">The prices.</param>
public sealed record PriceBook(string Id, ImmutableArray<PriceEntry> Entries)
{
    private static readonly PriceTier[] Order = [PriceTier.RentalThreeYears, PriceTier.OwnNeocloud, PriceTier.OnDemand, PriceTier.OwnHyperscaler];

    /// <summary>The price of an accelerator on some terms, or the nearest there is; null where the book has none at all.</summary>
    /// <param name="accelerator">The accelerator's identity.</param>
    /// <param name="tier">The terms.</param>
    public PriceEntry? Find(string accelerator, PriceTier tier) => Order.Prepend(tier)
        .Select(wanted => Entries.FirstOrDefault(entry => entry.Accelerator == accelerator && entry.Tier == wanted))
        .FirstOrDefault(entry => entry is not null);
}
