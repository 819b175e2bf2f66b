using InferenceModel.Units;

namespace InferenceModel.Planning.Demand;

/// <summary>A fleet in one month. All money is null where a price is not known.</summary>
public sealed record MonthPlan
{
    /// <summary>The month, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Its name: year and month, or its number.</summary>
    public required string Name { get; init; }

    /// <summary>Users of all products; null where one states a rate.</summary>
    public double? Users { get; init; }

    /// <summary>Requests per second in the busiest hour.</summary>
    public required double PeakRequestsPerSecond { get; init; }

    /// <summary>Requests per second on average.</summary>
    public required double MeanRequestsPerSecond { get; init; }

    /// <summary>Accelerators needed in the busiest hour, headroom and spare ones included.</summary>
    public required int Needed { get; init; }

    /// <summary>Of those, the ones that stand by.</summary>
    public required int Spare { get; init; }

    /// <summary>Accelerators committed to.</summary>
    public required int Committed { get; init; }

    /// <summary>Accelerators that come new to those committed to; they are ordered the lead time before.</summary>
    public required int Added { get; init; }

    /// <summary>Most accelerators rented by the hour at once.</summary>
    public int PeakBurst => Math.Max(0, Needed - Committed);

    /// <summary>Hours of accelerators rented.</summary>
    public required double BurstHours { get; init; }

    /// <summary>What those committed to cost.</summary>
    public Usd? CommittedBill { get; init; }

    /// <summary>What those rented cost.</summary>
    public Usd? BurstBill { get; init; }

    /// <summary>The whole bill.</summary>
    public Usd? Bill => CommittedBill + BurstBill;

    /// <summary>Part of the bill that input tokens take.</summary>
    public Usd? InputBill { get; init; }

    /// <summary>Part of the bill that output tokens take: the rest.</summary>
    public Usd? OutputBill => Bill - InputBill;

    /// <summary>What a provider would ask for the same tokens; null where a product compares with none.</summary>
    public Usd? ApiBill { get; init; }

    /// <summary>Input tokens.</summary>
    public required double InputTokens { get; init; }

    /// <summary>Output tokens.</summary>
    public required double OutputTokens { get; init; }

    /// <summary>Share of the accelerators paid for that the load keeps busy.</summary>
    public required double Utilisation { get; init; }

    /// <summary>Power in the hour that takes most, on the basis chosen.</summary>
    public required Watts PeakPower { get; init; }

    /// <summary>Energy on the basis chosen.</summary>
    public required Joules Energy { get; init; }

    /// <summary>What the energy emits; null where the intensity is not known.</summary>
    public Kilograms? Emitted { get; init; }

    /// <summary>Output tokens per second and megawatt, over the month.</summary>
    public double TokensPerSecondPerMegawatt => Energy > Joules.Zero
        ? OutputTokens / (Energy / Seconds.OfHours(BillingPeriods.HoursPerMonth)).TotalMega / Seconds.OfHours(BillingPeriods.HoursPerMonth).Total
        : 0;

    /// <summary>The cost of a million tokens, input and output.</summary>
    public TokenPrice? PerToken => Bill is { } bill ? TokenPrice.Of(bill, InputTokens + OutputTokens) : null;

    /// <summary>What a million input tokens cost by the allocated part.</summary>
    public TokenPrice? PerInputToken => InputBill is { } bill ? TokenPrice.Of(bill, InputTokens) : null;

    /// <summary>What a million output tokens cost by the allocated part.</summary>
    public TokenPrice? PerOutputToken => OutputBill is { } bill ? TokenPrice.Of(bill, OutputTokens) : null;
}
