using System.Collections.Immutable;
using InferenceModel.Units;

namespace InferenceModel.Planning.Demand;

/// <summary>A fleet over all months.</summary>
public sealed record FleetPlan
{
    /// <summary>The terms.</summary>
    public required FleetTerms Terms { get; init; }

    /// <summary>The products it serves, each with what it is served with.</summary>
    public required ImmutableArray<SizedProduct> Products { get; init; }

    /// <summary>Month by month.</summary>
    public required ImmutableArray<MonthPlan> Months { get; init; }

    /// <summary>The hours of a week of each month, 168 a month.</summary>
    public required ImmutableArray<ImmutableArray<HourPlan>> Weeks { get; init; }

    /// <summary>Orders, the first needed first.</summary>
    public required ImmutableArray<AcceleratorOrder> Orders { get; init; }

    /// <summary>What else was considered.</summary>
    public ImmutableArray<FleetAlternative> Alternatives { get; init; } = [];

    /// <summary>Most accelerators needed in any month.</summary>
    public int PeakAccelerators => Months.Max(month => month.Needed);

    /// <summary>The bill of all months; null without a price.</summary>
    public Usd? Bill => Months.Aggregate((Usd?)Usd.Zero, (sum, month) => sum + month.Bill);

    /// <summary>What a provider would ask over all months; null where none is compared.</summary>
    public Usd? ApiBill => Months.Aggregate((Usd?)Usd.Zero, (sum, month) => sum + month.ApiBill);

    /// <summary>The first month whose bill is no more than a provider's; null where none is.</summary>
    public MonthPlan? CheaperThanApiFrom => Months.FirstOrDefault(month => month.Bill <= month.ApiBill);

    /// <summary>The choice between committing and renting by the hour in a month; null where there is only one price.</summary>
    /// <param name="month">The month, from 0.</param>
    public ReserveBurst? ReserveBurst(int month) => Terms is { Committed.Price: { } committed, OnDemand.Price: { } onDemand }
        ? new ReserveBurst([.. Weeks[month].Select(hour => hour.Needed)], committed, onDemand)
        : null;

    /// <summary>Power and energy of a month on a basis; rated power stands in where provisioned power is not known.</summary>
    /// <param name="basis">What is counted.</param>
    /// <param name="month">The month, from 0.</param>
    public BasisPower PowerOn(PowerBasis basis, int month)
    {
        var hours = Weeks[month].Select(hour => FleetPlanner.Power(Terms, Products, basis, month, hour.Hour, hour.Committed + hour.Burst)).ToList();
        return new BasisPower(
            basis,
            hours.Aggregate(Watts.Zero, Watts.Max),
            hours.Aggregate(Joules.Zero, (sum, power) => sum + (power * Seconds.OfHours(BillingPeriods.WeeksPerMonth))));
    }

    /// <summary>The break-even of one unit of a product against a provider; null where it has no price to compare.</summary>
    /// <param name="product">A product of the fleet.</param>
    public ApiBreakEven? BreakEven(SizedProduct product) => product.Load.Api is { } api && Terms.Committed.Price is { } price
        ? ApiBreakEven.Of(
            price * product.Unit.Accelerators,
            product.Unit.RequestsPerSecond * product.Load.Request.InputTokens,
            product.Unit.RequestsPerSecond * product.Load.Request.OutputTokens,
            api)
        : null;
}
