using CsCheck;
using InferenceModel.Planning;
using InferenceModel.Planning.Demand;
using InferenceModel.Units;
using InferenceModel.Workloads;
using Xunit;

namespace InferenceModel.Tests.Planning.Demand;

public sealed class FleetPlannerTests
{
    private static readonly Gen<SizedProduct> Products = Gen.Select(
        Gen.Double[0.1, 5000], Gen.Double[-0.05, 0.3], Gen.Double[0, 1], Gen.Int[0, 23], Gen.Double[0, 1.5], Gen.Double[0, 0.5], Gen.Int[1, 16], Gen.Double[0.5, 20]).Select(
        (rate, growth, trough, hour, weekend, headroom, accelerators, perUnit) => new SizedProduct(
            new ProductLoad("p", null, rate, growth, WeekProfile.Swing(trough, hour, weekend), headroom, new RequestShape(1000, 200, 0), null), Unit(accelerators, perUnit)));

    private static readonly Gen<FleetTerms> Terms = Gen.Select(Gen.Int[1, 24], Gen.Int[0, 12], Gen.Int[0, 3], Gen.Double[0.5, 5], Gen.Double[0.5, 10], Gen.Int[0, 2]).Select(
        (months, lead, spare, committed, rented, basis) => TermsOf(months, lead, spare, committed, rented, (PowerBasis)basis));

    [Fact]
    public void A_hand_made_month_adds_up()
    {
        // A flat 9 requests/s with a third of headroom is 12/s: 4 units of 3/s, 2 accelerators each, and one spare unit: 10 accelerators, all
        // committed at 1 $/h for 730 hours. 9/s are 9 * 2628000 s = 23.652 million requests of 1000 + 200 tokens.
        var load = new ProductLoad("p", 100, 9, 0, WeekProfile.Flat, 1.0 / 3, new RequestShape(1000, 200, 0), null);
        var plan = FleetPlanner.Plan(TermsOf(1, 3, 1, 1, 4, PowerBasis.Tdp), [new SizedProduct(load, Unit(2, 3))]);
        var month = plan.Months[0];
        Assert.Equal((10, 2, 10, 0), (month.Needed, month.Spare, month.Committed, month.PeakBurst));
        Assert.Equal(7300, month.Bill!.Value.Total, 1e-9);
        Assert.Equal(23_652_000_000, month.InputTokens, 1);
        Assert.Equal(7300 / 28_382.4, month.PerToken!.Value.Total, 1e-9);
        Assert.Equal(0.6, month.Utilisation, 1e-12); // 9 / 3 x 2 = 6 of 10 busy
        Assert.Equal(8.75, month.PeakPower.TotalKilo, 1e-9); // 10 x 700 W x 1.25
        Assert.Equal(8.75 * 730, month.Energy.TotalKilowattHours, 1e-6);
        Assert.Equal(9 * 200 / 0.00875, month.TokensPerSecondPerMegawatt, 1e-3);
        Assert.Equal(17.3, plan.PowerOn(PowerBasis.Provisioned, 0).Peak.TotalKilo, 1e-9);

        // 6 busy at 700 x 1.25 x (0.9 x 0.4 + 0.5 x 0.5 + 0.1 x 0.1) W, 4 idle at a tenth.
        Assert.Equal((6 * 0.875 * 0.62) + (4 * 0.0875), plan.PowerOn(PowerBasis.Modelled, 0).Peak.TotalKilo, 1e-9);
        Assert.Equal(new AcceleratorOrder(10, -3, "2026-10", 0, "2027-01", null), Assert.Single(plan.Orders));
    }

    [Fact]
    public void Parts_of_a_month_add_up_to_its_bill_and_hours_to_the_month() => Gen.Select(Terms, Products.Array[1, 3]).Sample((terms, products) =>
    {
        var plan = FleetPlanner.Plan(terms, [.. products]);
        return plan.Months.All(month =>
        {
            var bill = month.Bill!.Value.Total;
            var hours = plan.Weeks[month.Index].Sum(hour => hour.Bill!.Value.Total) * 730 / 168;
            var energy = plan.Weeks[month.Index].Sum(hour => hour.Power.TotalKilo) * 730 / 168;
            return Near(month.CommittedBill!.Value.Total + month.BurstBill!.Value.Total, bill)
                && month.InputBill!.Value + month.OutputBill!.Value is var both && Near(both.Total, bill)
                && Near(hours, bill) && Near(energy, month.Energy.TotalKilowattHours)
                && Near(month.Needed - month.PeakBurst, Math.Min(month.Needed, month.Committed));
        });
    }, iter: 60);

    [Fact]
    public void Every_hour_carries_its_load_with_headroom_and_has_its_spare() => Gen.Select(Terms, Products.Array[1, 3]).Sample((terms, products) =>
    {
        var plan = FleetPlanner.Plan(terms, [.. products]);
        return plan.Weeks.Index().All(week => week.Item.All(hour =>
            products.Sum(product => product.Units(week.Index, hour.Hour) * product.Unit.RequestsPerSecond * (1 + 1e-6)) >= products.Sum(product => product.Load.RequestsPerSecond(week.Index, hour.Hour) * (1 + product.Load.Headroom)) - 1e-6
            && hour.Committed + hour.Burst >= hour.Needed
            && hour.Spare == terms.Spare * products.Max(product => product.Unit.Accelerators)
            && hour.Utilisation is >= 0 and <= 1 + 1e-9));
    }, iter: 40);

    [Fact]
    public void More_load_never_takes_fewer_accelerators_nor_costs_less() => Gen.Select(Terms, Products.Array[1, 2], Gen.Double[1, 4]).Sample((terms, products, more) =>
    {
        var less = FleetPlanner.Plan(terms, [.. products]);
        var greater = FleetPlanner.Plan(terms, [.. products.Select(product => product with { Load = product.Load with { PeakRequestsPerSecond = product.Load.PeakRequestsPerSecond * more } })]);
        return less.Months.Zip(greater.Months).All(pair => pair.Second.Needed >= pair.First.Needed && pair.Second.Committed >= pair.First.Committed && pair.Second.PeakPower >= pair.First.PeakPower * (1 - 1e-9) && pair.Second.Energy.Total >= pair.First.Energy.Total * (1 - 1e-9))
            && (greater.Bill!.Value.Total >= less.Bill!.Value.Total * (1 - 1e-9));
    }, iter: 60);

    [Fact]
    public void Cheaper_prices_never_make_a_plan_dearer() => Gen.Select(Terms, Products, Gen.Double[0.1, 1], Gen.Double[0.1, 1]).Sample((terms, product, committed, rented) =>
    {
        FleetTerms Cheap() => terms with { Committed = Scaled(terms.Committed, committed), OnDemand = Scaled(terms.OnDemand!, rented) };
        return FleetPlanner.Plan(Cheap(), [product]).Bill!.Value.Total <= FleetPlanner.Plan(terms, [product]).Bill!.Value.Total * (1 + 1e-9);
    }, iter: 100);

    [Fact]
    public void A_shared_fleet_never_needs_more_than_its_products_apart() => Gen.Select(Terms, Products, Products).Sample((terms, one, other) =>
    {
        var shared = FleetPlanner.Plan(terms, [one, other]);
        var (left, right) = (FleetPlanner.Plan(terms, [one]), FleetPlanner.Plan(terms, [other]));
        return shared.Months.Index().All(month => month.Item.Needed <= left.Months[month.Index].Needed + right.Months[month.Index].Needed);
    }, iter: 60);

    [Fact]
    public void What_is_committed_to_is_ordered_the_lead_time_before_and_never_given_back() => Gen.Select(Terms, Products).Sample((terms, product) =>
    {
        var plan = FleetPlanner.Plan(terms, [product]);
        return plan.Orders.Sum(order => order.Accelerators) == plan.Months[^1].Committed
            && plan.Orders.All(order => order.NeededIn - order.PlacedIn == terms.LeadMonths && order.IsDueBefore == order.NeededIn < terms.LeadMonths)
            && plan.Months.Zip(plan.Months.Skip(1)).All(pair => pair.Second.Committed >= pair.First.Committed)
            && plan.Months.All(month => month.Added == plan.Orders.Where(order => order.NeededIn == month.Index).Sum(order => order.Accelerators));
    }, iter: 60);

    [Fact]
    public void Modelled_power_stays_between_idle_and_busy() => Gen.Select(Products, Gen.Int[0, 3]).Sample((product, spare) =>
    {
        var terms = TermsOf(2, 0, spare, 1, 3, PowerBasis.Modelled);
        var powers = terms.Committed.Powers!;
        return FleetPlanner.Plan(terms, [product]).Weeks[1].All(hour =>
        {
            var paid = hour.Committed + hour.Burst;
            return hour.Power.Total >= (powers.Modelled(default) * paid).Total * (1 - 1e-9) && hour.Power.Total <= (powers.Modelled(product.Unit.Shares) * paid).Total * (1 + 1e-9);
        });
    }, iter: 60);

    [Fact]
    public void A_day_swings_between_trough_and_peak_and_weekends_are_lower()
    {
        var week = WeekProfile.Swing(0.2, 14, 0.5);
        Assert.Equal(168, week.Shares.Length);
        Assert.Equal(1, week.Shares[14], 1e-12);
        Assert.Equal(0.2, week.Shares[2], 1e-12);
        Assert.Equal(0.5, week.Shares[(5 * 24) + 14], 1e-12);
        Assert.Equal(0.6 * ((5 + (2 * 0.5)) / 7), week.Mean, 1e-12); // a cosine day has the mean of trough and peak
        Assert.Equal(1, WeekProfile.OfDays([.. Enumerable.Repeat(3.0, 24)], [.. Enumerable.Repeat(6.0, 24)]).Shares[^1], 1e-12);
    }

    private static bool Near(double left, double right) => Math.Abs(left - right) <= 1e-9 * Math.Max(1, Math.Abs(right));

    private static ReplicaUnit Unit(int accelerators, double rate) => new("unit", "hgx_h100", accelerators, rate, new PhaseShares(0.4, 0.5), string.Empty);

    private static Economics Scaled(Economics economics, double factor) => economics with { Price = economics.Price * factor };

    private static FleetTerms TermsOf(int months, int lead, int spare, double committed, double rented, PowerBasis basis) => new()
    {
        Name = "f", Months = months, Start = new DateOnly(2027, 1, 1), LeadMonths = lead, Spare = spare,
        Committed = Of(committed, basis), OnDemand = Of(rented, basis),
    };

    private static Economics Of(double price, PowerBasis basis) => Economics.Of(
        Repository.Catalog.Systems.Find("hgx_h100")!,
        Repository.Catalog.Prices,
        new CostTerms { Price = UsdPerHour.Of(price), Basis = basis },
        new PhasePower(Share(0.1), Share(0.9), Share(0.5)),
        default);

    private static Figure<double> Share(double value) => new(value, null, null, "a test", null);
}
