using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Catalog;
using InferenceModel.Estimation;
using InferenceModel.Interconnect;
using InferenceModel.Operators;
using InferenceModel.Units;

namespace InferenceModel.Scenarios;

/// <summary>What each wire, the memory, the matrix units and the size of a domain are worth to one deployment: one is changed at a time.</summary>
/// <param name="catalog">What names refer to.</param>
/// <param name="runner">Runs scenarios.</param>
public sealed class Sensitivity(ModelCatalog catalog, ScenarioRunner runner)
{
    private const double Step = 0.25;
    private static readonly int[] Domains = [8, 36, 72, 144, 576, 1152];

    /// <summary>The rows of one scenario.</summary>
    /// <param name="row">A row without faults.</param>
    /// <param name="others">Other machines to compare with.</param>
    /// <returns>The unchanged result, and a row for each lever; no rows where the machine cannot serve the scenario.</returns>
    public (ScenarioResult Base, ImmutableArray<SensitivityRow> Rows) Of(ScenarioRow row, IReadOnlyList<ServingSystem> others)
    {
        var system = runner.System(row.Scenario!);
        var unchanged = runner.RunOn(row, system);
        if (unchanged.Estimate is not { RequestsPerSecond: > 0 })
        {
            return (unchanged, []);
        }

        var levers = Levers(system).Concat(others.Select(other => new Lever("machine", other.Id, other)));
        return (unchanged, [.. levers.AsParallel().AsOrdered().Select(lever => Row(row, unchanged, lever))]);
    }

    /// <summary>
    /// What a quarter more or less of each wire, of memory, compute and the lengths of requests does to the cost of output tokens. An open stream
    /// delivers what arrives whatever the machine, so as many requests as it has in flight are kept in flight instead.
    /// </summary>
    /// <param name="row">A row without faults that serves its load.</param>
    public ImmutableArray<SensitivityRow> OfCost(ScenarioRow row)
    {
        var scenario = row.Scenario!;
        var system = runner.System(scenario);
        if (scenario.Load is Workloads.Load.OpenLoop && runner.RunOn(row, system).Estimate is { InFlight: > 0 } open)
        {
            row = row with { Scenario = scenario with { Load = new Workloads.Load.ClosedLoop(open.InFlight), Terms = scenario.Terms with { Api = null } } };
        }

        var unchanged = runner.RunOn(row, system);
        if (unchanged.Estimate is not { RequestsPerSecond: > 0 })
        {
            return [];
        }

        var machines = Levers(system).Where(lever => lever.Change[^1] == '%').Select(lever => (Row: row, Lever: lever));
        return [.. machines.Concat(Lengths(row, system)).AsParallel().AsOrdered().Select(changed => Row(changed.Row, unchanged, changed.Lever))];
    }

    private static IEnumerable<(ScenarioRow Row, Lever Lever)> Lengths(ScenarioRow row, ServingSystem system)
    {
        var request = row.Scenario!.Request;
        foreach (var (factor, change) in new[] { (1 - Step, "-25 %"), (1 + Step, "+25 %") })
        {
            ScenarioRow With(Workloads.RequestShape shape) => row with { Scenario = row.Scenario with { Request = shape } };
            yield return (With(request with { InputTokens = request.InputTokens * factor, CachedTokens = request.CachedTokens * factor }), new Lever("prompt tokens", change, system));
            yield return (With(request with { OutputTokens = Math.Max(1, request.OutputTokens * factor) }), new Lever("answer tokens", change, system));
            if (request.CachedTokens > 0)
            {
                yield return (With(request with { CachedTokens = Math.Min(request.CachedTokens * factor, request.InputTokens - 1) }), new Lever("prompt tokens found in the prefix cache", change, system));
            }
        }
    }

    /// <summary>Everything that is changed on a machine.</summary>
    /// <param name="system">The machine.</param>
    public IEnumerable<Lever> Levers(ServingSystem system)
    {
        foreach (var (i, tier) in system.Fabric.Tiers.Index())
        {
            var link = tier.Link;
            foreach (var lever in BothWays($"{tier.Name} ({link.Id}), bandwidth", factor => With(system, i, link with { Bandwidth = Scaled(link.Bandwidth, factor, (value, by) => value * by) })))
            {
                yield return lever;
            }

            foreach (var lever in BothWays($"{tier.Name} ({link.Id}), latency", factor => With(system, i, link with { StepLatency = Scaled(link.StepLatency, factor, (value, by) => value * by) })))
            {
                yield return lever;
            }
        }

        var chip = system.Accelerator;
        var rest = BothWays("memory bandwidth", factor => system with { Accelerator = chip with { LearnedAs = chip.LearnedAs ?? chip, MemoryBandwidth = Scaled(chip.MemoryBandwidth, factor, (value, by) => value * by) } })
            .Concat(BothWays("compute", factor => system with
            {
                Accelerator = chip with { LearnedAs = chip.LearnedAs ?? chip, DenseRates = chip.DenseRates.ToImmutableSortedDictionary(rate => rate.Key, rate => Scaled(rate.Value, factor, (value, by) => value * by)) },
            }));
        foreach (var lever in rest)
        {
            yield return lever;
        }

        foreach (var size in Domains)
        {
            if (OfDomain(system, size) is { } changed)
            {
                yield return new Lever("GPUs of a domain", string.Create(CultureInfo.InvariantCulture, $"{size}"), changed);
            }
        }
    }

    private static IEnumerable<Lever> BothWays(string name, Func<double, ServingSystem> change) =>
        [new Lever(name, "-25 %", change(1 - Step)), new Lever(name, "+25 %", change(1 + Step))];

    /// <summary>
    /// The machine with its scale-up wire joining another number: a rack of copper up to 144, a second tier over co-packaged optics beyond.
    /// Null where the machine has one wire only, so that nothing could join the domains.
    /// </summary>
    /// <param name="system">The machine.</param>
    /// <param name="size">Accelerators of a domain.</param>
    public ServingSystem? OfDomain(ServingSystem system, int size)
    {
        const int MostInRack = 144;
        if (system.Fabric.Tiers.IsEmpty)
        {
            return null;
        }

        var near = system.Fabric.Tiers[0];
        var network = system.Fabric.Tiers.Where(tier => !tier.Extends(near) && tier.Accelerators > size).ToList();
        if (network.Count == 0 && size < system.Fabric.Reach)
        {
            return null;
        }

        var rack = near with { Name = "scale-up", Accelerators = Math.Min(size, MostInRack), Crossing = null };
        var tiers = new List<FabricTier> { rack };
        if (size > MostInRack)
        {
            if (catalog.Media.Find("copper") is not { } copper || catalog.Media.Find("co_packaged_optics") is not { } optics)
            {
                return null;
            }

            var (inRack, across) = (new Hop(copper, Metres.Of(3)), new Hop(optics, Metres.Of(size > MostInRack * 4 ? 50 : 15)));
            // The switches of a domain that exists stand in for those of one that does not.
            if (catalog.Systems.Entries.Values.SelectMany(known => known.Fabric.Tiers).FirstOrDefault(tier => tier.Crossing is { Hops.Length: > 2 })?.Crossing is not { } known)
            {
                return null;
            }

            tiers.Add(rack with { Name = "scale-up, second tier", Accelerators = size, Crossing = known with { Hops = [inRack, across, across, inRack] } });
        }

        return system with { Fabric = system.Fabric with { Tiers = [.. tiers, .. network] } };
    }

    private SensitivityRow Row(ScenarioRow row, ScenarioResult unchanged, Lever lever)
    {
        var changed = runner.RunOn(row, lever.System);
        var before = unchanged.Estimate!;
        if (changed.Estimate is not { RequestsPerSecond: > 0 } after)
        {
            return new SensitivityRow(lever, null, null, null, null, null, null, changed.Reason);
        }

        double PerAccelerator(DeploymentEstimate estimate) => estimate.OutputTokensPerSecond / estimate.Accelerators;
        var throughput = PerAccelerator(after) / PerAccelerator(before);
        var price = unchanged.Economics?.Price?.Total;
        var priceAfter = changed.Economics?.Price?.Total ?? price;
        return new SensitivityRow(
            lever,
            before.TokensPerSecondPerUser > 0 ? (after.TokensPerSecondPerUser / before.TokensPerSecondPerUser) - 1 : null,
            throughput - 1,
            price is { } was && priceAfter is { } now ? (now / was / throughput) - 1 : (1 / throughput) - 1,
            Change(row, unchanged, changed, PromptShape),
            Change(row, unchanged, changed, DecodeShape),
            price * throughput,
            string.Empty);
    }

    /// <summary>The same step on both machines.</summary>
    private static double? Change(ScenarioRow row, ScenarioResult unchanged, ScenarioResult changed, Func<Scenario, DeploymentEstimate, CompiledPlan, StepShape> shapeOf)
    {
        if (unchanged.Prepared?.Plan is not { } before || changed.Prepared?.Plan is not { } after)
        {
            return null;
        }

        var shape = shapeOf(row.Scenario!, unchanged.Estimate!, before);
        return (after.Latency(shape) / before.Latency(shape)) - 1;
    }

    private static StepShape PromptShape(Scenario scenario, DeploymentEstimate estimate, CompiledPlan plan)
    {
        var chunk = scenario.Request.ComputedTokens / Math.Max(1, estimate.State.PromptSteps);
        return StepShape.Prefill(1, chunk, scenario.Request.CachedTokens + ((scenario.Request.ComputedTokens - chunk) / 2));
    }

    private static StepShape DecodeShape(Scenario scenario, DeploymentEstimate estimate, CompiledPlan plan) =>
        StepShape.Decode(Math.Max(1, estimate.State.Decoding / plan.StageCount), scenario.Request.MeanContext);

    private static ServingSystem With(ServingSystem system, int index, Link link) => system with
    {
        Fabric = system.Fabric with { Tiers = system.Fabric.Tiers.SetItem(index, system.Fabric.Tiers[index] with { Link = link }) },
    };

    private static Figure<T> Scaled<T>(Figure<T> figure, double factor, Func<T, double, T> times)
        where T : struct =>
        figure with { Value = times(figure.Value, factor), Low = figure.Low is { } low ? times(low, factor) : null, High = figure.High is { } high ? times(high, factor) : null };
}
