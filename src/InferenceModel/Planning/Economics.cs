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
    private const double HoursPerMonth = 730;
    private const double Million = 1e6;
    private const double SecondsPerHour = 3600;

    /// <summary>The cost of a million tokens: price over the tokens one accelerator makes in an hour (InferenceX convention).</summary>
    /// <param name="tokensPerSecond">Tokens of the kind counted, over the whole deployment.</param>
    /// <param name="accelerators">Accelerators of the deployment.</param>
    public double? UsdPerMillionTokens(double tokensPerSecond, int accelerators) => Price is { } price && tokensPerSecond > 0
        ? price.Total * accelerators / (tokensPerSecond * SecondsPerHour) * Million
        : null;

    /// <summary>The bill of a month of 730 hours.</summary>
    /// <param name="accelerators">Accelerators of the deployment.</param>
    public double? UsdPerMonth(int accelerators) => Price is { } price ? price.Total * accelerators * HoursPerMonth : null;

    /// <summary>Energy of one token of the kind counted.</summary>
    /// <param name="tokensPerSecond">Tokens of that kind, over the whole deployment.</param>
    /// <param name="accelerators">Accelerators of the deployment.</param>
    public Joules? PerToken(double tokensPerSecond, int accelerators) =>
        tokensPerSecond > 0 ? Power * Seconds.Of(accelerators / tokensPerSecond) : null;

    /// <summary>Tokens per second and megawatt.</summary>
    /// <param name="tokensPerSecond">Tokens of the kind counted, over the whole deployment.</param>
    /// <param name="accelerators">Accelerators of the deployment.</param>
    public double TokensPerSecondPerMegawatt(double tokensPerSecond, int accelerators) =>
        accelerators > 0 ? tokensPerSecond / (Power * accelerators).TotalMega : 0;

    /// <summary>The economics of a system.</summary>
    /// <param name="system">The machine.</param>
    /// <param name="book">Prices.</param>
    /// <param name="stated">A price the user states, or null.</param>
    /// <param name="tier">The terms where the user states none.</param>
    /// <param name="basis">What power is counted.</param>
    /// <param name="facilityOverhead">PUE, applied to rated power.</param>
    public static Economics Of(
        ServingSystem system, PriceBook book, UsdPerHour? stated, PriceTier tier, PowerBasis basis, double facilityOverhead)
    {
        var entry = stated is null ? book.Find(system.Accelerator.Id, tier) : null;
        var source = stated is not null ? "stated in the scenario"
            : entry is null ? "no price known"
            : entry.Tier == tier ? $"{entry.Price.Source}"
            : $"{PriceTiers.Word(entry.Tier)} in place of {PriceTiers.Word(tier)}: {entry.Price.Source}";
        var (power, powerSource) = basis == PowerBasis.Provisioned && system.ProvisionedPower is { } provisioned
            ? (provisioned.Value, $"provisioned: {provisioned.Source}")
            : (system.Accelerator.ThermalDesignPower.Value * facilityOverhead, $"rated power x PUE {facilityOverhead}: {system.Accelerator.ThermalDesignPower.Source}");
        return new Economics(stated ?? entry?.Price.Value, source, power, powerSource);
    }
}
