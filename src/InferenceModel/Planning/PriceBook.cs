using System.Collections.Immutable;
using System.Globalization;

namespace InferenceModel.Planning;

/// <summary>Prices with their dates. Where a tier has none for a chip, the nearest tier that has one answers, and says so.</summary>
/// <param name="Id">The name of the book.</param>
/// <param name="Entries">The prices of accelerators.</param>
public sealed record PriceBook(string Id, ImmutableArray<PriceEntry> Entries)
{
    private static readonly PriceTier[] Order = [PriceTier.RentalThreeYears, PriceTier.OwnNeocloud, PriceTier.OnDemand, PriceTier.OwnHyperscaler];

    /// <summary>What providers ask for tokens.</summary>
    public ImmutableArray<ApiPrice> ApiPrices { get; init; } = [];

    /// <summary>The day the book was last gone through; ages count to it where no other day is given.</summary>
    public DateOnly Checked { get; init; }

    /// <summary>The age in days from which a price is called stale.</summary>
    public int StaleAfterDays { get; init; } = int.MaxValue;

    /// <summary>The price of an accelerator on some terms, or the nearest there is; null where the book has none at all.</summary>
    /// <param name="accelerator">The accelerator's identity.</param>
    /// <param name="tier">The terms.</param>
    public PriceEntry? Find(string accelerator, PriceTier tier) => Order.Prepend(tier)
        .Select(wanted => FindExactly(accelerator, wanted))
        .FirstOrDefault(entry => entry is not null);

    /// <summary>The price of an accelerator on exactly these terms, or null.</summary>
    /// <param name="accelerator">The accelerator's identity.</param>
    /// <param name="tier">The terms.</param>
    public PriceEntry? FindExactly(string accelerator, PriceTier tier) =>
        Entries.FirstOrDefault(entry => entry.Accelerator == accelerator && entry.Tier == tier);

    /// <summary>The price of tokens of a name, or null.</summary>
    /// <param name="id">Provider and model.</param>
    public ApiPrice? FindApi(string id) => ApiPrices.FirstOrDefault(price => price.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    /// <summary>Age of a price in days; 0 where it has no date or a later one.</summary>
    /// <param name="date">Its date.</param>
    /// <param name="asOf">The day it is asked on; the day the book was gone through where it is null.</param>
    public int AgeInDays(string date, DateOnly? asOf) =>
        PriceDate.Parse(date) is { } seen ? Math.Max(0, (asOf ?? Checked).DayNumber - seen.DayNumber) : 0;

    /// <summary>What to say of a price that is stale; null for one that is not.</summary>
    /// <param name="what">What it is a price of.</param>
    /// <param name="date">Its date.</param>
    /// <param name="asOf">The day it is asked on; the day the book was gone through where it is null.</param>
    public string? Warning(string what, string date, DateOnly? asOf) => AgeInDays(date, asOf) is var days && days > StaleAfterDays
        ? string.Create(CultureInfo.InvariantCulture, $"the price of {what} is of {date}: {days} days old on {asOf ?? Checked:yyyy-MM-dd}, more than {StaleAfterDays}; state a newer one")
        : null;
}
