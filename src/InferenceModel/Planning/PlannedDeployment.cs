using System.Globalization;
using InferenceModel.Estimation;
using InferenceModel.Units;
using InferenceModel.Workloads;

namespace InferenceModel.Planning;

/// <summary>Workers and how many of each: replicas that do everything, or decode workers with prefill workers before them.</summary>
/// <param name="Worker">A replica, or a decode worker.</param>
/// <param name="Count">How many carry the load.</param>
/// <param name="Prefill">A prefill worker; null where replicas do everything.</param>
/// <param name="PrefillCount">How many there are.</param>
/// <param name="Spare">More of every worker that only stand by.</param>
public sealed record PlannedDeployment(WorkerOption Worker, int Count, WorkerOption? Prefill, int PrefillCount, int Spare)
{
    /// <summary>Who does what.</summary>
    public ServingMode Mode => Prefill is null ? ServingMode.Aggregated : ServingMode.Disaggregated;

    /// <summary>Accelerators that carry the load.</summary>
    public int ServingAccelerators => (Worker.Accelerators * Count) + PrefillAccelerators(PrefillCount);

    /// <summary>Accelerators in all, spare ones included.</summary>
    public int Accelerators => (Worker.Accelerators * (Count + Spare)) + PrefillAccelerators(PrefillCount + (Prefill is null ? 0 : Spare));

    /// <summary>What it weighs in the choice: dollars an hour, or accelerators where a price is not known.</summary>
    public double Weight => (Worker.Weight * (Count + Spare)) + (Prefill is null ? 0 : Prefill.Weight * (PrefillCount + Spare));

    /// <summary>The bill of an hour; null where a price is not known.</summary>
    public UsdPerHour? Bill => Worker.Economics.Price is null || (Prefill is not null && Prefill.Economics.Price is null) ? null : UsdPerHour.Of(Weight);

    /// <summary>Power on the basis chosen, spare machines included.</summary>
    public Watts Power => (Worker.Economics.Power * (Worker.Accelerators * (Count + Spare)))
        + (Prefill is null ? Watts.Zero : Prefill.Economics.Power * (Prefill.Accelerators * (PrefillCount + Spare)));

    /// <summary>The plan in a few words.</summary>
    public string Name => Prefill is null
        ? string.Create(CultureInfo.InvariantCulture, $"{Count} x {Worker.Name}")
        : string.Create(CultureInfo.InvariantCulture, $"prefill {PrefillCount} x {Prefill.Name}, decode {Count} x {Worker.Name}");

    /// <summary>The plan for a narrow column: <c>5 x TP8</c>, prefill workers before the sign.</summary>
    public string Short => Prefill is null
        ? string.Create(CultureInfo.InvariantCulture, $"{Count + Spare} x {Worker.Plan}")
        : string.Create(CultureInfo.InvariantCulture, $"{PrefillCount + Spare} x {Prefill.Plan} > {Count + Spare} x {Worker.Plan}");

    /// <summary>Where it runs: systems and engine.</summary>
    public string Place
    {
        get
        {
            var (worker, prefill) = (Worker.Prepared.Deployment, Prefill?.Prepared.Deployment);
            return prefill is null || prefill.System.Id == worker.System.Id
                ? $"on {worker.System.Id} with {worker.Engine.Id}"
                : $"prefill on {prefill.System.Id}, decode on {worker.System.Id}, with {worker.Engine.Id}";
        }
    }

    /// <summary>How the accelerators add up: <c>40 GPUs = 5 replicas x 8, TP8</c>.</summary>
    public string Decomposition
    {
        get
        {
            var spare = Spare > 0 ? string.Create(CultureInfo.InvariantCulture, $", {Spare} of {(Prefill is null ? "them" : "each")} spare") : string.Empty;
            return Prefill is null
                ? string.Create(CultureInfo.InvariantCulture, $"{Accelerators} GPUs = {Count + Spare} {(Count + Spare == 1 ? "replica" : "replicas")} x {Worker.Accelerators}, {Worker.Plan}{spare}")
                : string.Create(CultureInfo.InvariantCulture, $"{Accelerators} GPUs = {PrefillCount + Spare} prefill x {Prefill.Accelerators}, {Prefill.Plan} + {Count + Spare} decode x {Worker.Accelerators}, {Worker.Plan}{spare}");
        }
    }

    /// <summary>What the serving workers make of a load.</summary>
    /// <param name="request">Lengths of every request.</param>
    /// <param name="load">The load.</param>
    public DeploymentEstimate Estimate(RequestShape request, Load load) => Prefill is null
        ? Estimator.Estimate(Worker.Prepared.WithReplicas(Count), request, load)
        : DisaggregatedEstimator.Estimate(new DisaggregatedDeployment(Prefill.Prepared, PrefillCount, Worker.Prepared, Count), request, load);

    private int PrefillAccelerators(int count) => Prefill is null ? 0 : Prefill.Accelerators * count;
}
