using System.Globalization;
using InferenceModel.Estimation;
using InferenceModel.Models;
using InferenceModel.Planning;
using InferenceModel.Scenarios;
using InferenceModel.Sharding;
using InferenceModel.Workloads;

namespace InferenceModel.Reports.Forms;

/// <summary>A prediction with all that the forms of other tools ask about it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Model">The model.</param>
/// <param name="System">Name of the system that decodes.</param>
/// <param name="Engine">Name of the engine.</param>
/// <param name="Dense">Format of attention and dense weights.</param>
/// <param name="Experts">Format of routed experts; that of dense weights where there are none.</param>
/// <param name="Kv">Format of the cache.</param>
/// <param name="Plan">The plan of the workers that decode; replicas are workers.</param>
/// <param name="PrefillPlan">The plan of the workers that only prefill; null where serving is aggregated.</param>
/// <param name="PrefillSystem">Name of their system.</param>
/// <param name="Request">Lengths of every request.</param>
/// <param name="Load">The load.</param>
/// <param name="Figures">The prediction.</param>
public sealed record PredictedRun(
    string Id,
    string Model,
    string System,
    string Engine,
    WeightFormat Dense,
    WeightFormat Experts,
    KvCacheFormat Kv,
    ShardingPlan Plan,
    ShardingPlan? PrefillPlan,
    string PrefillSystem,
    RequestShape Request,
    Load Load,
    DeploymentEstimate Figures)
{
    /// <summary>Accelerators of the whole deployment.</summary>
    public int Accelerators => Plan.Accelerators + (PrefillPlan?.Accelerators ?? 0);

    /// <summary>Requests kept in flight; where they arrive at random, their mean number.</summary>
    public double Concurrency => Load is Load.ClosedLoop closed ? closed.Concurrency : Figures.InFlight;

    /// <summary>The predictions of rows that have one.</summary>
    /// <param name="results">The rows.</param>
    public static IReadOnlyList<PredictedRun> Of(IEnumerable<ScenarioResult> results) =>
        [.. results.Where(result => result is { Row.Scenario: not null, Prepared: not null, Estimate.RequestsPerSecond: > 0 } && IsFinite(result.Estimate)).Select(Of)];

    /// <summary>The predictions of recommendations, as simulated.</summary>
    /// <param name="request">The question.</param>
    /// <param name="plans">The recommendations.</param>
    public static IReadOnlyList<PredictedRun> Of(PlanRequest request, IEnumerable<ConfirmedPlan> plans) => [.. plans.Select((plan, i) =>
    {
        var (worker, prefill) = (plan.Deployment.Worker.Prepared.Deployment, plan.Deployment.Prefill?.Prepared.Deployment);
        var (dense, experts) = Formats(worker.Model);
        return new PredictedRun(
            string.Create(CultureInfo.InvariantCulture, $"recommended-{i + 1}"), worker.Model.Id, worker.System.Id, worker.Engine.Id, dense, experts, worker.KvFormat,
            worker.Plan with { Replicas = plan.Deployment.Count }, prefill is null ? null : prefill.Plan with { Replicas = plan.Deployment.PrefillCount }, prefill?.System.Id ?? string.Empty,
            request.Request, new Load.OpenLoop(plan.RequestsPerSecond), Steady(plan));
    })];

    /// <summary>Latencies as simulated; rates of the steady state, which a finite run with its first and last requests understates.</summary>
    private static DeploymentEstimate Steady(ConfirmedPlan plan) => plan.Simulated with
    {
        RequestsPerSecond = plan.Estimate.RequestsPerSecond,
        OutputTokensPerSecond = plan.Estimate.OutputTokensPerSecond,
        InputTokensPerSecond = plan.Estimate.InputTokensPerSecond,
        InFlight = plan.Estimate.InFlight,
    };

    private static PredictedRun Of(ScenarioResult result)
    {
        var (scenario, deployment) = (result.Row.Scenario!, result.Prepared!.Deployment);
        var (dense, experts) = Formats(deployment.Model);
        var prefill = scenario.IsDisaggregated ? scenario.PrefillPlan : null;
        return new PredictedRun(
            scenario.Id, scenario.Model, deployment.System.Id, deployment.Engine.Id, dense, experts, deployment.KvFormat, scenario.Plan, prefill, prefill is null ? string.Empty : deployment.System.Id,
            scenario.Request, scenario.Load, result.Estimate!);
    }

    private static bool IsFinite(DeploymentEstimate estimate) => double.IsFinite(estimate.TimeToFirstToken.Mean.Total);

    private static (WeightFormat Dense, WeightFormat Experts) Formats(LanguageModel model)
    {
        var layers = model.Layers.Select(group => group.Layer).ToList();
        var mixture = layers.FirstOrDefault(layer => layer.FeedForward is MixtureFeedForward);
        var dense = layers[layers.Count / 2].Formats.Mixer;
        return (dense, mixture?.Formats.RoutedExperts ?? dense);
    }
}
