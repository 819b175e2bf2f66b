using System.Collections.Concurrent;
using InferenceModel.Catalog;
using InferenceModel.Estimation;
using InferenceModel.Estimation.Intervals;
using InferenceModel.Interconnect;
using InferenceModel.Models;
using InferenceModel.Planning;
using InferenceModel.Sharding;
using InferenceModel.Units;

namespace InferenceModel.Scenarios;

/// <summary>Runs scenarios; deployments that several rows share are prepared once.</summary>
/// <param name="catalog">What names refer to.</param>
public sealed class ScenarioRunner(ModelCatalog catalog)
{
    private readonly ConcurrentDictionary<(string Name, WeightFormat? Precision), LanguageModel> models = new();
    private readonly ConcurrentDictionary<DeploymentKey, Lazy<Preparation>> prepared = new();

    private sealed record DeploymentKey(
        string Model, WeightFormat? Precision, KvCacheFormat? Kv, string System, string Accelerator, string? Link, string Engine, ShardingPlan Plan, Outlook Outlook);

    private sealed record Preparation(PreparedDeployment? Deployment, string Fault);

    /// <summary>Runs all rows of a file on all cores, in order.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="done">Called after each row, from any thread; may be null.</param>
    /// <param name="simulator">Simulates the rows in place of estimating them; null estimates.</param>
    public IReadOnlyList<ScenarioResult> Run(IReadOnlyList<ScenarioRow> rows, Action? done = null, ScenarioSimulator? simulator = null)
    {
        // Shelves are opened before threads start, so that a faulty data file is reported once and plainly.
        _ = (catalog.Systems, catalog.Engines, catalog.Prices, catalog.Efficiencies(string.Empty), catalog.PhasePower(string.Empty), catalog.Intervals);
        var known = rows.Select(row => row.Scenario).OfType<Scenario>().Select(scenario => models.GetOrAdd((scenario.Model, scenario.Precision), wanted => Model(wanted.Name, wanted.Precision)));
        catalog.Prefetch([.. known.Distinct().SelectMany(LikelyFamilies.Of).Distinct()]);
        var results = new ScenarioResult[rows.Count];
        Parallel.For(0, rows.Count, i =>
        {
            var estimated = Run(rows[i]);
            var simulated = simulator?.Simulate(estimated) ?? estimated;
            results[i] = ReferenceEquals(simulated.Estimate, estimated.Estimate) ? simulated : WithIntervals(simulated, simulated.Prompts ?? simulated.Prepared, ServingFidelity.Simulate);
            done?.Invoke();
        });
        return results;
    }

    /// <summary>Runs one row.</summary>
    /// <param name="row">The row.</param>
    public ScenarioResult Run(ScenarioRow row) => row.Scenario is { } scenario
        ? Run(row, scenario, System(scenario), Prepare)
        : new ScenarioResult(row, EstimateStatus.Error, row.Fault, null, null, null);

    /// <summary>Runs one row on a machine that is not in the catalogue; nothing of it is kept.</summary>
    /// <param name="row">A row without faults.</param>
    /// <param name="system">The machine in place of the row's own.</param>
    public ScenarioResult RunOn(ScenarioRow row, ServingSystem system) => Run(
        row, row.Scenario!, system, (scenario, machine, outlook) => PrepareNew(KeyOf(scenario, machine, outlook), machine.Under(outlook)));

    /// <summary>The machine a row is about.</summary>
    /// <param name="scenario">The row.</param>
    public ServingSystem System(Scenario scenario)
    {
        var system = catalog.Systems.Find(scenario.System)!;
        return scenario.LinkOverride is { } link ? system.WithScaleUpLink(catalog.Links.Find(link)!) : system;
    }

    private ScenarioResult Run(ScenarioRow row, Scenario scenario, ServingSystem system, Func<Scenario, ServingSystem, Outlook, Preparation> prepare)
    {
        var economics = EconomicsOf(system, scenario, default);
        var preparation = prepare(scenario, system, Outlook.Middle);
        if (preparation.Deployment is not { } deployment)
        {
            return new ScenarioResult(row, EstimateStatus.Unsupported, preparation.Fault, null, null, economics);
        }

        var longest = scenario.Request.InputTokens + scenario.Request.OutputTokens;
        if (longest > deployment.Deployment.Model.MaximumContext)
        {
            return new ScenarioResult(row, EstimateStatus.Unsupported, $"isl + osl is {longest:F0} tokens; the model's longest context is {deployment.Deployment.Model.MaximumContext}", null, null, economics);
        }

        if (scenario is { IsDisaggregated: true, PrefillPlan: { } prefillPlan })
        {
            return Split(row, scenario, prepare(scenario with { Plan = prefillPlan }, system.ForPrefill, Outlook.Middle), deployment, system);
        }

        DeploymentEstimate? Under(Outlook outlook) => system.IsAhead && prepare(scenario, system, outlook).Deployment is { } other
            ? Estimator.Estimate(other, scenario.Request, scenario.Load)
            : null;
        var estimate = Estimator.Estimate(deployment, scenario.Request, scenario.Load);
        var (status, reason) = Judge(estimate, scenario.ServiceLevel);
        var shares = PhaseShares.Of(estimate, scenario.Request);
        var result = new ScenarioResult(row, status, reason, estimate, deployment, EconomicsOf(system, scenario, shares))
        {
            PromptShare = shares.PromptShare, Worst = Under(Outlook.Worst), Best = Under(Outlook.Best),
        };
        return WithIntervals(result, deployment, ServingFidelity.Estimate);
    }

    /// <summary>A result with the intervals of its figures.</summary>
    private ScenarioResult WithIntervals(ScenarioResult result, PreparedDeployment? prompts, ServingFidelity fidelity)
    {
        if (result is not { Estimate: { } estimate, Prepared: { } prepared, Row.Scenario: { } scenario } || prompts is null || catalog.Intervals is not { } intervals)
        {
            return result;
        }

        var condition = EstimateConditions.Of(fidelity, prompts, scenario.PrefillPlan?.Replicas ?? 1, prepared, scenario.Plan.Replicas, scenario.Request, scenario.Load, estimate);
        return condition is null ? result : result with { Intervals = intervals.Find(condition) };
    }

    private Economics EconomicsOf(ServingSystem system, Scenario scenario, in PhaseShares shares) =>
        Economics.Of(system, catalog.Prices, scenario.Terms, catalog.PhasePower(system.Accelerator.Architecture), shares);

    private ScenarioResult Split(ScenarioRow row, Scenario scenario, Preparation prefill, PreparedDeployment decode, ServingSystem system)
    {
        if (prefill.Deployment is not { } prompts)
        {
            return new ScenarioResult(row, EstimateStatus.Unsupported, "prefill: " + prefill.Fault, null, null, EconomicsOf(system, scenario, default));
        }

        var pools = new DisaggregatedDeployment(prompts, scenario.PrefillPlan!.Replicas, decode, scenario.Plan.Replicas);
        var estimate = DisaggregatedEstimator.Estimate(pools, scenario.Request, scenario.Load);
        var (status, reason) = Judge(estimate, scenario.ServiceLevel);
        if (!(estimate.RequestsPerSecond > 0))
        {
            return new ScenarioResult(row, status, reason, estimate, decode, EconomicsOf(system, scenario, default)) { Prompts = prompts };
        }

        var capacity = new PrefillPool(prompts, pools.PrefillWorkers, scenario.Request).Capacity;
        var shares = PhaseShares.OfPools(estimate, scenario.Request, pools.PrefillAccelerators, capacity);
        var result = new ScenarioResult(row, status, reason, estimate, decode, EconomicsOf(system, scenario, shares))
        {
            Prompts = prompts, PromptShare = (double)pools.PrefillAccelerators / pools.Accelerators,
        };
        return WithIntervals(result, prompts, ServingFidelity.Estimate);
    }

    /// <summary>Judges the figures of a result anew against its service level.</summary>
    /// <param name="result">A result with figures.</param>
    internal static ScenarioResult Judged(ScenarioResult result)
    {
        var (status, reason) = Judge(result.Estimate!, result.Row.Scenario!.ServiceLevel);
        return result with { Status = status, Reason = reason };
    }

    private Preparation Prepare(Scenario scenario, ServingSystem system, Outlook outlook) =>
        prepared.GetOrAdd(KeyOf(scenario, system, outlook), wanted => new Lazy<Preparation>(() => PrepareNew(wanted, system.Under(outlook)))).Value;

    private static DeploymentKey KeyOf(Scenario scenario, ServingSystem system, Outlook outlook) => new(
        scenario.Model, scenario.Precision, scenario.KvPrecision, scenario.System, system.Accelerator.Id, scenario.LinkOverride, scenario.Engine, scenario.Plan, outlook);

    private Preparation PrepareNew(DeploymentKey key, ServingSystem system)
    {
        var model = models.GetOrAdd((key.Model, key.Precision), wanted => Model(wanted.Name, wanted.Precision));
        var faults = ShardingRules.Faults(model, key.Plan, system);
        if (faults.Count > 0)
        {
            return new Preparation(null, string.Join("; ", faults));
        }

        var deployment = new Deployment(model, key.Kv ?? model.KvFormat, system, catalog.Engines.Find(key.Engine)!.On(system.Accelerator), key.Plan);
        return new Preparation(PreparedDeployment.Prepare(deployment, catalog.Efficiencies(system.Accelerator)), string.Empty);
    }

    private LanguageModel Model(string name, WeightFormat? precision)
    {
        var findings = new FindingList();
        var model = catalog.Model(name, findings) ?? throw new BadInputException(findings);
        return precision is null ? model : model.WithPrecision(precision);
    }

    private static (EstimateStatus Status, string Reason) Judge(DeploymentEstimate estimate, ServiceLevel level)
    {
        if (estimate.Status != EstimateStatus.Ok)
        {
            return (estimate.Status, estimate.Reason);
        }

        var missed = new List<string>();
        void Check(string name, Seconds? limit, LatencyFigures figures)
        {
            if (limit is { } most && figures.At(level.Percentile) is var value && value > most)
            {
                missed.Add($"{name} {value} is above {most}");
            }
        }

        Check("time to first token", level.TimeToFirstToken, estimate.TimeToFirstToken);
        Check("time per output token", level.TimePerOutputToken, estimate.TimePerOutputToken);
        Check("end to end", level.EndToEnd, estimate.EndToEnd);
        return missed.Count == 0 ? (EstimateStatus.Ok, estimate.Reason) : (EstimateStatus.InfeasibleSlo, string.Join("; ", missed));
    }
}
