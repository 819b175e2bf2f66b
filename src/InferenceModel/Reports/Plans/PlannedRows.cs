using System.Collections.Immutable;
using System.Globalization;
using InferenceModel.Estimation;
using InferenceModel.Planning;
using InferenceModel.Scenarios;
using InferenceModel.Sharding;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Reports.Plans;

/// <summary>Plans that a search found, as rows of a scenario file that says the same, with their results.</summary>
public static class PlannedRows
{
    /// <summary>Columns of the rows.</summary>
    public static ImmutableArray<string> Columns { get; } =
    [
        "scenario_id", "model", "precision", "hw", "engine", "tp", "pp", "ep", "dp", "cp", "replicas", "disagg", "prefill_tp", "prefill_pp", "prefill_ep", "prefill_dp", "prefill_workers",
        "isl", "osl", "prefix_tokens", "request_rate", "slo_ttft_ms", "slo_tpot_ms", "slo_e2el_ms", "slo_percentile", "price_usd_per_gpu_hour",
    ];

    /// <summary>The row of a plan.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="model">The model, as the catalogue or a path names it.</param>
    /// <param name="plan">The plan; latencies are the simulated ones.</param>
    /// <param name="request">Lengths of every request.</param>
    /// <param name="level">The service level it keeps.</param>
    /// <param name="reason">What to say of it.</param>
    public static ScenarioResult Of(string id, string model, ConfirmedPlan plan, RequestShape request, ServiceLevel level, string reason)
    {
        var deployment = plan.Deployment;
        var (_, _, system, engine, sharding) = deployment.Worker.Prepared.Deployment;
        var scenario = new Scenario
        {
            Id = id, Model = model, System = system.Id, Engine = engine.Id, Plan = sharding with { Replicas = deployment.Count }, Request = request, ServiceLevel = level,
            Load = new Load.OpenLoop(plan.RequestsPerSecond), IsDisaggregated = deployment.Prefill is not null, Terms = deployment.Worker.Economics.Terms,
            PrefillPlan = deployment.Prefill is { } prefill ? prefill.Prepared.Deployment.Plan with { Replicas = deployment.PrefillCount } : null,
            Precision = deployment.Worker.Precision.Length > 0 ? Models.WeightFormat.All.First(format => format.Id == deployment.Worker.Precision) : null,
        };
        var shares = PhaseShares.Of(plan.Estimate, request);
        var figures = plan.Estimate with
        {
            TimeToFirstToken = plan.Simulated.TimeToFirstToken, TimePerOutputToken = plan.Simulated.TimePerOutputToken,
            InterTokenLatency = plan.Simulated.InterTokenLatency, EndToEnd = plan.Simulated.EndToEnd,
        };
        return new ScenarioResult(new ScenarioRow(Cells(scenario, deployment), scenario, string.Empty), EstimateStatus.Ok, reason, figures, deployment.Worker.Prepared, EconomicsOf(deployment, shares))
        {
            PromptShare = deployment.Prefill is { } pool ? pool.Weight * deployment.PrefillCount / ((pool.Weight * deployment.PrefillCount) + (deployment.Worker.Weight * deployment.Count)) : shares.PromptShare,
        };
    }

    /// <summary>Price and power of an accelerator; the mean where prompts are computed on another kind.</summary>
    private static Economics EconomicsOf(PlannedDeployment deployment, in PhaseShares shares)
    {
        var economics = deployment.Worker.Economics with { Shares = shares };
        if (deployment.Prefill is not { } prefill || prefill.Prepared.Deployment.System.Id == deployment.Worker.Prepared.Deployment.System.Id)
        {
            return economics;
        }

        var serving = deployment with { Spare = 0 };
        return economics with
        {
            Price = serving.Bill is { } bill ? UsdPerHour.Of(bill.Total / serving.Accelerators) : null,
            PriceSource = $"mean of {prefill.Economics.PriceSource} and {economics.PriceSource}",
            Power = serving.Power / serving.Accelerators,
        };
    }

    private static ImmutableArray<string> Cells(Scenario scenario, PlannedDeployment deployment)
    {
        static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
        static string Limit(Seconds? limit) => limit is { } most ? Number(most.TotalMilliseconds) : string.Empty;
        static string[] Widths(ShardingPlan? plan) => plan is null ? ["", "", "", ""] : [Number(plan.TensorParallel), Number(plan.PipelineParallel), Number(plan.ExpertParallel), Number(plan.AttentionDataParallel)];
        var (plan, level) = (scenario.Plan, scenario.ServiceLevel);
        return
        [
            scenario.Id, scenario.Model, deployment.Worker.Precision, scenario.System, scenario.Engine, .. Widths(plan), Number(plan.ContextParallel), Number(plan.Replicas), scenario.IsDisaggregated ? "true" : "false",
            .. Widths(scenario.PrefillPlan), scenario.PrefillPlan is { } prefill ? Number(prefill.Replicas) : string.Empty,
            Number(scenario.Request.InputTokens), Number(scenario.Request.OutputTokens), Number(scenario.Request.CachedTokens), Number(((Load.OpenLoop)scenario.Load).RequestsPerSecond),
            Limit(level.TimeToFirstToken), Limit(level.TimePerOutputToken), Limit(level.EndToEnd), level.Percentile == 0 ? "mean" : Number(level.Percentile),
            deployment.Worker.Economics.Terms.Price is { } price ? Number(price.Total) : string.Empty,
        ];
    }
}
