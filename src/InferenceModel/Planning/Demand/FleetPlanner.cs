using System.Collections.Immutable;
using InferenceModel.Units;

namespace InferenceModel.Planning.Demand;

/// <summary>
/// Counts the accelerators, the money and the power of a fleet: units for the load of every hour of the week with its headroom, spare units on top,
/// the numbers to commit to that make the bill of all months least and never fall (<see cref="CommitmentPath"/>), orders the lead time before.
/// </summary>
public static class FleetPlanner
{
    /// <summary>The plan of a fleet.</summary>
    /// <param name="terms">How it is planned and paid for.</param>
    /// <param name="products">What it serves; one at least.</param>
    public static FleetPlan Plan(FleetTerms terms, ImmutableArray<SizedProduct> products)
    {
        var months = ImmutableArray.CreateBuilder<MonthPlan>();
        var weeks = ImmutableArray.CreateBuilder<ImmutableArray<HourPlan>>();
        var orders = ImmutableArray.CreateBuilder<AcceleratorOrder>();
        var committed = terms.OnHand;
        var spare = terms.Spare * products.Max(product => product.Unit.Accelerators);
        var path = CommitmentPath.Of(
            [.. Enumerable.Range(0, terms.Months).Select(month => Need(products, month, spare))], terms.Committed.Price, terms.OnDemand?.Price, terms.OnHand);
        for (var month = 0; month < terms.Months; month++)
        {
            var before = committed;
            committed = path[month];
            var week = Week(terms, products, month, committed, spare);
            weeks.Add(week);
            months.Add(Month(terms, products, month, committed, committed - before, week));
            if (committed > before)
            {
                orders.Add(new AcceleratorOrder(
                    committed - before,
                    month - terms.LeadMonths,
                    terms.MonthName(month - terms.LeadMonths),
                    month,
                    terms.MonthName(month),
                    terms.Committed.Terms.Capital is { } capital ? capital.Price * (committed - before) : null));
            }
        }

        return new FleetPlan { Terms = terms, Products = products, Months = months.ToImmutable(), Weeks = weeks.ToImmutable(), Orders = orders.ToImmutable() };
    }

    private static ImmutableArray<int> Need(ImmutableArray<SizedProduct> products, int month, int spare) =>
        [.. Enumerable.Range(0, BillingPeriods.HoursPerWeek).Select(hour => products.Sum(product => product.Accelerators(month, hour)) + spare)];

    private static ImmutableArray<HourPlan> Week(FleetTerms terms, ImmutableArray<SizedProduct> products, int month, int committed, int spare) =>
        [.. Enumerable.Range(0, BillingPeriods.HoursPerWeek).Select(hour =>
        {
            var serving = products.Sum(product => product.Accelerators(month, hour));
            var burst = Math.Max(0, serving + spare - committed);
            var busy = products.Sum(product => product.BusyAccelerators(month, hour));
            return new HourPlan(
                hour,
                products.Sum(product => product.Load.RequestsPerSecond(month, hour)),
                products.Sum(product => product.Units(month, hour)),
                serving,
                spare,
                committed,
                burst,
                terms.Committed.Bill(committed),
                burst == 0 ? UsdPerHour.Zero : terms.OnDemand?.Bill(burst),
                Power(terms, products, terms.Committed.Terms.Basis, month, hour, committed + burst),
                committed + burst > 0 ? busy / (committed + burst) : 0);
        })];

    /// <summary>Power of all accelerators paid for in an hour: on the modelled basis phases shrink with the load, on the others every accelerator counts alike.</summary>
    /// <param name="terms">How the fleet is planned and paid for.</param>
    /// <param name="products">What it serves.</param>
    /// <param name="basis">What is counted.</param>
    /// <param name="month">The month, from 0.</param>
    /// <param name="hour">The hour, from Monday 0 o'clock.</param>
    /// <param name="paid">Accelerators paid for.</param>
    internal static Watts Power(FleetTerms terms, ImmutableArray<SizedProduct> products, PowerBasis basis, int month, int hour, int paid)
    {
        if (terms.Committed.Powers is not { } powers)
        {
            return terms.Committed.Power * paid;
        }

        if (basis != PowerBasis.Modelled)
        {
            return powers.At(basis, default) * paid;
        }

        var busy = products.Sum(product => product.BusyAccelerators(month, hour));
        var working = products.Aggregate(Watts.Zero, (sum, product) => sum + (powers.Modelled(product.Unit.Shares) * product.BusyAccelerators(month, hour)));
        return working + (powers.Modelled(default) * Math.Max(0, paid - busy));
    }

    private static MonthPlan Month(FleetTerms terms, ImmutableArray<SizedProduct> products, int month, int committed, int added, ImmutableArray<HourPlan> week)
    {
        var burstHours = week.Sum(hour => hour.Burst * BillingPeriods.WeeksPerMonth);
        var committedBill = terms.Committed.Price * (committed * BillingPeriods.HoursPerMonth);
        var burstBill = burstHours > 0 ? terms.OnDemand?.Price * burstHours : UsdPerHour.Zero;
        var inputTokens = products.Sum(product => product.Load.Requests(month) * product.Load.Request.InputTokens);
        var outputTokens = products.Sum(product => product.Load.Requests(month) * product.Load.Request.OutputTokens);
        var energy = week.Aggregate(Joules.Zero, (sum, hour) => sum + (hour.Power * Seconds.OfHours(BillingPeriods.WeeksPerMonth)));
        var bill = OfHour(committedBill + burstBill);
        return new MonthPlan
        {
            Index = month,
            Name = terms.MonthName(month),
            Users = products.Aggregate((double?)0, (sum, product) => sum + (product.Load.Users * product.Load.Growth(month))),
            PeakRequestsPerSecond = week.Max(hour => hour.RequestsPerSecond),
            MeanRequestsPerSecond = week.Average(hour => hour.RequestsPerSecond),
            Needed = week.Max(hour => hour.Needed),
            Spare = week[0].Spare,
            Committed = committed,
            Added = added,
            BurstHours = burstHours,
            CommittedBill = OfHour(committedBill),
            BurstBill = OfHour(burstBill),
            InputBill = bill * PromptShare(products, month),
            ApiBill = products.Aggregate((Usd?)Usd.Zero, (sum, product) => sum + ApiBill(product.Load, month)),
            InputTokens = inputTokens,
            OutputTokens = outputTokens,
            Utilisation = week.Sum(hour => hour.Utilisation * (hour.Committed + hour.Burst)) / Math.Max(1, week.Sum(hour => (double)hour.Committed + hour.Burst)),
            PeakPower = week.Aggregate(Watts.Zero, (most, hour) => Watts.Max(most, hour.Power)),
            Energy = energy,
            Emitted = terms.Committed.Terms.Carbon is { } carbon ? carbon * energy : null,
        };
    }

    /// <summary>A rate that already counts all hours, as money.</summary>
    private static Usd? OfHour(UsdPerHour? bill) => bill is { } known ? known * Seconds.OfHours(1) : null;

    /// <summary>Share of the bill that input tokens take: that of each product, weighed by the accelerators it keeps busy.</summary>
    private static double PromptShare(ImmutableArray<SizedProduct> products, int month)
    {
        double Weight(SizedProduct product) => product.Load.Requests(month) / product.Unit.RequestsPerSecond * product.Unit.Accelerators;
        var all = products.Sum(Weight);
        return all > 0 ? products.Sum(product => Weight(product) * product.Unit.PromptShare) / all : 0;
    }

    private static Usd? ApiBill(ProductLoad load, int month) =>
        load.Api?.For(load.Requests(month) * load.Request.InputTokens, load.Requests(month) * load.Request.OutputTokens);
}
