using System.Collections.Immutable;
using InferenceModel.Interconnect;
using InferenceModel.Units;

namespace InferenceModel.Planning;

/// <summary>What a deployment costs under a load.</summary>
/// <param name="Price">Price of one accelerator for an hour; null where no price is known.</param>
/// <param name="PriceSource">Where the price comes from.</param>
/// <param name="Power">Power counted for one accelerator.</param>
/// <param name="PowerSource">Which power that is.</param>
public sealed record Economics(UsdPerHour? Price, string PriceSource, Watts Power, string PowerSource)
{
    private const double Million = 1e6;

    /// <summary>The terms.</summary>
    public CostTerms Terms { get; init; } = new();

    /// <summary>What the price is made of; the parts add up to it. Empty where no price is known.</summary>
    public ImmutableArray<PricePart> Parts { get; init; } = [];

    /// <summary>The entry of the price book used, or null.</summary>
    public PriceEntry? Entry { get; init; }

    /// <summary>Power on all bases; null where the system is not known.</summary>
    public AcceleratorPower? Powers { get; init; }

    /// <summary>Shares of the time by phase, which modelled power depends on.</summary>
    public PhaseShares Shares { get; init; }

    /// <summary>The cost of a million tokens: price over the tokens one accelerator makes in an hour (InferenceX convention).</summary>
    /// <param name="tokensPerSecond">Tokens of the kind counted, over the whole deployment.</param>
    /// <param name="accelerators">Accelerators of the deployment.</param>
    public double? UsdPerMillionTokens(double tokensPerSecond, int accelerators) => Price is { } price && tokensPerSecond > 0
        ? price.Total * accelerators / (tokensPerSecond * BillingPeriods.SecondsPerHour) * Million
        : null;

    /// <summary>The cost of a million tokens when the deployment is paid for all the time and carries the load for a share of it: price / utilisation.</summary>
    /// <param name="tokensPerSecond">Tokens of the kind counted while it carries the load.</param>
    /// <param name="accelerators">Accelerators of the deployment.</param>
    public double? EffectiveUsdPerMillionTokens(double tokensPerSecond, int accelerators) => UsdPerMillionTokens(tokensPerSecond * Terms.Utilisation, accelerators);

    /// <summary>The bill of an hour.</summary>
    /// <param name="accelerators">Accelerators of the deployment.</param>
    public UsdPerHour? Bill(int accelerators) => Price * accelerators;

    /// <summary>The bill of a month of 730 hours.</summary>
    /// <param name="accelerators">Accelerators of the deployment.</param>
    public double? UsdPerMonth(int accelerators) => Price is { } price ? price.Total * accelerators * BillingPeriods.HoursPerMonth : null;

    /// <summary>Energy of one token of the kind counted.</summary>
    /// <param name="tokensPerSecond">Tokens of that kind, over the whole deployment.</param>
    /// <param name="accelerators">Accelerators of the deployment.</param>
    public Joules? PerToken(double tokensPerSecond, int accelerators) =>
        tokensPerSecond > 0 ? Power * Seconds.Of(accelerators / tokensPerSecond) : null;

    /// <summary>What a million tokens emit; null where the intensity of the energy is not known.</summary>
    /// <param name="tokensPerSecond">Tokens of the kind counted, over the whole deployment.</param>
    /// <param name="accelerators">Accelerators of the deployment.</param>
    public Kilograms? EmittedPerMillionTokens(double tokensPerSecond, int accelerators) =>
        Terms.Carbon is { } carbon && PerToken(tokensPerSecond, accelerators) is { } energy ? carbon * energy * Million : null;

    /// <summary>Tokens per second and megawatt.</summary>
    /// <param name="tokensPerSecond">Tokens of the kind counted, over the whole deployment.</param>
    /// <param name="accelerators">Accelerators of the deployment.</param>
    public double TokensPerSecondPerMegawatt(double tokensPerSecond, int accelerators) =>
        accelerators > 0 ? tokensPerSecond / (Power * accelerators).TotalMega : 0;

    /// <summary>What to say of the prices used that are stale and come from the price book.</summary>
    /// <param name="book">The price book.</param>
    /// <param name="asOf">The day they are asked on; the day the book was gone through where it is null.</param>
    public IEnumerable<string> StaleWarnings(PriceBook book, DateOnly? asOf) => new[]
    {
        Entry is { } entry ? book.Warning($"{entry.Accelerator} on terms {PriceTiers.Word(entry.Tier)}", entry.Date, asOf) : null,
        Terms.Api is { } api ? book.Warning(api.Id, api.Date, asOf) : null,
    }.OfType<string>();

    /// <summary>The economics of a system.</summary>
    /// <param name="system">The machine.</param>
    /// <param name="book">Prices.</param>
    /// <param name="terms">The terms.</param>
    /// <param name="phases">Shares of the rated power by phase.</param>
    /// <param name="shares">Shares of the time by phase.</param>
    public static Economics Of(ServingSystem system, PriceBook book, CostTerms terms, PhasePower phases, in PhaseShares shares)
    {
        var powers = AcceleratorPower.Of(system, phases, terms);
        var power = powers.At(terms.Basis, shares);
        var entry = terms.Price is null && terms.Capital is null ? book.Find(system.Accelerator.Id, terms.Tier) : null;
        var parts = PartsOf(terms, entry, power);
        return new Economics(Total(parts), SourceOf(parts), power, powers.Source(terms.Basis, shares))
        {
            Terms = terms, Parts = parts, Entry = entry, Powers = powers, Shares = shares,
        };
    }

    private static UsdPerHour? Total(ImmutableArray<PricePart> parts) => parts.IsEmpty
        ? null
        : parts.Aggregate(UsdPerHour.Zero, (sum, part) => sum + part.Price);

    private static string SourceOf(ImmutableArray<PricePart> parts) => parts.Length switch
    {
        0 => "no price known",
        1 => parts[0].Source,
        _ => string.Join("; ", parts.Select(part => $"{part.Name} {part.Price}: {part.Source}")),
    };

    private static ImmutableArray<PricePart> PartsOf(CostTerms terms, PriceEntry? entry, Watts power)
    {
        var parts = ImmutableArray.CreateBuilder<PricePart>();
        if (terms.Price is { } stated)
        {
            parts.Add(new PricePart("accelerator", stated, "stated in the scenario"));
        }
        else if (terms.Capital is { } capital)
        {
            parts.Add(new PricePart("capital", capital.Hourly, string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{capital.Price.Total:F0} USD for {capital.Years} years at {capital.CostOfCapital:P1}, residual {capital.ResidualShare:P0}: capital recovery factor {CapitalTerms.RecoveryFactor(capital.CostOfCapital, capital.Years):G5} (NREL/TP-462-5173)")));
            if (terms.Energy is { } energy)
            {
                parts.Add(new PricePart("energy", energy.For(power), $"{power} at {energy}"));
            }
        }
        else if (entry is not null)
        {
            parts.Add(new PricePart("accelerator", entry.Price.Value, entry.Tier == terms.Tier
                ? $"{entry.Price.Source}"
                : $"{PriceTiers.Word(entry.Tier)} in place of {PriceTiers.Word(terms.Tier)}: {entry.Price.Source}"));
        }

        if (parts.Count > 0 && terms.LicencePerYear > Usd.Zero)
        {
            parts.Add(new PricePart("licence", UsdPerHour.Of(terms.LicencePerYear.Total / BillingPeriods.HoursPerYear), "stated in the scenario"));
        }

        return parts.ToImmutable();
    }
}
