using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Estimation;
using InferenceModel.Interconnect;
using InferenceModel.Planning;
using InferenceModel.Planning.Demand;

namespace InferenceModel.Scenarios;

/// <summary>
/// Plans the fleets of a demand file. On each candidate system the search finds the plans that carry most for their price within the service level; the
/// best few are confirmed by simulation, which gives the load of one replica, and each product takes the one that makes its own bill least. The system
/// with the least bill over all months wins.
/// </summary>
/// <param name="catalog">What names refer to.</param>
/// <param name="asOf">The day prices are asked on; the day the price book was gone through where it is null.</param>
public sealed class DemandPlanner(ModelCatalog catalog, DateOnly? asOf)
{
    private const int Finalists = 3;
    private const int SearchedAccelerators = 32;
    private const int RequestsPlayed = 2000;
    private const double MostAccelerators = 10_000_000;
    private const ulong Seed = 1;

    /// <summary>Plans every fleet.</summary>
    /// <param name="fleets">The fleets.</param>
    /// <param name="done">Called after each system of each fleet; may be null.</param>
    public DemandPlan Plan(ImmutableArray<DemandFleet> fleets, Action? done = null)
    {
        var plans = ImmutableArray.CreateBuilder<FleetPlan>();
        var refused = ImmutableArray.CreateBuilder<FleetAlternative>();
        var warnings = new List<string>();
        foreach (var fleet in fleets)
        {
            var tried = fleet.Systems.Select(name =>
            {
                var one = OnSystem(fleet, catalog.Systems.Find(name)!);
                done?.Invoke();
                return one;
            }).ToList();
            var ranked = tried.Where(one => one.Plan is not null).OrderBy(one => one.Plan!.Bill is null)
                .ThenBy(one => one.Plan!.Bill?.Total ?? one.Plan!.PeakAccelerators).ToList();
            if (ranked.Count == 0)
            {
                refused.Add(new FleetAlternative(fleet.Name, null, 0, string.Join("; ", tried.Select(one => $"{one.Alternative.Name}: {one.Alternative.Reason}"))));
                continue;
            }

            var best = ranked[0].Plan!;
            warnings.AddRange(Warnings(best));
            plans.Add(best with { Alternatives = [.. ranked.Skip(1).Concat(tried.Where(one => one.Plan is null)).Select(one => Compared(one.Alternative, best))] });
        }

        return new DemandPlan(plans.ToImmutable(), refused.ToImmutable(), [.. warnings.Distinct()]);
    }

    private static FleetAlternative Compared(FleetAlternative other, FleetPlan best) => other.Bill is { } bill && best.Bill is { } least
        ? other with { Reason = string.Create(CultureInfo.InvariantCulture, $"{(bill / least) - 1:P1} dearer over {best.Months.Length} months") }
        : other with { Reason = other.Reason.Length > 0 ? other.Reason : "no price known to compare" };

    private (FleetPlan? Plan, FleetAlternative Alternative) OnSystem(DemandFleet fleet, ServingSystem system)
    {
        var sized = ImmutableArray.CreateBuilder<SizedProduct>();
        foreach (var product in fleet.Products)
        {
            var (unit, reason) = BestUnit(fleet, product, system);
            if (unit is null)
            {
                return (null, new FleetAlternative(system.Id, null, 0, $"{product.Load.Name}: {reason}"));
            }

            sized.Add(new SizedProduct(product.Load, unit));
        }

        var plan = FleetPlanner.Plan(TermsOf(fleet, system, MeanShares(sized)), sized.ToImmutable());
        return (plan, new FleetAlternative(string.Join(" + ", sized.Select(product => product.Unit.Name).Distinct()), plan.Bill, plan.PeakAccelerators, string.Empty));
    }

    /// <summary>The unit with which a product by itself costs least over all months.</summary>
    private (ReplicaUnit? Unit, string Reason) BestUnit(DemandFleet fleet, DemandProduct product, ServingSystem system)
    {
        var request = Request(fleet, product, system);
        var found = new PlanSearch(request).Run();
        if (found.Ranked.IsEmpty)
        {
            var nearest = found.Rejected.MinBy(Nearness);
            return (null, nearest is null ? "no plan is valid" : $"nothing keeps the service level; {nearest.Plan}: {nearest.Reason}");
        }

        var smallest = found.Ranked.MinBy(candidate => UnitOf(candidate.Deployment).Accelerators)!;
        var finalists = found.Ranked.Take(Finalists).Append(smallest).Distinct().ToList();
        var confirmed = new ConfirmedPlan[finalists.Count];
        Parallel.For(0, finalists.Count, i => confirmed[i] = Confirm(request, finalists[i]));
        var units = confirmed.Where(plan => plan.Missed.Length == 0).Select(plan => Unit(plan, product)).ToList();
        if (units.Count == 0)
        {
            return (null, $"simulated, {confirmed[0].Deployment.Name}: {confirmed[0].Missed}");
        }

        units.RemoveAll(unit => !(Most(fleet, product, unit) <= MostAccelerators));
        return units.Count == 0
            ? (null, string.Create(CultureInfo.InvariantCulture, $"it needs more than {MostAccelerators:N0} GPUs within {fleet.Months} months"))
            : (units.MinBy(unit => Cost(fleet, product, system, unit)), string.Empty);
    }

    /// <summary>Accelerators of the largest month, as a number that may be without bound.</summary>
    private static double Most(DemandFleet fleet, DemandProduct product, ReplicaUnit unit) =>
        product.Load.PeakRequestsPerSecond * Math.Max(1, product.Load.Growth(fleet.Months - 1)) * (1 + product.Load.Headroom) / unit.RequestsPerSecond * unit.Accelerators;

    /// <summary>Plans that run and miss a level are nearer to one that keeps it than those a bound rules out, and these than those that do not fit.</summary>
    private static int Nearness(RejectedPlan plan) => plan.Reason.StartsWith("memory", StringComparison.Ordinal) ? 2 : plan.Reason.StartsWith("bound", StringComparison.Ordinal) ? 1 : 0;

    private static (double Bill, int Accelerators) CostOf(FleetPlan plan) => (plan.Bill?.Total ?? 0, plan.Months.Sum(month => month.Needed));

    private (double Bill, int Accelerators) Cost(DemandFleet fleet, DemandProduct product, ServingSystem system, ReplicaUnit unit) =>
        CostOf(FleetPlanner.Plan(TermsOf(fleet, system, unit.Shares), [new SizedProduct(product.Load, unit)]));

    private PlanRequest Request(DemandFleet fleet, DemandProduct product, ServingSystem system)
    {
        var findings = new FindingList();
        var model = catalog.Model(product.Model, findings) ?? throw new BadInputException(findings);
        var shape = product.Load.Request;
        if (shape.InputTokens + shape.OutputTokens > model.MaximumContext)
        {
            return new PlanRequest
            {
                Workers = [], Refused = [new RejectedPlan(model.Name, string.Create(CultureInfo.InvariantCulture, $"isl + osl is above the model's longest context, {model.MaximumContext}"), double.PositiveInfinity)],
                Request = shape, Target = new PlanTarget.Accelerators(1), Level = product.Level,
            };
        }

        var (workers, refused) = WorkerOptions.Of(
            catalog, model, [system], [.. product.Engines.Select(engine => catalog.Engines.Find(engine)!)], [product.Precision], shape, product.Level, product.Widest,
            one => EconomicsOf(fleet.Terms, one, default));
        return new PlanRequest
        {
            Workers = workers, Refused = refused, Request = shape, Level = product.Level, Modes = product.Modes,
            Target = new PlanTarget.Accelerators(Math.Max(SearchedAccelerators, product.Widest)),
        };
    }

    /// <summary>Replicas that do everything are alike, so one is a unit; pools are one together.</summary>
    private static PlannedDeployment UnitOf(PlannedDeployment deployment) => deployment.Prefill is null ? deployment with { Count = 1 } : deployment;

    private static ConfirmedPlan Confirm(PlanRequest request, PlanCandidate candidate)
    {
        var unit = UnitOf(candidate.Deployment);
        var rate = candidate.RequestsPerSecond * unit.Count / candidate.Deployment.Count;
        return new PlanConfirmation(request, RequestsPlayed, Seed).Confirm(candidate with { Deployment = unit, RequestsPerSecond = rate });
    }

    private static ReplicaUnit Unit(ConfirmedPlan plan, DemandProduct product)
    {
        var (deployment, request) = (plan.Deployment, product.Load.Request);
        var shares = PhaseShares.Of(plan.Estimate, request);
        if (deployment.Prefill is { } prefill)
        {
            var capacity = new PrefillPool(prefill.Prepared, deployment.PrefillCount, request).Capacity;
            shares = PhaseShares.OfPools(plan.Estimate, request, prefill.Accelerators * deployment.PrefillCount, capacity);
        }

        var mark = product.Level.Percentile;
        return new ReplicaUnit(
            deployment.Prefill is null ? deployment.Worker.Name : deployment.Name,
            deployment.Worker.Prepared.Deployment.System.Id,
            deployment.Accelerators,
            plan.RequestsPerSecond,
            shares,
            string.Create(CultureInfo.InvariantCulture, $"{RequestsPlayed} requests at {plan.RequestsPerSecond:G4}/s simulated: first token {plan.Simulated.TimeToFirstToken.At(mark)}, per token {plan.Simulated.TimePerOutputToken.At(mark)} ({(mark == 0 ? "mean" : "p" + mark.ToString(CultureInfo.InvariantCulture))})"))
        {
            Confirmed = plan,
            PromptShare = deployment.Prefill is { } pool ? (double)(pool.Accelerators * deployment.PrefillCount) / deployment.Accelerators : shares.PromptShare,
        };
    }

    /// <summary>What the units of a fleet do on average, each product weighed by the accelerators of its first month.</summary>
    private static PhaseShares MeanShares(IReadOnlyList<SizedProduct> products)
    {
        double Weight(SizedProduct product) => product.Load.PeakRequestsPerSecond / product.Unit.RequestsPerSecond * product.Unit.Accelerators;
        var all = products.Sum(Weight);
        return new PhaseShares(products.Sum(product => Weight(product) * product.Unit.Shares.Prefill) / all, products.Sum(product => Weight(product) * product.Unit.Shares.Decode) / all);
    }

    private FleetTerms TermsOf(DemandFleet fleet, ServingSystem system, in PhaseShares shares)
    {
        var rented = catalog.Prices.FindExactly(system.Accelerator.Id, PriceTier.OnDemand) is not null || fleet.OnDemand is not null;
        return new FleetTerms
        {
            Name = fleet.Name, Months = fleet.Months, Start = fleet.Start, LeadMonths = fleet.LeadMonths, Spare = fleet.Spare, OnHand = fleet.OnHand,
            Committed = EconomicsOf(fleet.Terms, system, shares),
            OnDemand = rented ? EconomicsOf(fleet.Terms with { Capital = null, Price = fleet.OnDemand, Tier = PriceTier.OnDemand }, system, shares) : null,
        };
    }

    private Economics EconomicsOf(CostTerms terms, ServingSystem system, in PhaseShares shares) =>
        Economics.Of(system, catalog.Prices, terms, catalog.PhasePower(system.Accelerator.Architecture), shares);

    private IEnumerable<string> Warnings(FleetPlan plan) => new[] { plan.Terms.Committed, plan.Terms.OnDemand }.OfType<Economics>()
        .SelectMany(economics => economics.StaleWarnings(catalog.Prices, asOf))
        .Concat(plan.Products.Select(product => product.Load.Api is { } api ? catalog.Prices.Warning(api.Id, api.Date, asOf) : null).OfType<string>());
}
