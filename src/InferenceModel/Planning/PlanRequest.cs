using System.Collections.Immutable;
using InferenceModel.Workloads;

namespace InferenceModel.Planning;

/// <summary>The question a search answers.</summary>
public sealed record PlanRequest
{
    /// <summary>Workers to choose from; plans that fit and have no faults.</summary>
    public required ImmutableArray<WorkerOption> Workers { get; init; }

    /// <summary>Plans that were refused before any estimate, with the reason.</summary>
    public ImmutableArray<RejectedPlan> Refused { get; init; } = [];

    /// <summary>Lengths of every request.</summary>
    public required RequestShape Request { get; init; }

    /// <summary>What is sought.</summary>
    public required PlanTarget Target { get; init; }

    /// <summary>Latencies to keep.</summary>
    public required ServiceLevel Level { get; init; }

    /// <summary>Serving modes considered.</summary>
    public ImmutableArray<ServingMode> Modes { get; init; } = [ServingMode.Aggregated, ServingMode.Disaggregated];

    /// <summary>Share added to the load.</summary>
    public double Headroom { get; init; }

    /// <summary>Workers of each kind that stand by.</summary>
    public int Spare { get; init; }

    /// <summary>Deployments to recommend.</summary>
    public int Top { get; init; } = 5;

    /// <summary>The load the deployment is to carry in the end; null where accelerators are given.</summary>
    public double? RateWithHeadroom => Target is PlanTarget.Rate rate ? rate.RequestsPerSecond * (1 + Headroom) : null;
}
